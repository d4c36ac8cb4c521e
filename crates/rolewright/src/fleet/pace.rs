//! An even pace of calls.

use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rolewright_core::Clock;

/// Spaces calls evenly, since their quota is shared with others: no bursts.
#[derive(Debug)]
pub(super) struct Pace {
    interval: Duration,
    /// The time of the next call.
    next: Mutex<Duration>,
}

impl Pace {
    pub(super) fn new(per_second: NonZeroU32) -> Self {
        Self {
            interval: Duration::from_secs(1) / per_second.get(),
            next: Mutex::default(),
        }
    }

    /// Waits for the turn of one call.
    pub(super) async fn wait(&self, clock: &dyn Clock) {
        let wait = self.take(clock.now());
        if !wait.is_zero() {
            clock.sleep(wait).await;
        }
    }

    /// Takes the next turn; returns how long it is until then.
    fn take(&self, now: Duration) -> Duration {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = (*next).max(now);
        *next = turn + self.interval;
        turn - now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_evenly_spaced_and_unused_ones_are_not_saved() {
        let pace = Pace::new(NonZeroU32::new(50).unwrap());
        let start = Duration::from_secs(7);
        let waits: Vec<_> = (0..4).map(|_| pace.take(start).as_millis()).collect();
        assert_eq!(waits, [0, 20, 40, 60]);
        let later = Duration::from_secs(60);
        let waits: Vec<_> = (0..2).map(|_| pace.take(later).as_millis()).collect();
        assert_eq!(waits, [0, 20]);
    }
}
