//! The time, request id and caller of a call.

use jiff::{SignedDuration, Timestamp};

use super::caller::Caller;

/// The time, request id and caller of a call.
///
/// It is a parameter, so that an account gives the same replies to the same calls in every run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Moment {
    /// The time of the call; dates in responses are truncated to whole seconds.
    pub now: Timestamp,
    /// The request id of the response or error.
    pub request_id: String,
    /// The caller.
    pub caller: Caller,
    /// Whether the call came over TLS.
    pub secure: bool,
}

impl Moment {
    /// Creates a moment with the account itself as the caller.
    #[must_use]
    pub fn new(now: Timestamp, request_id: impl Into<String>) -> Self {
        Self {
            now,
            request_id: request_id.into(),
            caller: Caller::Account,
            secure: false,
        }
    }

    /// Sets the caller.
    #[must_use]
    pub fn with_caller(mut self, caller: Caller) -> Self {
        self.caller = caller;
        self
    }

    /// Returns the time in the service's format, `YYYY-MM-DDThh:mm:ssZ`.
    #[must_use]
    pub fn date(&self) -> String {
        self.date_after(0)
    }

    /// Returns the time some seconds later, in the service's format.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_whole_seconds_in_utc() {
        let moment = Moment::new("2026-01-02T03:04:05.678Z".parse().unwrap(), "R-1");
        assert_eq!(moment.date(), "2026-01-02T03:04:05Z");
        assert_eq!(moment.date_after(3600), "2026-01-02T04:04:05Z");
    }
}
