//! Finds recipes by the name of a role or a service, or by an error message.

use super::{Entry, all};
use crate::text::nearest;

/// Short names of services that their recipes don't contain.
const SHORT_NAMES: [(&str, &str); 2] =
    [("acr", "Container Registry"), ("cr", "Container Registry")];

/// Returns the built-in recipes for a text, best first: the name of a role, a service or its short name,
/// words of a title, a part of a role's name, or an error message that contains an error code or a role.
/// Empty if none matches.
#[must_use]
pub fn find(text: &str) -> Vec<&'static Entry> {
    let text = text.to_lowercase();
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_alphanumeric() || "_./-".contains(c)))
        .filter(|word| !word.is_empty())
        .collect();
    let mut found: Vec<(u8, &Entry)> = all()
        .iter()
        .filter_map(|entry| Some((rank(entry, &words)?, entry)))
        .collect();
    if found.is_empty() {
        let ids = all().iter().map(|entry| entry.id.as_str());
        let similar = words.iter().find_map(|word| nearest(word, ids.clone()));
        found.extend(
            all()
                .iter()
                .filter(|entry| Some(entry.id.as_str()) == similar)
                .map(|one| (0, one)),
        );
    }
    found.sort_by_key(|(rank, _)| *rank);
    // What is certain hides what only shares a word.
    let best = found.first().map_or(0, |(rank, _)| *rank);
    let found = found
        .into_iter()
        .filter(|(rank, _)| *rank == best || *rank < WORDS);
    found.map(|(_, entry)| entry).collect()
}

/// The rank of an entry that is found by words of its texts only.
const WORDS: u8 = 4;

fn rank(entry: &Entry, words: &[&str]) -> Option<u8> {
    let is_word = |text: &String| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is_word(&entry.id) {
        return Some(0);
    }
    if entry.errors.iter().any(is_word) {
        return Some(1);
    }
    if entry.roles.iter().any(is_word) {
        return Some(2);
    }
    let is_short = |word: &&str| SHORT_NAMES.contains(&(*word, entry.service.as_str()));
    let texts = [&entry.id, &entry.title, &entry.service].map(|text| text.to_lowercase());
    let has = |word: &&str| is_short(word) || texts.iter().any(|text| text.contains(word));
    let roles: Vec<_> = entry.roles.iter().map(|role| role.to_lowercase()).collect();
    let of_role = |word: &&str| has(word) || roles.iter().any(|role| role.contains(word));
    match words {
        [] => None,
        words if words.iter().all(is_short) => Some(3),
        words if words.iter().all(has) => Some(WORDS),
        words => words.iter().all(of_role).then_some(WORDS + 1),
    }
}
