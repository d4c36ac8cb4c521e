//! Patterns that are compared with patterns.

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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Token {
    AnyText,
    AnyCharacter,
    Character(char),
}

impl Glob {
    /// Creates a pattern; every text is a valid one.
    #[must_use]
    pub fn new(pattern: &str) -> Self {
        let mut tokens: Vec<Token> = pattern
            .chars()
            .map(|c| match c {
                '*' => Token::AnyText,
                '?' => Token::AnyCharacter,
                c => Token::Character(c),
            })
            .collect();
        tokens.dedup_by(|a, b| *a == Token::AnyText && *b == Token::AnyText);
        Self(tokens)
    }

    /// Whether this pattern matches every text that `other` matches.
    ///
    /// `true` is always correct; for patterns that mix `?` and `*`, the result may be `false`
    /// although the pattern covers the other one.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        fits(&self.0, &other.0)
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
            Some(Token::AnyText) => {
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
        .all(|token| *token == Token::AnyText)
}

fn token_covers(pattern: Token, text: Token) -> bool {
    match pattern {
        Token::AnyText => true,
        Token::AnyCharacter => text != Token::AnyText,
        character @ Token::Character(_) => character == text,
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
        any_before |= here;
        *slot = match (token, consumed) {
            (Token::AnyText, _) => any_before,
            (_, Some(Token::AnyText)) => here,
            (Token::AnyCharacter, Some(_)) | (_, Some(Token::AnyCharacter)) => diagonal,
            (Token::Character(x), Some(Token::Character(y))) => diagonal && x == y,
            (_, None) => false,
        };
    }
    skip_any_text(&mut next, other);
    next
}

/// A `*` of the other pattern also matches the empty text.
fn skip_any_text(reachable: &mut [bool], other: &[Token]) {
    for (j, token) in other.iter().enumerate() {
        let here = reachable.get(j).copied().unwrap_or(false);
        if *token == Token::AnyText
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
            if a.covers(&b) {
                prop_assert!(texts().iter().all(|t| !on_b.matches(t) || on_a.matches(t)));
            }
            prop_assert_eq!(a.meets(&b), texts().iter().any(both));
        }
    }

    #[test]
    fn worst_case_patterns_are_compared_in_bounded_time() {
        let glob = Glob::new(&"*a".repeat(400));
        assert!(!glob.covers(&Glob::new(&format!("{}b", "a".repeat(4_000)))));
        assert!(!glob.meets(&Glob::new(&format!("{}b", "?".repeat(4_000)))));
    }
}
