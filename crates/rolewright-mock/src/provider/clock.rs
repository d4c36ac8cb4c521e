//! Time and request ids. Only this module reads the system clock.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

/// The clock of a provider.
///
/// ```
/// use rolewright_mock::WallClock;
///
/// let clock = WallClock::fixed("2026-01-02T03:04:05Z".parse()?);
/// assert_eq!(clock.now().to_string(), "2026-01-02T03:04:05Z");
/// # Ok::<(), jiff::Error>(())
/// ```
#[derive(Clone)]
pub struct WallClock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl WallClock {
    /// Returns the system clock.
    #[must_use]
    pub fn system() -> Self {
        Self::new(Timestamp::now)
    }

    /// Returns a clock that always returns `now`.
    #[must_use]
    pub fn fixed(now: Timestamp) -> Self {
        Self::new(move || now)
    }

    /// Returns a clock that calls `read`.
    pub fn new(read: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }

    /// Returns the current time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl Default for WallClock {
    fn default() -> Self {
        Self::system()
    }
}

impl fmt::Debug for WallClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WallClock")
    }
}

/// Returns a request id in the service's format, an upper-case UUID, from a counter: unique within
/// a provider, and the same in every run of a test.
pub(crate) fn request_id(origin: u32, count: u64) -> String {
    let (high, low) = (count >> 48, count & 0xFFFF_FFFF_FFFF);
    format!("{origin:08X}-{high:04X}-4000-8000-{low:012X}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_ids_are_distinct_upper_case_uuids() {
        assert_eq!(request_id(0, 1), "00000000-0000-4000-8000-000000000001");
        assert_eq!(
            request_id(10, u64::MAX),
            "0000000A-FFFF-4000-8000-FFFFFFFFFFFF"
        );
    }
}
