//! Time and request ids. The only place of this crate that reads the system clock.

use std::fmt;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::caller::Caller;

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

    /// A clock that stands still.
    #[must_use]
    pub fn fixed(now: Timestamp) -> Self {
        Self::new(move || now)
    }

    /// A clock that a test turns itself.
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

/// What a call needs besides its parameters: when, under which request id, and by whom.
///
/// It is passed in, so that an account gives the same answers to the same calls every time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The time of the call; dates in answers are cut to whole seconds.
    pub now: Timestamp,
    /// The id that the answer or the error carries.
    pub request_id: String,
    /// Whose credentials the call was made with.
    pub caller: Caller,
}

impl Moment {
    /// A moment at which the account itself calls.
    #[must_use]
    pub fn new(now: Timestamp, request_id: impl Into<String>) -> Self {
        Self {
            now,
            request_id: request_id.into(),
            caller: Caller::Account,
        }
    }

    /// The same moment with another caller.
    #[must_use]
    pub fn with_caller(mut self, caller: Caller) -> Self {
        self.caller = caller;
        self
    }

    /// The time as the service writes it, `YYYY-MM-DDThh:mm:ssZ`.
    #[must_use]
    pub fn date(&self) -> String {
        self.date_after(0)
    }

    /// The time some seconds later, as the service writes it.
    pub(crate) fn date_after(&self, seconds: u32) -> String {
        let later = self
            .now
            .saturating_add(SignedDuration::from_secs(seconds.into()));
        let whole = later.unwrap_or(self.now).as_second();
        Timestamp::from_second(whole)
            .unwrap_or(self.now)
            .to_string()
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
    fn dates_are_whole_seconds_in_utc() {
        let moment = Moment::new("2026-01-02T03:04:05.678Z".parse().unwrap(), "R-1");
        assert_eq!(moment.date(), "2026-01-02T03:04:05Z");
        assert_eq!(moment.date_after(3600), "2026-01-02T04:04:05Z");
    }

    #[test]
    fn request_ids_have_the_form_of_an_upper_case_uuid_and_differ() {
        assert_eq!(request_id(0, 1), "00000000-0000-4000-8000-000000000001");
        assert_eq!(
            request_id(10, u64::MAX),
            "0000000A-FFFF-4000-8000-FFFFFFFFFFFF"
        );
    }
}
