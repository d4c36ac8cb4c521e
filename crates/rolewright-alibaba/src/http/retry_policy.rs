//! When a call is sent again, and after how long.

use std::fmt::Debug;
use std::time::Duration;

use rolewright_core::{Call, Error, ErrorKind};

/// Decides whether a call is sent again: a [`RetryPolicy`], or a rule of one's own.
///
/// A rule of one's own has to keep in mind that RAM's creates take no client token: a write of
/// which [`Error::maybe_applied`] says that it may have been carried out is safe to send again only
/// when it is idempotent.
///
/// There are no default methods, for the same reason as in
/// [`RamProvider`](rolewright_core::RamProvider).
///
/// ```
/// use std::time::Duration;
///
/// use rolewright_alibaba::{AlibabaProvider, DecideRetry, FailedAttempt};
///
/// /// Sends once more what was throttled, after a second.
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
    /// How long to wait before the call is sent again; `None` when it is not.
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration>;

    /// How long all attempts may take together: an attempt after the first is cut off there.
    fn budget(&self) -> Duration;
}

/// An attempt that failed.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct FailedAttempt<'a> {
    /// The call.
    pub call: &'a Call,
    /// How it failed, and what is known of its effect: for a read, too,
    /// [`Error::maybe_applied`] is whether it reached the service.
    pub error: &'a Error,
    /// How many attempts were made.
    pub tried: u32,
    /// How long they took, with the waits between them.
    pub spent: Duration,
    /// A random number in `0.0..1.0`, to spread the waits of many callers.
    pub drawn: f64,
}

/// How often one call is sent, and how long that may take.
///
/// Sent again are calls that the service throttled and requests that surely never reached it;
/// a server's error and a lost answer only when the call is a read. A write that may have been
/// carried out is handed back, since only reading can tell what came of it: RAM's creates take
/// no client token.
///
/// Each wait is drawn between nothing and a limit that doubles (full jitter), or is what the
/// service asks for in `x-acs-retry-after`. Each attempt is signed anew.
///
/// ```
/// use rolewright_alibaba::RetryPolicy;
///
/// assert_eq!(RetryPolicy::never().tries, 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How often a call is sent at most. 3, as the official command line does for throttling.
    pub tries: u32,
    /// The limit of the first wait; 200 ms.
    pub first_wait: Duration,
    /// The limit that is doubled no further; 5 seconds.
    pub longest_wait: Duration,
    /// How long a call may take with all its attempts; 60 seconds. A wait that would not end within
    /// it is not begun, and an attempt after the first is cut off at its end.
    pub budget: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            tries: 3,
            first_wait: Duration::from_millis(200),
            longest_wait: Duration::from_secs(5),
            budget: Duration::from_secs(60),
        }
    }
}

impl RetryPolicy {
    /// Every call is sent once.
    #[must_use]
    pub fn never() -> Self {
        Self {
            tries: 1,
            ..Self::default()
        }
    }
}

impl DecideRetry for RetryPolicy {
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        let FailedAttempt { tried, error, .. } = *failed;
        if tried >= self.tries || !may_be_sent_again(failed.call, error) {
            return None;
        }
        let doubled = self.first_wait.saturating_mul(1 << (tried - 1).min(16));
        let jittered = doubled
            .min(self.longest_wait)
            .mul_f64(failed.drawn.clamp(0.0, 1.0));
        let wait = error.retry_after().unwrap_or(jittered);
        (failed.spent.saturating_add(wait) < self.budget).then_some(wait)
    }

    fn budget(&self) -> Duration {
        self.budget
    }
}

fn may_be_sent_again(call: &Call, error: &Error) -> bool {
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
        FailedAttempt {
            call,
            error,
            tried: 1,
            spent: Duration::ZERO,
            drawn: 0.5,
        }
    }

    fn wait(access: Access, error: &Error) -> Option<Duration> {
        RetryPolicy::default().wait(&failed(&call(access), error))
    }

    #[test]
    fn a_write_in_doubt_is_never_sent_again_and_a_read_is() {
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
    fn what_would_fail_the_same_way_is_not_sent_again() {
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
    fn waits_are_drawn_below_a_limit_that_doubles_until_it_is_the_longest() {
        let policy = RetryPolicy {
            tries: 40,
            ..RetryPolicy::default()
        };
        let throttled = error(ErrorKind::Throttled, false);
        let call = call(Access::Read);
        let wait = |tried, drawn| {
            let failed = FailedAttempt {
                tried,
                drawn,
                ..failed(&call, &throttled)
            };
            policy.wait(&failed).unwrap().as_millis()
        };
        assert_eq!([wait(1, 1.0), wait(2, 1.0), wait(3, 1.0)], [200, 400, 800]);
        assert_eq!([wait(6, 1.0), wait(39, 1.0)], [5000, 5000]);
        assert_eq!([wait(1, 0.0), wait(2, 0.25)], [0, 100]);
    }

    #[test]
    fn the_wait_that_the_service_asks_for_is_taken_as_it_is() {
        let asked =
            error(ErrorKind::Throttled, false).with_retry_after(Duration::from_millis(1234));
        assert_eq!(
            wait(Access::Write, &asked),
            Some(Duration::from_millis(1234))
        );
    }

    #[test]
    fn tries_and_budget_end_it() {
        let policy = RetryPolicy::default();
        let asked = error(ErrorKind::Throttled, false).with_retry_after(Duration::from_secs(30));
        let wait = |tried, spent| {
            policy.wait(&FailedAttempt {
                tried,
                spent: Duration::from_secs(spent),
                ..failed(&call(Access::Read), &asked)
            })
        };
        assert!(wait(2, 29).is_some());
        assert_eq!(wait(3, 0), None);
        assert_eq!(wait(2, 30), None);
    }
}
