//! Patterns that are matched against texts.

mod open;

/// A compiled pattern: `*` matches any text, including colons and slashes, and `?` matches one
/// character. Neither can be escaped.
///
/// The literal text between two stars is searched once, from left to right, so matching takes time
/// proportional to the text. A piece with `?` is searched at 64 positions at a time, which takes a
/// 64th of the product of both lengths in the worst case.
///
/// Source: the page on conditional operators. That there is no escaping is assumed (rule
/// `no-escaping`).
///
/// ```
/// use rolewright_policy::Wildcard;
///
/// let wildcard = Wildcard::new("acs:oss:*:*:my-images/*.t?r");
/// assert!(wildcard.matches("acs:oss:*:1234567890123456:my-images/a/b.tar"));
/// assert!(!wildcard.matches("acs:oss:*:1234567890123456:my-images"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wildcard {
    first: Piece,
    /// The pieces after the first star: those at any position, and the one at the end.
    rest: Option<(Vec<Piece>, Piece)>,
}

/// Up to this many bytes, a piece is tried at each position of the text.
const SHORT: usize = 32;

/// Text without a star.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    text: String,
    /// Whether it contains a `?`.
    open: bool,
}

impl Wildcard {
    /// Compiles a pattern; every text is a valid one.
    #[must_use]
    pub fn new(pattern: &str) -> Self {
        let mut pieces = pattern.split('*').map(Piece::new);
        let first = pieces.next().unwrap_or_else(|| Piece::new(""));
        let mut rest: Vec<_> = pieces.collect();
        let rest = rest.pop().map(|last| {
            rest.retain(|piece| !piece.text.is_empty());
            (rest, last)
        });
        Self { first, rest }
    }

    /// Whether the pattern matches the whole text; case-sensitive.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        let Some((middle, last)) = &self.rest else {
            return self.first.strip_from_start(text) == Some("");
        };
        let Some(text) = self.first.strip_from_start(text) else {
            return false;
        };
        let Some(mut text) = last.strip_from_end(text) else {
            return false;
        };
        middle.iter().all(|piece| {
            let after = piece.first_in(text);
            text = after.unwrap_or_default();
            after.is_some()
        })
    }
}

impl Piece {
    fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            open: text.contains('?'),
        }
    }

    /// Returns the rest when the text starts with the piece.
    fn strip_from_start<'t>(&self, text: &'t str) -> Option<&'t str> {
        if !self.open {
            return text.strip_prefix(self.text.as_str());
        }
        let mut rest = text.chars();
        let fits = self.text.chars().all(|expected| {
            rest.next()
                .is_some_and(|c| expected == '?' || expected == c)
        });
        fits.then_some(rest.as_str())
    }

    fn strip_from_end<'t>(&self, text: &'t str) -> Option<&'t str> {
        if !self.open {
            return text.strip_suffix(self.text.as_str());
        }
        let mut rest = text.chars();
        let mut expected = self.text.chars().rev();
        let fits = expected.all(|expected| {
            rest.next_back()
                .is_some_and(|c| expected == '?' || expected == c)
        });
        fits.then_some(rest.as_str())
    }

    /// Returns the rest after the first match of the piece.
    fn first_in<'t>(&self, text: &'t str) -> Option<&'t str> {
        match (self.open, self.text.len() <= SHORT) {
            (false, true) => self.first_short(text),
            (false, false) => {
                let split = text.split_once(self.text.as_str());
                split.map(|(_, after)| after)
            }
            (true, true) => {
                let mut starts = text.char_indices().map(|(start, _)| start);
                starts.find_map(|start| self.strip_from_start(text.get(start..)?))
            }
            (true, false) => open::Search::new(&self.text).after_first(text),
        }
    }

    /// For a short piece, comparing at each occurrence of its first byte is faster than preparing a
    /// search.
    fn first_short<'t>(&self, text: &'t str) -> Option<&'t str> {
        let (bytes, piece) = (text.as_bytes(), self.text.as_bytes());
        let first = piece.first()?;
        let mut starts = bytes.iter().enumerate().filter(|(_, byte)| *byte == first);
        let start = starts.find_map(|(start, _)| {
            let fits = bytes
                .get(start..)
                .is_some_and(|rest| rest.starts_with(piece));
            fits.then_some(start)
        })?;
        text.get(start + piece.len()..)
    }
}

#[cfg(test)]
mod tests {
    use super::Wildcard;
    use proptest::prelude::*;

    fn naive(pattern: &[char], text: &[char]) -> bool {
        match (pattern.split_first(), text.split_first()) {
            (None, None) => true,
            (Some(('*', rest)), _) => {
                naive(rest, text) || (!text.is_empty() && naive(pattern, &text[1..]))
            }
            (Some(('?', rest)), Some((_, tail))) => naive(rest, tail),
            (Some((p, rest)), Some((t, tail))) => p == t && naive(rest, tail),
            _ => false,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]

        #[test]
        fn matching_agrees_with_a_naive_implementation(pattern in "[abé*?]{0,8}", text in "[abé]{0,10}") {
            let chars = |s: &str| s.chars().collect::<Vec<_>>();
            prop_assert_eq!(Wildcard::new(&pattern).matches(&text), naive(&chars(&pattern), &chars(&text)));
        }

        #[test]
        fn long_and_short_pieces_are_found_alike(piece in "[abé?]{33,140}", text in "[abé]{0,300}") {
            let found = (0..=text.len()).filter(|start| text.is_char_boundary(*start)).any(|start| {
                let piece = Wildcard::new(&format!("{piece}*"));
                piece.matches(text.get(start..).unwrap())
            });
            prop_assert_eq!(Wildcard::new(&format!("*{piece}*")).matches(&text), found);
        }
    }

    #[test]
    fn worst_case_patterns_are_matched_in_bounded_time() {
        let text = "a".repeat(100_000);
        let many: String = ('\u{4e00}'..'\u{9000}').chain(['a'; 30_000]).collect();
        for (pattern, fits) in [
            ("*".repeat(100_000), true),
            ("*a".repeat(50_000), true),
            ("*a".repeat(50_000) + "*b", false),
            (format!("*{}b*", "a".repeat(50_000)), false),
            ("?*".repeat(50_000), true),
            ("*?a".repeat(33_000) + "b*", false),
            (format!("*{}b*", "a?".repeat(25_000)), false),
            (format!("*{}*", "a?".repeat(25_000)), true),
            (format!("*{many}?b*"), false),
        ] {
            assert_eq!(Wildcard::new(&pattern).matches(&text), fits);
        }
    }
}
