//! The clock that a caller passes in.

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
    /// Returns the time since an arbitrary fixed point; it never decreases.
    fn now(&self) -> Duration;

    /// Waits for this duration.
    async fn sleep(&self, duration: Duration);
}
