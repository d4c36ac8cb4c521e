//! Search for a piece with `?` at many positions at a time.

use std::collections::BTreeMap;

/// A piece with `?`, prepared for the shift-and algorithm: one bit per matched prefix, so that each
/// character of the text takes one shift and one `and` of whole words.
pub(super) struct Search {
    length: usize,
    /// Positions of `?`, which matches any character.
    any: Vec<u64>,
    /// Positions of a character or a `?`, for frequent characters.
    often: BTreeMap<char, Vec<u64>>,
    /// Positions of a character, for the others. Both forms keep the memory proportional to the
    /// piece.
    seldom: BTreeMap<char, Vec<usize>>,
}

impl Search {
    pub(super) fn new(piece: &str) -> Self {
        let length = piece.chars().count();
        let words = length.div_ceil(64);
        let mut any = vec![0; words];
        let mut seldom: BTreeMap<char, Vec<usize>> = BTreeMap::new();
        for (place, character) in piece.chars().enumerate() {
            match character {
                '?' => set(&mut any, place),
                other => seldom.entry(other).or_default().push(place),
            }
        }
        let mut often = BTreeMap::new();
        seldom.retain(|character, places| {
            if places.len() <= words {
                return true;
            }
            let mut mask = any.clone();
            places.iter().for_each(|place| set(&mut mask, *place));
            often.insert(*character, mask);
            false
        });
        Self {
            length,
            any,
            often,
            seldom,
        }
    }

    /// Returns the rest after the first match of the piece.
    pub(super) fn after_first<'t>(&self, text: &'t str) -> Option<&'t str> {
        let mut fits = vec![0_u64; self.any.len()];
        for (place, character) in text.char_indices() {
            self.step(&mut fits, character);
            if is_set(&fits, self.length.checked_sub(1)?) {
                return text.get(place + character.len_utf8()..);
            }
        }
        None
    }

    /// `fits` has a bit for each length of a prefix of the piece that ends at the last character.
    fn step(&self, fits: &mut [u64], character: char) {
        let mut carry = 1;
        for word in fits.iter_mut() {
            let next = *word >> 63;
            *word = (*word << 1) | carry;
            carry = next;
        }
        if let Some(mask) = self.often.get(&character) {
            fits.iter_mut()
                .zip(mask)
                .for_each(|(word, mask)| *word &= mask);
            return;
        }
        let places = self
            .seldom
            .get(&character)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let kept: Vec<usize> = places
            .iter()
            .filter(|place| is_set(fits, **place))
            .copied()
            .collect();
        fits.iter_mut()
            .zip(&self.any)
            .for_each(|(word, mask)| *word &= mask);
        kept.iter().for_each(|place| set(fits, *place));
    }
}

fn set(words: &mut [u64], place: usize) {
    if let Some(word) = words.get_mut(place / 64) {
        *word |= 1 << (place % 64);
    }
}

fn is_set(words: &[u64], place: usize) -> bool {
    words
        .get(place / 64)
        .is_some_and(|word| word & (1 << (place % 64)) != 0)
}
