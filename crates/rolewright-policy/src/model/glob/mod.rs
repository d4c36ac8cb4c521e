//! Patterns that are compared with patterns.

mod includes;
mod token;

use includes::includes;
use token::{Class, Token, tokens};

/// A pattern that is compared with other patterns: `*` matches any text, including colons and
/// slashes, and `?` one character. To match texts, use [`Wildcard`](super::Wildcard).
///
/// A comparison takes time proportional to the product of both lengths in the worst case.
///
/// ```
/// use rolewright_policy::Glob;
///
/// let glob = Glob::new("acs:oss:*:*:my-images/*");
/// assert!(glob.covers(&Glob::new("acs:oss:*:1234567890123456:my-images/docker/*")));
/// assert!(!glob.covers(&Glob::new("acs:oss:*:*:*")));
/// assert!(glob.meets(&Glob::new("acs:oss:*:*:*")));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Glob(Vec<Token>);

impl Glob {
    /// Creates a pattern; every text is a valid one.
    #[must_use]
    pub fn new(pattern: &str) -> Self {
        Self(tokens(pattern, Class::Any))
    }

    /// Creates a pattern of the relative ids of OSS resources that can exist: a bucket name has
    /// lower-case letters, digits and hyphens, and an object name is not empty and does not start
    /// with a slash. The length of names is not considered.
    ///
    /// Source: OSS's pages on bucket and object names.
    pub(crate) fn of_oss(id: &str) -> Self {
        let Some((bucket, object)) = id.split_once('/') else {
            return Self::new(id);
        };
        let mut all = tokens(bucket, Class::Bucket);
        all.push(Token::One(Class::Just('/')));
        let mut object = tokens(object, Class::Any);
        match object.as_mut_slice() {
            [Token::One(first @ Class::Any), ..] => *first = Class::NoSlash,
            [Token::Many(_)] => object.insert(0, Token::One(Class::NoSlash)),
            _ => {}
        }
        all.extend(object);
        Self(all)
    }

    /// Returns the pattern of this one's texts, each followed by one of the other's.
    pub(crate) fn then(&self, other: &Self) -> Self {
        Self(self.0.iter().chain(&other.0).copied().collect())
    }

    /// Whether this pattern matches every text that `other` matches.
    ///
    /// `true` is always correct; for long patterns that mix `?` and `*` in many ways, the result may
    /// be `false` although the pattern covers the other one.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let in_order =
            |token: &Token| matches!(token, Token::One(Class::Just(_)) | Token::Many(Class::Any));
        fits(&self.0, &other.0) || (!self.0.iter().all(in_order) && includes(&self.0, &other.0))
    }

    /// Whether some text matches both patterns.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        // reachable[j]: some text matches the tokens of self so far and the first j tokens of
        // other.
        let (a, b) = (&self.0, &other.0);
        let mut reachable = vec![false; b.len() + 1];
        if let Some(first) = reachable.first_mut() {
            *first = true;
        }
        skip_any_text(&mut reachable, b);
        for token in a {
            reachable = step(&reachable, *token, b);
        }
        reachable.last().copied().unwrap_or(false)
    }
}

/// Greedy matching with backtracking to the last `*`, which is sufficient.
fn fits(pattern: &[Token], text: &[Token]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while let Some(&character) = text.get(t) {
        match pattern.get(p) {
            Some(Token::Many(Class::Any)) => {
                back = Some((p, t));
                p += 1;
            }
            Some(&token) if token_covers(token, character) => {
                p += 1;
                t += 1;
            }
            _ => match back {
                Some((star, from)) => {
                    back = Some((star, from + 1));
                    p = star + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern
        .get(p..)
        .unwrap_or_default()
        .iter()
        .all(|token| matches!(token, Token::Many(_)))
}

fn token_covers(pattern: Token, text: Token) -> bool {
    match (pattern, text) {
        (Token::Many(pattern), Token::One(text) | Token::Many(text))
        | (Token::One(pattern), Token::One(text)) => pattern.covers(text),
        (Token::One(_), Token::Many(_)) => false,
    }
}

fn step(reachable: &[bool], token: Token, other: &[Token]) -> Vec<bool> {
    let mut next = vec![false; reachable.len()];
    let mut any_before = false;
    for (j, slot) in next.iter_mut().enumerate() {
        let here = reachable.get(j).copied().unwrap_or(false);
        let before = j.checked_sub(1);
        let diagonal = before
            .and_then(|i| reachable.get(i))
            .copied()
            .unwrap_or(false);
        let consumed = before.and_then(|i| other.get(i)).copied();
        *slot = match (token, consumed) {
            (Token::Many(class), consumed) => {
                any_before &= match consumed {
                    Some(Token::One(other)) => class.meets(other),
                    Some(Token::Many(_)) | None => true,
                };
                any_before |= here;
                any_before
            }
            (Token::One(class), Some(Token::Many(other))) => here && class.meets(other),
            (Token::One(class), Some(Token::One(other))) => diagonal && class.meets(other),
            (Token::One(_), None) => false,
        };
    }
    skip_any_text(&mut next, other);
    next
}

/// A `*` of the other pattern also matches the empty text.
fn skip_any_text(reachable: &mut [bool], other: &[Token]) {
    for (j, token) in other.iter().enumerate() {
        let here = reachable.get(j).copied().unwrap_or(false);
        if matches!(token, Token::Many(_))
            && here
            && let Some(slot) = reachable.get_mut(j + 1)
        {
            *slot = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Glob;
    use crate::model::Wildcard;
    use proptest::prelude::*;

    /// Every text of two letters with at most six characters. Two patterns of three tokens that
    /// overlap have one of these in common.
    fn texts() -> Vec<String> {
        let mut all = vec![String::new()];
        let mut last = all.clone();
        for _ in 0..6 {
            last = last
                .iter()
                .flat_map(|t| ['a', 'b'].map(|c| format!("{t}{c}")))
                .collect();
            all.extend(last.iter().cloned());
        }
        all
    }

    proptest! {
        #[test]
        fn covers_and_meets_agree_with_all_short_texts(a in "[ab*?]{0,3}", b in "[ab*?]{0,3}") {
            let [on_a, on_b] = [&a, &b].map(|pattern| Wildcard::new(pattern));
            let (a, b) = (Glob::new(&a), Glob::new(&b));
            let both = |t: &String| on_a.matches(t) && on_b.matches(t);
            let covers = texts().iter().all(|t| !on_b.matches(t) || on_a.matches(t));
            prop_assert_eq!(a.covers(&b), covers);
            prop_assert_eq!(a.meets(&b), texts().iter().any(both));
        }
    }

    /// Whether an OSS bucket or object can have this relative id, whatever its length.
    fn exists(id: &str) -> bool {
        let (bucket, object) = id.split_once('/').unwrap_or((id, "o"));
        bucket.chars().all(|c| matches!(c, 'b' | '-'))
            && !object.is_empty()
            && !object.starts_with('/')
    }

    /// Every text of `b`, `B` and `/` with at most six characters.
    fn ids() -> Vec<String> {
        let mut all = vec![String::new()];
        let mut last = all.clone();
        for _ in 0..6 {
            let longer = |id: &String| ['b', 'B', '/'].map(|c| format!("{id}{c}"));
            last = last.iter().flat_map(longer).collect();
            all.extend(last.iter().cloned());
        }
        all
    }

    proptest! {
        #[test]
        fn only_oss_resources_that_can_exist_are_compared(
            pattern in "[bB/*?]{0,4}",
            asked in prop::sample::select(&["b/*", "b/?*", "b/b*", "*/*", "b?/?", "b/*b", "b", "b*"][..]),
        ) {
            let [on_pattern, on_asked] = [pattern.as_str(), asked].map(Wildcard::new);
            let (glob, of_oss) = (Glob::new(&pattern), Glob::of_oss(asked));
            let ids = ids();
            let mut existing = ids.iter().filter(|id| on_asked.matches(id) && exists(id));
            if glob.covers(&of_oss) {
                prop_assert!(existing.clone().all(|id| on_pattern.matches(id)));
            }
            let some = existing.any(|id| on_pattern.matches(id));
            prop_assert!(glob.meets(&of_oss) || !some);
            if asked == "b/*" {
                prop_assert_eq!(glob.meets(&of_oss), some);
                let every = ids.iter().filter(|id| on_asked.matches(id) && exists(id));
                prop_assert_eq!(glob.covers(&of_oss), every.clone().all(|id| on_pattern.matches(id)));
            }
        }
    }

    #[test]
    fn worst_case_patterns_are_compared_in_bounded_time() {
        let glob = Glob::new(&"*a".repeat(400));
        assert!(!glob.covers(&Glob::new(&format!("{}b", "a".repeat(4_000)))));
        assert!(!glob.meets(&Glob::new(&format!("{}b", "?".repeat(4_000)))));
    }
}
