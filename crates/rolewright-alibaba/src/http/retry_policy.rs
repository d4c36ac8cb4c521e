//! Retry policies.

use std::fmt::Debug;
use std::time::Duration;

use rolewright_core::{Call, Error, ErrorKind};

/// Decides whether a call is retried: a [`HttpRetryPolicy`], or a custom implementation.
///
/// RAM's create operations take no client token. A write for which [`Error::maybe_applied`] is
/// `true` is safe to retry only when it is idempotent.
///
/// The trait has no default methods, for the same reason as
/// [`RamProvider`](rolewright_core::RamProvider).
///
/// ```
/// use std::time::Duration;
///
/// use rolewright_alibaba::{AlibabaProvider, DecideRetry, FailedAttempt};
///
/// /// Retries a throttled call once, after a second.
/// #[derive(Debug)]
/// struct OnceMore;
///
/// impl DecideRetry for OnceMore {
///     fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
///         let again = failed.tried == 1 && failed.error.is_throttled();
///         again.then_some(Duration::from_secs(1))
///     }
///     fn budget(&self) -> Duration {
///         Duration::from_secs(30)
///     }
/// }
///
/// let builder = AlibabaProvider::builder().retry(OnceMore);
/// ```
pub trait DecideRetry: Debug + Send + Sync + 'static {
    /// Returns how long to wait before the next attempt; `None` to give up.
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration>;

    /// Returns the time limit of all attempts together, a deadline: an attempt is cut off there, and a
    /// wait that would end there is not started.
    fn budget(&self) -> Duration;
}

/// A failed attempt.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct FailedAttempt<'a> {
    /// The call.
    pub call: &'a Call,
    /// The error. [`Error::maybe_applied`] is whether the call may have reached the service, for
    /// reads too.
    pub error: &'a Error,
    /// The number of attempts so far.
    pub tried: u32,
    /// The time since the first attempt, with the waits.
    pub spent: Duration,
    /// A random number in `0.0..1.0`, for jitter.
    pub drawn: f64,
}

impl<'a> FailedAttempt<'a> {
    /// The first attempt of a call, just failed, to test a strategy with; the other fields can be set.
    ///
    /// ```
    /// use rolewright_alibaba::{DecideRetry, FailedAttempt, HttpRetryPolicy};
    /// use rolewright_core::{Access, Call, Error, ErrorKind, Service};
    ///
    /// let call = Call::new(Service::RAM, "GetRole", Access::Read);
    /// let error = Error::new(ErrorKind::Throttled, "too many calls");
    /// let mut failed = FailedAttempt::new(&call, &error);
    /// assert!(HttpRetryPolicy::default().wait(&failed).is_some());
    /// failed.tried = 4;
    /// assert!(HttpRetryPolicy::default().wait(&failed).is_none());
    /// ```
    #[must_use]
    pub fn new(call: &'a Call, error: &'a Error) -> Self {
        Self {
            call,
            error,
            tried: 1,
            spent: Duration::ZERO,
            drawn: 0.5,
        }
    }
}

/// The default retry policy: exponential backoff with full jitter.
///
/// Throttled calls, and requests that never reached the service, are retried. After a server error
/// or a lost response only reads are retried: a write may have been applied, and RAM's create
/// operations take no client token, so the caller has to read back.
///
/// Each wait is a random time below a limit that doubles, or what the service requests in
/// `x-acs-retry-after`. After throttling it is longer and at least half of its limit: the quotas are
/// per second (the pages "Quotas" of the API references of RAM and STS). A connection that can't be
/// opened is not tried again if that would end more than 3 seconds after the first attempt. Each
/// attempt has a new signature.
///
/// ```
/// use rolewright_alibaba::HttpRetryPolicy;
///
/// assert_eq!(HttpRetryPolicy::default().tries, 4);
/// assert_eq!(HttpRetryPolicy::never().tries, 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HttpRetryPolicy {
    /// The maximum number of attempts of a call. Default: 4.
    pub tries: u32,
    /// The limit of the first wait. Default: 200 ms.
    pub first_wait: Duration,
    /// The limit of the first wait after throttling. Default: 1 second.
    pub first_throttled_wait: Duration,
    /// The maximum of the doubled limits. Default: 5 seconds.
    pub longest_wait: Duration,
    /// The time limit for all attempts of a call, a deadline. Default: 60 seconds. A wait that would
    /// exceed it is not started, and an attempt is cut off there.
    pub budget: Duration,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

impl Default for HttpRetryPolicy {
    fn default() -> Self {
        Self {
            tries: 4,
            first_wait: Duration::from_millis(200),
            first_throttled_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(5),
            budget: Duration::from_secs(60),
            __non_exhaustive: (),
        }
    }
}

impl HttpRetryPolicy {
    /// A policy with this number of retries, and with a budget that is not shorter than the timeout of
    /// one attempt; the defaults for what is not set.
    #[must_use]
    pub fn of(retries: Option<u32>, timeout: Option<Duration>) -> Self {
        let default = Self::default();
        Self {
            tries: retries.map_or(default.tries, |retries| retries.saturating_add(1)),
            budget: timeout.map_or(default.budget, |timeout| timeout.max(default.budget)),
            ..default
        }
    }

    /// A policy that never retries.
    #[must_use]
    pub fn never() -> Self {
        Self {
            tries: 1,
            ..Self::default()
        }
    }
}

impl DecideRetry for HttpRetryPolicy {
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        let FailedAttempt { tried, error, .. } = *failed;
        if tried >= self.tries || !may_be_sent_again(failed.call, error) {
            return None;
        }
        let drawn = failed.drawn.clamp(0.0, 1.0);
        let (first, share) = if error.is_throttled() {
            (self.first_throttled_wait, f64::midpoint(1.0, drawn))
        } else {
            (self.first_wait, drawn)
        };
        let doubled = first.saturating_mul(1 << (tried - 1).min(16));
        let jittered = doubled.min(self.longest_wait).mul_f64(share);
        let wait = error.retry_after().unwrap_or(jittered);
        let end = failed.spent.saturating_add(wait);
        if is_unconnected(error) {
            // The next attempt takes as long as those before.
            let next = failed.spent / tried.max(1);
            return (end.saturating_add(next) < CONNECTING.min(self.budget)).then_some(wait);
        }
        (end < self.budget).then_some(wait)
    }

    fn budget(&self) -> Duration {
        self.budget
    }
}

/// The time for attempts to connect.
const CONNECTING: Duration = Duration::from_secs(3);

/// Whether the connection could not be opened.
fn is_unconnected(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Timeout | ErrorKind::Transport) && !error.maybe_applied()
}

/// Whether repeating the call is safe and may help.
pub(crate) fn may_be_sent_again(call: &Call, error: &Error) -> bool {
    let never_sent = !error.maybe_applied();
    match error.kind() {
        ErrorKind::Throttled => true,
        ErrorKind::Server | ErrorKind::Timeout | ErrorKind::Transport => {
            never_sent || call.is_read()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rolewright_core::{Access, Service};

    fn call(access: Access) -> Call {
        Call::new(Service::RAM, "SomeAction", access)
    }

    fn error(kind: ErrorKind, maybe_applied: bool) -> Error {
        Error::new(kind, "it failed").with_maybe_applied(maybe_applied)
    }

    fn failed<'a>(call: &'a Call, error: &'a Error) -> FailedAttempt<'a> {
        FailedAttempt::new(call, error)
    }

    fn wait(access: Access, error: &Error) -> Option<Duration> {
        HttpRetryPolicy::default().wait(&failed(&call(access), error))
    }

    #[test]
    fn a_write_that_may_have_been_applied_is_not_retried_and_a_read_is() {
        for kind in [ErrorKind::Server, ErrorKind::Timeout, ErrorKind::Transport] {
            let lost = error(kind, true);
            for access in [Access::Write, Access::IdempotentWrite] {
                assert_eq!(wait(access, &lost), None, "{kind:?}");
                assert!(wait(access, &error(kind, false)).is_some(), "{kind:?}");
            }
            assert!(wait(Access::Read, &lost).is_some(), "{kind:?}");
        }
        assert!(wait(Access::Write, &error(ErrorKind::Throttled, false)).is_some());
    }

    #[test]
    fn permanent_errors_are_not_retried() {
        for kind in [
            ErrorKind::NotFound,
            ErrorKind::PermissionDenied,
            ErrorKind::UnexpectedReply,
            ErrorKind::CredentialInvalid,
        ] {
            assert_eq!(wait(Access::Read, &error(kind, false)), None, "{kind:?}");
        }
    }

    #[test]
    fn waits_are_random_below_a_limit_that_doubles_up_to_the_maximum() {
        let policy = HttpRetryPolicy {
            tries: 40,
            ..HttpRetryPolicy::default()
        };
        let call = call(Access::Read);
        let wait = |kind, tried, drawn| {
            let error = error(kind, true);
            let failed = FailedAttempt {
                tried,
                drawn,
                ..failed(&call, &error)
            };
            policy.wait(&failed).unwrap().as_millis()
        };
        let lost = |tried, drawn| wait(ErrorKind::Server, tried, drawn);
        assert_eq!([lost(1, 1.0), lost(2, 1.0), lost(3, 1.0)], [200, 400, 800]);
        assert_eq!([lost(6, 1.0), lost(39, 1.0)], [5000, 5000]);
        assert_eq!([lost(1, 0.0), lost(2, 0.25)], [0, 100]);
        let throttled = |tried, drawn| wait(ErrorKind::Throttled, tried, drawn);
        assert_eq!([throttled(1, 0.0), throttled(1, 1.0)], [500, 1000]);
        assert_eq!([throttled(3, 0.0), throttled(9, 1.0)], [2000, 5000]);
    }

    #[test]
    fn a_connection_that_cannot_be_opened_is_retried_for_three_seconds_in_all() {
        let call = call(Access::Write);
        let wait = |kind, tried, milliseconds| {
            let error = error(kind, false);
            let failed = FailedAttempt {
                tried,
                spent: Duration::from_millis(milliseconds),
                ..failed(&call, &error)
            };
            HttpRetryPolicy::default().wait(&failed)
        };
        assert!(wait(ErrorKind::Transport, 1, 0).is_some());
        assert!(wait(ErrorKind::Transport, 3, 700).is_some());
        // An attempt of 2 seconds would end after 4.
        assert_eq!(wait(ErrorKind::Transport, 1, 2000), None);
        assert_eq!(wait(ErrorKind::Timeout, 1, 3000), None);
        assert!(wait(ErrorKind::Throttled, 1, 3000).is_some());
    }

    #[test]
    fn the_wait_that_the_service_requests_is_used_unchanged() {
        let asked =
            error(ErrorKind::Throttled, false).with_retry_after(Duration::from_millis(1234));
        assert_eq!(
            wait(Access::Write, &asked),
            Some(Duration::from_millis(1234))
        );
    }

    #[test]
    fn retries_stop_at_the_maximum_attempts_or_the_budget() {
        let policy = HttpRetryPolicy::default();
        let asked = error(ErrorKind::Throttled, false).with_retry_after(Duration::from_secs(30));
        let wait = |tried, spent| {
            policy.wait(&FailedAttempt {
                tried,
                spent: Duration::from_secs(spent),
                ..failed(&call(Access::Read), &asked)
            })
        };
        assert!(wait(3, 29).is_some());
        assert_eq!(wait(4, 0), None);
        assert_eq!(wait(2, 30), None);
    }
}
