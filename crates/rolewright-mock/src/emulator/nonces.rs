//! Nonces that were used, for as long as a request with one could still be fresh (rule
//! `nonce-window`).

use std::collections::hash_map::RandomState;
use std::collections::{HashSet, VecDeque};
use std::hash::BuildHasher;

/// How many are remembered; the oldest goes first.
const LIMIT: usize = 1 << 16;

/// A request may be stamped 15 minutes ahead and be sent again until 15 minutes after that.
const SECONDS: i64 = 2 * 15 * 60;

/// The used nonces, by their hashes under a random key.
#[derive(Debug, Default)]
pub(super) struct Nonces {
    hasher: RandomState,
    used: HashSet<u64>,
    by_age: VecDeque<(i64, u64)>,
}

impl Nonces {
    /// Takes note of the nonce. Whether it is new.
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
    fn a_nonce_is_new_once_and_again_when_no_request_with_it_can_be_fresh() {
        let mut nonces = Nonces::default();
        assert!(nonces.insert("a", 0));
        assert!(!nonces.insert("a", SECONDS));
        assert!(nonces.insert("a", SECONDS + 1));
    }

    #[test]
    fn only_the_latest_nonces_are_remembered() {
        let mut nonces = Nonces::default();
        for count in 0..=LIMIT {
            assert!(nonces.insert(&count.to_string(), 0));
        }
        assert_eq!(nonces.used.len(), LIMIT);
        assert!(nonces.insert("0", 0));
        assert!(!nonces.insert(&LIMIT.to_string(), 0));
    }
}
