//! Time and request ids. The only place of this crate that reads the system clock.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

/// Where a provider takes the time from.
///
/// ```
/// use rolewright_mock::Clock;
///
/// let clock = Clock::fixed("2026-01-02T03:04:05Z".parse()?);
/// assert_eq!(clock.now().to_string(), "2026-01-02T03:04:05Z");
/// # Ok::<(), jiff::Error>(())
/// ```
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        Self::new(Timestamp::now)
    }

    /// A clock that always shows `now`.
    #[must_use]
    pub fn fixed(now: Timestamp) -> Self {
        Self::new(move || now)
    }

    /// A clock that calls `read`.
    pub fn new(read: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// A request id in the service's form, an upper-case UUID, made from a count: no two calls of one
/// provider have the same, and a test that runs again gets the same ones.
pub(crate) fn request_id(origin: u32, count: u64) -> String {
    let (high, low) = (count >> 48, count & 0xFFFF_FFFF_FFFF);
    format!("{origin:08X}-{high:04X}-4000-8000-{low:012X}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_ids_have_the_form_of_an_upper_case_uuid_and_differ() {
        assert_eq!(request_id(0, 1), "00000000-0000-4000-8000-000000000001");
        assert_eq!(
            request_id(10, u64::MAX),
            "0000000A-FFFF-4000-8000-FFFFFFFFFFFF"
        );
    }
}
