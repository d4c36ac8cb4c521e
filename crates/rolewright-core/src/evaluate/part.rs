//! Resource names part by part. Where a pattern and a name have four colons each, every colon of
//! the one is one of the other, so that the whole fits exactly when each part does.

use crate::policy::{Glob, Wildcard};

/// What one part of a pattern fits.
#[derive(Clone, Debug)]
enum Part {
    Any,
    Exact(String),
    Open(Box<(Wildcard, Glob)>),
}

impl Part {
    fn new(text: &str) -> Self {
        match text {
            "*" => Self::Any,
            exact if !exact.contains(['*', '?']) => Self::Exact(exact.to_owned()),
            open => Self::Open(Box::new((Wildcard::new(open), Glob::new(open)))),
        }
    }

    fn matches(&self, text: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(exact) => exact == text,
            Self::Open(open) => open.0.matches(text),
        }
    }

    /// Whether it stands for all that a part of a name stands for, whose stars are every text.
    fn covers(&self, text: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(exact) => exact == text,
            Self::Open(open) if text.contains(['*', '?']) => open.1.covers(&Glob::new(text)),
            Self::Open(open) => open.0.matches(text),
        }
    }

    /// Whether both stand for a same text.
    fn meets(&self, text: &str) -> bool {
        match self {
            Self::Any => true,
            _ if text == "*" => true,
            Self::Exact(exact) if text.contains(['*', '?']) => {
                Glob::new(text).meets(&Glob::new(exact))
            }
            Self::Exact(exact) => exact == text,
            Self::Open(open) if text.contains(['*', '?']) => open.1.meets(&Glob::new(text)),
            Self::Open(open) => open.0.matches(text),
        }
    }
}

/// A pattern of four colons.
#[derive(Clone, Debug)]
pub(super) struct Parts([Part; 5]);

impl Parts {
    pub(super) fn new(pattern: &str) -> Option<Self> {
        Some(Self(split(pattern)?.map(Part::new)))
    }

    pub(super) fn matches(&self, name: &[&str; 5]) -> bool {
        self.0
            .iter()
            .zip(name)
            .all(|(part, text)| part.matches(text))
    }

    pub(super) fn covers(&self, name: &[&str; 5]) -> bool {
        self.0
            .iter()
            .zip(name)
            .all(|(part, text)| part.covers(text))
    }

    /// As [`meets`](super::resource::meets).
    pub(super) fn meets(&self, name: &[&str; 5], literal_id: bool) -> bool {
        let mut pairs = self.0.iter().zip(name).enumerate();
        pairs.all(|(index, (part, text))| match index {
            4 if literal_id => part.matches(text),
            4 => part.meets(text),
            // A star of the request must not make an empty part fit.
            _ => part.meets(text) && (!part.is_empty() || text.is_empty()),
        })
    }
}

impl Part {
    fn is_empty(&self) -> bool {
        matches!(self, Self::Exact(exact) if exact.is_empty())
    }
}

/// The five parts of a name of exactly four colons.
pub(super) fn split(name: &str) -> Option<[&str; 5]> {
    let mut parts = name.split(':');
    let five = [
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
    ];
    parts.next().is_none().then_some(five)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{Stars, meets};
    use crate::policy::ResourcePattern;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]

        #[test]
        fn part_by_part_is_as_the_whole(
            pattern in "(acs|a\\*|\\*):[*o]:[*?c]{0,1}:[*1]{0,1}:[ab*?/]{0,4}",
            name in "acs:o:[*c]{0,1}:[*1]{0,1}:[ab*?/]{0,4}",
        ) {
            let (parts, split) = (Parts::new(&pattern).unwrap(), split(&name).unwrap());
            prop_assert_eq!(parts.matches(&split), Wildcard::new(&pattern).matches(&name));
            prop_assert_eq!(parts.covers(&split), ResourcePattern::from(pattern.as_str()).covers(&name));
            for (stars, literal_id) in [(Stars::Every, false), (Stars::EveryButId, true)] {
                prop_assert_eq!(parts.meets(&split, literal_id), meets(&pattern, &name, stars));
            }
        }
    }
}
