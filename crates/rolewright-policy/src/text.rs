//! Untrusted text in messages.

/// Returns at most `limit` characters of `text` with control characters escaped, so that an
/// untrusted name can neither flood a message nor control a terminal.
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

/// Longer words get no suggestion, to bound the time.
const LONGEST: usize = 64;

/// Returns the candidate that differs from the word only in letter case or by few edits, as a
/// suggestion; none when no candidate is similar.
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

/// The characters of a list of names that is shown in full.
const LISTED: usize = 400;

/// Returns the number of texts that fit in so many characters; at least one.
pub(crate) fn fitting<'a>(texts: impl Iterator<Item = &'a str>, characters: usize) -> usize {
    let lengths = texts.map(|text| text.chars().count() + 3);
    let ends = lengths.scan(0, |end, length| {
        *end += length;
        Some(*end)
    });
    ends.take_while(|end| *end <= characters).count().max(1)
}

/// Joins names; of many, the first ones and the number of the others.
#[must_use]
pub fn listed(names: &[impl AsRef<str>]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    let fitting = fitting(names.iter().copied(), LISTED).min(names.len());
    let (first, rest) = names.split_at(fitting);
    let first = first.join(", ");
    match rest.len() {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

/// Whether a character controls a terminal or, like bidirectional controls, line separators and
/// invisible characters, changes how a text reads.
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
    fn excerpts_are_short_and_escape_control_characters() {
        assert_eq!(excerpt("ab\u{1b}c", 10), "ab\\u{1b}c");
        assert_eq!(excerpt("abcdef", 3), "abc…");
        assert_eq!(excerpt("a\u{202e}b", 9), "a\\u{202e}b");
    }
}
