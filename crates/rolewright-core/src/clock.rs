//! Time that passes, given from outside.

use std::fmt::Debug;
use std::time::Duration;

use async_trait::async_trait;

/// A monotonic clock and a timer.
#[async_trait]
pub trait Clock: Debug + Send + Sync {
    /// Time since any fixed point; it never goes back.
    fn now(&self) -> Duration;

    /// Returns after that time.
    async fn sleep(&self, duration: Duration);
}

/// The system's monotonic clock and tokio's timer.
#[cfg(feature = "tokio")]
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    started: std::time::Instant,
}

#[cfg(feature = "tokio")]
impl SystemClock {
    /// A clock that begins now.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where time that passes is read"
    )]
    pub fn start() -> Self {
        Self {
            started: std::time::Instant::now(),
        }
    }
}

#[cfg(feature = "tokio")]
#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.started.elapsed()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}
