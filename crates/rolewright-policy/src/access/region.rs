//! Patterns as sets of texts: cover, overlap, and a sample text that matches a pattern but no
//! narrower one.

use std::collections::BTreeSet;

use crate::model::{Glob, Wildcard};

/// A character that no name contains, so that only a wildcard matches it.
pub(super) const ODD: char = '\u{f8ff}';

/// Length of the sample text for a `*`: longer than any sequence of `?` in a pattern.
const ANY: usize = 48;

/// Limit of overlaps.
const MOST_PAIRS: usize = 4_096;

/// Longer patterns get no overlaps.
const LONGEST: usize = 1_024;

/// All texts that match a pattern.
#[derive(Clone, Debug)]
pub(super) struct Region {
    /// The pattern as displayed.
    pub(super) text: String,
    /// The pattern in the letter case used for comparison.
    glob: Glob,
    wildcard: Wildcard,
    compared: String,
}

impl Region {
    pub(super) fn new(text: &str, compared: String) -> Self {
        Self {
            text: text.to_owned(),
            glob: Glob::new(&compared),
            wildcard: Wildcard::new(&compared),
            compared,
        }
    }

    pub(super) fn covers(&self, other: &Self) -> bool {
        self.glob.covers(&other.glob)
    }

    pub(super) fn fits(&self, text: &str) -> bool {
        self.wildcard.matches(text)
    }

    /// A text that matches no narrower pattern.
    pub(super) fn sample(&self) -> String {
        sample(&self.compared)
    }
}

/// The pattern with sample text in place of its wildcards.
pub(super) fn sample(pattern: &str) -> String {
    let mut text = String::with_capacity(pattern.len() + ANY);
    for character in pattern.chars() {
        match character {
            '*' => text.extend(std::iter::repeat_n(ODD, ANY)),
            '?' => text.push(ODD),
            plain => text.push(plain),
        }
    }
    text
}

/// A character that no pattern contains, in any letter case.
pub(super) fn unused_letter<'p>(patterns: impl Iterator<Item = &'p str>) -> char {
    let used: BTreeSet<char> = patterns
        .flat_map(str::chars)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    // Letters of ARNs in general are never free.
    let fixed = "acs:resourcemanager:role/sts:ims";
    let mut letters = ('a'..='z').rev().chain('0'..='9').chain('\u{e000}'..ODD);
    let free = letters.find(|letter| !used.contains(letter) && !fixed.contains(*letter));
    free.unwrap_or(ODD)
}

/// Splits a name into parts; wildcards do not extend across them.
pub(super) type Split = fn(&str) -> Vec<&str>;

/// Returns the regions and the overlap of every two of them where neither covers the other, up to
/// the limit.
pub(super) fn with_overlaps(mut regions: Vec<Region>, parts: Split) -> Vec<Region> {
    let is_open =
        |region: &&Region| region.compared.contains(['*', '?']) && region.compared.len() <= LONGEST;
    let open: Vec<_> = regions.iter().filter(is_open).collect();
    let mut found = Vec::new();
    for (place, a) in open.iter().enumerate() {
        for b in open.iter().skip(place + 1) {
            if found.len() >= MOST_PAIRS || a.covers(b) || b.covers(a) {
                continue;
            }
            let overlap = common_name(&a.compared, &b.compared, parts);
            found.extend(overlap.map(|text| Region::new(&text, text.clone())));
        }
    }
    found.retain(|region| {
        !regions
            .iter()
            .any(|known| known.compared == region.compared)
    });
    found.sort_by(|a, b| a.compared.cmp(&b.compared));
    found.dedup_by(|a, b| a.compared == b.compared);
    regions.extend(found);
    regions
}

/// The overlap of two patterns, part by part when they have the same number of parts. It may be
/// larger than the result: both can share characters, such as `aba*` and `*bac`.
fn common_name<'t>(one: &'t str, other: &'t str, parts: Split) -> Option<String> {
    let (mut one, mut other) = (Vec::from([one]), Vec::from([other]));
    let split = |whole: &[&'t str]| {
        whole
            .iter()
            .flat_map(|text| parts(text))
            .collect::<Vec<_>>()
    };
    if split(&one).len() == split(&other).len() {
        (one, other) = (split(&one), split(&other));
    }
    let pairs = one.iter().zip(&other);
    let texts: Option<Vec<_>> = pairs.map(|(one, other)| common(one, other)).collect();
    Some(texts?.join(":"))
}

/// A pattern for the overlap of two patterns; none when they don't overlap.
fn common(one: &str, other: &str) -> Option<String> {
    let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let width = b.len() + 1;
    // reaches[i * width + j]: the rest of `one` from i and that of `other` from j have a text in
    // common.
    let mut reaches = vec![false; (a.len() + 1) * width];
    let at = |i: usize, j: usize| i * width + j;
    let get = |table: &[bool], i, j| table.get(at(i, j)).copied().unwrap_or(false);
    for i in (0..=a.len()).rev() {
        for j in (0..=b.len()).rev() {
            let fits = match (a.get(i), b.get(j)) {
                (None, None) => true,
                (Some('*'), Some(_)) => get(&reaches, i + 1, j) || get(&reaches, i, j + 1),
                (Some('*'), None) => get(&reaches, i + 1, j),
                (Some(_), Some('*')) => get(&reaches, i, j + 1) || get(&reaches, i + 1, j),
                (None, Some('*')) => get(&reaches, i, j + 1),
                (Some(x), Some(y)) => {
                    (x == y || *x == '?' || *y == '?') && get(&reaches, i + 1, j + 1)
                }
                _ => false,
            };
            if let Some(slot) = reaches.get_mut(at(i, j)) {
                *slot = fits;
            }
        }
    }
    if !get(&reaches, 0, 0) {
        return None;
    }
    let (mut i, mut j, mut text) = (0, 0, String::new());
    while i < a.len() || j < b.len() {
        match (a.get(i), b.get(j)) {
            (Some('*'), Some('*')) => {
                text.push('*');
                // Advancing one pattern keeps the other's star active.
                if get(&reaches, i, j + 1) {
                    j += 1;
                } else {
                    i += 1;
                }
            }
            (Some('*'), Some(y)) if get(&reaches, i, j + 1) => {
                text.push(*y);
                j += 1;
            }
            (Some('*'), _) => i += 1,
            (Some(x), Some('*')) if get(&reaches, i + 1, j) => {
                text.push(*x);
                i += 1;
            }
            (_, Some('*')) => j += 1,
            (Some(x), Some(y)) => {
                text.push(if *x == '?' { *y } else { *x });
                i += 1;
                j += 1;
            }
            _ => break,
        }
    }
    Some(text)
}
