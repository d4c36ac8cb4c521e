//! The system's clock, behind a feature that is off.
#![expect(
    clippy::disallowed_types,
    reason = "the one place where time that passes is read"
)]

use std::time::{Duration, Instant};

use async_trait::async_trait;

use super::Clock;

/// The system's monotonic clock and tokio's timer.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    started: Instant,
}

impl SystemClock {
    /// A clock that begins now.
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
