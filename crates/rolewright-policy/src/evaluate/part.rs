//! Compares resources part by part. When a pattern and a name have four colons each, the colons
//! correspond, so the pattern matches exactly when each part matches.

use std::borrow::Cow;

use crate::model::{Glob, Wildcard};

/// One part of a pattern.
#[derive(Clone, Debug)]
enum Part {
    Any,
    Exact(String),
    Open(Box<Open>),
}

/// A part with wildcards and literal characters.
#[derive(Clone, Debug)]
struct Open {
    /// The literal prefix before the first wildcard, a fast check that rejects most names.
    front: String,
    wildcard: Wildcard,
    glob: Glob,
}

/// A part of a request's name.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Text<'t> {
    text: &'t str,
    /// Whether it contains a wildcard.
    is_open: bool,
}

impl<'t> Text<'t> {
    /// The literal prefix before the first wildcard.
    pub(super) fn front(self) -> &'t str {
        let end = self.text.find(['*', '?']).unwrap_or(self.text.len());
        self.text.get(..end).unwrap_or_default()
    }
}

impl Part {
    fn new(text: &str) -> Self {
        match text.find(['*', '?']) {
            _ if text == "*" => Self::Any,
            None => Self::Exact(text.to_owned()),
            Some(first) => Self::Open(Box::new(Open {
                front: text.get(..first).unwrap_or_default().to_owned(),
                wildcard: Wildcard::new(text),
                glob: Glob::new(text),
            })),
        }
    }

    fn matches(&self, name: Text<'_>) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(exact) => exact == name.text,
            Self::Open(open) => {
                name.text.starts_with(&open.front) && open.wildcard.matches(name.text)
            }
        }
    }

    /// Whether it matches every text that the name's part, read as a pattern, matches.
    fn covers(&self, name: Text<'_>) -> bool {
        match self {
            Self::Open(open) if name.is_open => {
                name.text.starts_with(&open.front) && open.glob.covers(&Glob::new(name.text))
            }
            _ => self.matches(name),
        }
    }

    /// Whether it matches every text of `id`, which are the texts of the name's part that can exist.
    fn covers_existing(&self, name: Text<'_>, id: &Glob) -> bool {
        // Most patterns differ from the name before the first wildcard.
        let may = match self {
            Self::Any => true,
            Self::Exact(exact) => exact.starts_with(name.front()),
            Self::Open(open) => name.text.starts_with(&open.front),
        };
        may && self.glob().covers(id)
    }

    /// Whether some text matches both.
    fn meets(&self, name: Text<'_>) -> bool {
        match self {
            _ if !name.is_open => self.matches(name),
            Self::Any => true,
            _ if name.text == "*" => true,
            Self::Exact(exact) => Wildcard::new(name.text).matches(exact),
            Self::Open(open) => open.glob.meets(&Glob::new(name.text)),
        }
    }

    /// Returns it as a pattern, to compare it with the ids that can exist.
    fn glob(&self) -> Cow<'_, Glob> {
        match self {
            Self::Any => Cow::Owned(Glob::new("*")),
            Self::Exact(exact) => Cow::Owned(Glob::new(exact)),
            Self::Open(open) => Cow::Borrowed(&open.glob),
        }
    }

    /// The literal prefix before the first wildcard.
    fn front(&self) -> &str {
        match self {
            Self::Any => "",
            Self::Exact(exact) => exact,
            Self::Open(open) => &open.front,
        }
    }

    fn is_empty(&self) -> bool {
        matches!(self, Self::Exact(exact) if exact.is_empty())
    }
}

/// A pattern with four colons.
#[derive(Clone, Debug)]
pub(super) struct Parts([Part; 5]);

/// A request's resource with four colons.
pub(super) type Name<'t> = [Text<'t>; 5];

impl Parts {
    pub(super) fn new(pattern: &str) -> Option<Self> {
        Some(Self(split(pattern)?.map(|part| Part::new(part.text))))
    }

    /// The literal prefix of the relative id.
    pub(super) fn front(&self) -> &str {
        let [.., id] = &self.0;
        id.front()
    }

    // Relative ids differ most often, so parts are compared from the last to the first.

    pub(super) fn matches(&self, name: &Name<'_>) -> bool {
        self.pairs()
            .all(|(part, index)| part.matches(at(name, index)))
    }

    /// `id` replaces the relative id of the name, if given.
    pub(super) fn covers(&self, name: &Name<'_>, id: Option<&Glob>) -> bool {
        self.pairs().all(|(part, index)| match (index, id) {
            (4, Some(id)) => part.covers_existing(at(name, index), id),
            _ => part.covers(at(name, index)),
        })
    }

    /// As [`meets`](super::resource::meets); `id` replaces the relative id of the name, if given.
    pub(super) fn meets(&self, name: &Name<'_>, literal_id: bool, id: Option<&Glob>) -> bool {
        self.pairs()
            .all(|(part, index)| match (index, at(name, index), id) {
                (4, name, _) if literal_id => part.matches(name),
                (4, _, Some(id)) => part.glob().meets(id),
                (4, name, None) => part.meets(name),
                // A wildcard in the request must not match an empty part.
                (_, name, _) => part.meets(name) && (!part.is_empty() || name.text.is_empty()),
            })
    }

    fn pairs(&self) -> impl Iterator<Item = (&Part, usize)> {
        self.0.iter().zip(0..5_usize).rev()
    }
}

fn at<'t>(name: &Name<'t>, index: usize) -> Text<'t> {
    name.get(index).copied().unwrap_or_default()
}

/// The five parts of a name with exactly four colons.
pub(super) fn split(name: &str) -> Option<Name<'_>> {
    let mut parts = name.split(':').map(|text| Text {
        text,
        is_open: text.contains(['*', '?']),
    });
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
    use crate::model::ResourcePattern;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]

        #[test]
        fn comparing_by_parts_equals_comparing_the_whole(
            pattern in "(acs|a\\*|\\*):[*o]:[*?c]{0,1}:[*1]{0,1}:[ab*?/]{0,4}",
            name in "acs:o:[*c]{0,1}:[*1]{0,1}:[ab*?/]{0,4}",
        ) {
            let (parts, split) = (Parts::new(&pattern).unwrap(), split(&name).unwrap());
            prop_assert_eq!(parts.matches(&split), Wildcard::new(&pattern).matches(&name));
            prop_assert_eq!(parts.covers(&split, None), ResourcePattern::from(pattern.as_str()).covers(&name));
            for (stars, literal_id) in [(Stars::Every, false), (Stars::EveryButId, true)] {
                prop_assert_eq!(parts.meets(&split, literal_id, None), meets(&pattern, &name, stars));
            }
        }
    }
}
