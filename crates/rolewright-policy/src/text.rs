//! Text that came from outside, made fit to be shown.

/// At most `limit` characters of `text`, with control characters escaped, so that a hostile name
/// can neither flood a message nor steer a terminal.
#[must_use]
pub fn excerpt(text: &str, limit: usize) -> String {
    let mut shown = String::new();
    let mut rest = text.chars();
    for c in rest.by_ref().take(limit) {
        if steers(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    if rest.next().is_some() {
        shown.push('…');
    }
    shown
}

/// Longer words are never told to be nearly another one.
const LONGEST: usize = 64;

/// The candidate that is the word in another letter case, or nearly the word: what somebody may
/// have meant.
///
/// ```
/// use rolewright_policy::text::nearest;
///
/// assert_eq!(nearest("cn-hangzou", ["cn-hangzhou", "cn-beijing"]), Some("cn-hangzhou"));
/// assert_eq!(nearest("mars", ["cn-hangzhou", "cn-beijing"]), None);
/// ```
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    let small = word.to_ascii_lowercase();
    let most = 1 + word.chars().count() / 6;
    let far =
        |candidate: &str| strsim::damerau_levenshtein(&small, &candidate.to_ascii_lowercase());
    let near = candidates
        .into_iter()
        .map(|candidate| (far(candidate), candidate));
    let (_, found) = near.filter(|(far, _)| *far <= most).min()?;
    Some(found)
}

/// Whether it steers a terminal or, as bidirectional controls, line separators and characters that
/// can't be seen do, makes a text read as another one.
///
/// ```
/// use rolewright_policy::text::steers;
///
/// assert!(steers('\u{1b}') && steers('\u{202e}') && !steers('ä'));
/// ```
#[must_use]
pub fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{180e}' | '\u{feff}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn an_excerpt_is_short_and_steers_nothing() {
        assert_eq!(excerpt("ab\u{1b}c", 10), "ab\\u{1b}c");
        assert_eq!(excerpt("abcdef", 3), "abc…");
        assert_eq!(excerpt("a\u{202e}b", 9), "a\\u{202e}b");
    }
}
