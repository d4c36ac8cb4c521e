//! Used nonces, kept as long as a request with the same nonce could be valid (rule
//! `nonce-window`).

use std::collections::hash_map::RandomState;
use std::collections::{HashSet, VecDeque};
use std::hash::BuildHasher;

/// The number of nonces kept; the oldest is dropped first.
const LIMIT: usize = 1 << 16;

/// A time stamp may be 15 minutes ahead, and the request valid for 15 minutes after that.
const SECONDS: i64 = 2 * 15 * 60;

/// The used nonces, by their hashes under a random key.
#[derive(Debug, Default)]
pub(super) struct Nonces {
    hasher: RandomState,
    used: HashSet<u64>,
    by_age: VecDeque<(i64, u64)>,
}

impl Nonces {
    /// Records the nonce. Returns whether it is new.
    pub(super) fn insert(&mut self, nonce: &str, now: i64) -> bool {
        while let Some((then, oldest)) = self.by_age.front().copied() {
            if self.by_age.len() < LIMIT && now.saturating_sub(then) <= SECONDS {
                break;
            }
            self.by_age.pop_front();
            self.used.remove(&oldest);
        }
        let hash = self.hasher.hash_one(nonce);
        let new = self.used.insert(hash);
        if new {
            self.by_age.push_back((now, hash));
        }
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_can_be_used_once_within_its_window() {
        let mut nonces = Nonces::default();
        assert!(nonces.insert("a", 0));
        assert!(!nonces.insert("a", SECONDS));
        assert!(nonces.insert("a", SECONDS + 1));
    }

    #[test]
    fn only_the_latest_nonces_are_kept() {
        let mut nonces = Nonces::default();
        for count in 0..=LIMIT {
            assert!(nonces.insert(&count.to_string(), 0));
        }
        assert_eq!(nonces.used.len(), LIMIT);
        assert!(nonces.insert("0", 0));
        assert!(!nonces.insert(&LIMIT.to_string(), 0));
    }
}
