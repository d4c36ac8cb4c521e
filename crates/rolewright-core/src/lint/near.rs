//! What somebody may have meant.

/// Longer words are never told to be nearly another one.
const LONGEST: usize = 64;

/// The candidate that is the word in another letter case, or nearly the word.
pub(super) fn nearest<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
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

/// Some of what came from outside, fit to be shown.
pub(super) fn shown(text: &str) -> String {
    format!("`{}`", crate::text::excerpt(text, 80))
}
