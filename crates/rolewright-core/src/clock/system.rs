//! The system clock (feature `tokio`).
#![expect(
    clippy::disallowed_types,
    reason = "the only place that reads the system clock"
)]

use std::time::{Duration, Instant};

use async_trait::async_trait;

use super::Clock;

/// The system's monotonic clock with tokio's timer.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    started: Instant,
}

impl SystemClock {
    /// Creates a clock that starts at zero.
    #[must_use]
    pub fn start() -> Self {
        Self {
            started: Instant::now(),
        }
    }
}

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.started.elapsed()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}
