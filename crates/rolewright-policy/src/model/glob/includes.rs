//! Whether a pattern matches every text of another one, by following all texts of the other one
//! through the pattern.

use std::collections::{BTreeSet, HashSet};

use super::token::{Class, Token};

/// Limit of steps.
const MOST_STEPS: usize = 20_000;

/// Whether the pattern matches every text of the other one; `false` also above the limit.
pub(super) fn includes(pattern: &[Token], other: &[Token]) -> bool {
    let letters = letters(pattern, other);
    let mut known = HashSet::new();
    let mut open = vec![(0, reached(pattern, [0]))];
    while let Some((at, places)) = open.pop() {
        // Every token matches some text.
        if places.is_empty() || known.len() > MOST_STEPS {
            return false;
        }
        let Some(token) = other.get(at) else {
            if places.last() != Some(&pattern.len()) {
                return false;
            }
            continue;
        };
        let (class, then) = match token {
            Token::One(class) => (*class, at + 1),
            Token::Many(class) => (*class, at),
        };
        let longer = letters.iter().filter(|letter| class.has(**letter));
        let longer = longer.map(|letter| (then, step(pattern, &places, *letter)));
        let mut next: Vec<_> = longer.collect();
        if matches!(token, Token::Many(_)) {
            next.push((at + 1, places));
        }
        next.retain(|one| known.insert(one.clone()));
        open.extend(next);
    }
    true
}

/// Every letter of the patterns, and one that stands for all others of each class.
fn letters(pattern: &[Token], other: &[Token]) -> BTreeSet<char> {
    let named = pattern.iter().chain(other).filter_map(|token| match token {
        Token::One(Class::Just(letter)) => Some(*letter),
        _ => None,
    });
    let mut letters: BTreeSet<char> = named.chain(['/']).collect();
    let is_free = |letter: &char| !letters.contains(letter);
    let of_bucket = ('a'..='z').chain('0'..='9').find(is_free);
    let of_any = ('\u{e000}'..='\u{f8ff}').find(is_free);
    letters.extend(of_bucket.into_iter().chain(of_any));
    letters
}

/// The places that a text can have reached in the pattern, after these; sorted.
fn reached(pattern: &[Token], places: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let mut all = BTreeSet::new();
    for mut place in places {
        all.insert(place);
        while matches!(pattern.get(place), Some(Token::Many(_))) {
            place += 1;
            all.insert(place);
        }
    }
    all.into_iter().collect()
}

fn step(pattern: &[Token], places: &[usize], letter: char) -> Vec<usize> {
    let after = |place: &usize| match pattern.get(*place) {
        Some(Token::One(class)) if class.has(letter) => Some(*place + 1),
        Some(Token::Many(class)) if class.has(letter) => Some(*place),
        _ => None,
    };
    reached(pattern, places.iter().filter_map(after))
}
