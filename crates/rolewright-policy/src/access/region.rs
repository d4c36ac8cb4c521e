//! Patterns as sets of texts: cover, overlap, and a sample text that matches a pattern but no
//! narrower one.

use crate::model::{Glob, Wildcard};

/// A character that no name contains, so that only a wildcard matches it.
const ODD: char = '\u{f8ff}';

/// Length of the sample text for a `*`: longer than any sequence of `?` in a pattern.
const ANY: usize = 48;

/// Limit of compared pairs.
const MOST_PAIRS: usize = 4_096;

/// Longer patterns are not compared in pairs.
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

/// Splits a name into parts; wildcards do not extend across them.
pub(super) type Split = fn(&str) -> Vec<&str>;

/// Returns the regions and the overlap of every two of them where neither covers the other. The
/// overlap of three is not included; a note says so.
pub(super) fn with_overlaps(
    mut regions: Vec<Region>,
    parts: Split,
    what: &str,
    notes: &mut Vec<String>,
) -> Vec<Region> {
    let open: Vec<_> = (0..regions.len())
        .filter(|index| {
            let region = regions.get(*index);
            region.is_some_and(|region| region.compared.contains(['*', '?']))
        })
        .collect();
    let mut overlaps = vec![0_usize; regions.len()];
    let mut found = Vec::new();
    for (place, one) in open.iter().enumerate() {
        for other in open.iter().skip(place + 1) {
            let (Some(a), Some(b)) = (regions.get(*one), regions.get(*other)) else {
                continue;
            };
            if a.covers(b) || b.covers(a) {
                continue;
            }
            if a.compared.len().max(b.compared.len()) > LONGEST || found.len() >= MOST_PAIRS {
                notes.push(format!("some pairs of {what} patterns were not compared"));
                regions.extend(found);
                return regions;
            }
            if let Some((text, is_all)) = common_name(&a.compared, &b.compared, parts) {
                if !is_all {
                    let both = format!("{} and {}", a.text, b.text);
                    notes.push(format!(
                        "names in which {both} share characters were not compared"
                    ));
                }
                for index in [one, other] {
                    if let Some(count) = overlaps.get_mut(*index) {
                        *count += 1;
                    }
                }
                found.push(Region::new(&text, text.clone()));
            }
        }
    }
    if overlaps.iter().filter(|count| **count >= 2).count() >= 3 {
        notes.push(format!(
            "three or more {what} patterns overlap; their common part was not compared separately"
        ));
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

/// The overlap of two patterns, part by part when they have the same number of parts, and whether
/// it is complete.
fn common_name<'t>(one: &'t str, other: &'t str, parts: Split) -> Option<(String, bool)> {
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
    let pairs = || one.iter().zip(&other);
    let texts: Option<Vec<_>> = pairs().map(|(one, other)| common(one, other)).collect();
    let is_open = |part: &str| part.contains(['*', '?']);
    let shares =
        |(one, other): (&&str, &&str)| is_open(one) && is_open(other) && share_letters(one, other);
    let all = !pairs().any(shares);
    Some((texts?.join(":"), all))
}

/// Whether the overlap is larger than [`common`] returns: one pattern's literal prefix ends as the
/// other's literal suffix begins, so that both can share characters (`aba*` and `*bac`).
fn share_letters(one: &str, other: &str) -> bool {
    let first = |text: &str| text.split(['*', '?']).next().unwrap_or_default().to_owned();
    let last = |text: &str| {
        text.rsplit(['*', '?'])
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let shares = |front: String, back: String| {
        let mut ends = back.char_indices().map(|(start, c)| start + c.len_utf8());
        ends.any(|end| back.get(..end).is_some_and(|begin| front.ends_with(begin)))
    };
    shares(first(one), last(other)) || shares(first(other), last(one))
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
