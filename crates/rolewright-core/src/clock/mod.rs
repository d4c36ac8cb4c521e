//! The clock that a caller passes in.

#[cfg(feature = "tokio")]
mod system;

use std::fmt::Debug;
use std::time::Duration;

use async_trait::async_trait;

#[cfg(feature = "tokio")]
pub use system::SystemClock;

/// A monotonic clock and a timer.
///
/// ```
/// use std::sync::Mutex;
/// use std::time::Duration;
///
/// use async_trait::async_trait;
/// use futures_util::FutureExt;
/// use rolewright_core::Clock;
///
/// /// Time that passes by waiting only, for tests.
/// #[derive(Debug, Default)]
/// struct SimulatedClock(Mutex<Duration>);
///
/// #[async_trait]
/// impl Clock for SimulatedClock {
///     fn now(&self) -> Duration {
///         *self.0.lock().unwrap()
///     }
///
///     async fn sleep(&self, duration: Duration) {
///         *self.0.lock().unwrap() += duration;
///     }
/// }
///
/// let clock = SimulatedClock::default();
/// clock.sleep(Duration::from_secs(3600)).now_or_never().unwrap();
/// assert_eq!(clock.now(), Duration::from_secs(3600));
/// ```
#[async_trait]
pub trait Clock: Debug + Send + Sync {
    /// Returns the time since an arbitrary fixed point; it never decreases.
    fn now(&self) -> Duration;

    /// Waits for this duration.
    async fn sleep(&self, duration: Duration);
}
