//! Time that passes, given from outside.

#[cfg(feature = "tokio")]
mod system;

use std::fmt::Debug;
use std::time::Duration;

use async_trait::async_trait;

#[cfg(feature = "tokio")]
pub use system::SystemClock;

/// A monotonic clock and a timer.
#[async_trait]
pub trait Clock: Debug + Send + Sync {
    /// Time since any fixed point; it never goes back.
    fn now(&self) -> Duration;

    /// Returns after that time.
    async fn sleep(&self, duration: Duration);
}
