//! The retry policy of a run.

use std::time::Duration;

use crate::error::{Error, ErrorKind};
use crate::operation::{CreatePolicyVersion, DeletePolicyVersion, Operation};
use crate::setup::observe::Observed;
use crate::setup::query::Query;

/// The retry policy of a run: the number of waits and the time in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// The maximum number of waits, for failed calls and for reads that don't show a write yet.
    pub tries: u32,
    /// The first wait; each further wait is twice as long.
    pub first_wait: Duration,
    /// The longest single wait.
    pub longest_wait: Duration,
    /// The maximum time, by the driver's clock, from the first step.
    pub budget: Duration,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

impl Default for RetryPolicy {
    /// Eight tries with waits from 200 ms to 5 s, about 20 s in all; a budget of two minutes, since
    /// the service may request a longer wait.
    fn default() -> Self {
        Self {
            tries: 8,
            first_wait: Duration::from_millis(200),
            longest_wait: Duration::from_secs(5),
            budget: Duration::from_secs(120),
            __non_exhaustive: (),
        }
    }
}

impl RetryPolicy {
    /// Returns the wait before try `tries`, counted from 0. A wait that the service requests takes
    /// precedence.
    pub(crate) fn wait(&self, tries: u32, error: &Error) -> Duration {
        let doubled = self
            .first_wait
            .saturating_mul(1 << tries.min(16))
            .min(self.longest_wait);
        error.retry_after().unwrap_or(doubled)
    }
}

/// Returns a failed call that may succeed later.
pub(crate) fn retryable_failure(observed: &Observed) -> Option<Error> {
    retryable_failures(observed)
        .map(|(_, error)| error)
        .max_by_key(|error| error.retry_after())
        .cloned()
}

/// Returns the failed queries that may succeed later.
pub(crate) fn retryable_queries(observed: &Observed) -> impl Iterator<Item = &Query> {
    retryable_failures(observed).map(|(query, _)| query)
}

fn retryable_failures(observed: &Observed) -> impl Iterator<Item = (&Query, &Error)> {
    let failures = observed
        .last_round
        .iter()
        .filter_map(|(query, outcome)| Some((query, outcome.as_ref().err()?)));
    failures
        .filter(|(query, error)| error.is_worth_repeating() || (query.is_write() && is_race(error)))
}

/// Returns a failed call that re-reading won't fix.
pub(crate) fn permanent_failure(
    observed: &Observed,
    needed: impl Fn(&Query) -> bool,
) -> Option<Error> {
    let failures = observed
        .last_round
        .iter()
        .filter_map(|(query, outcome)| Some((query, outcome.as_ref().err()?)));
    let permanent = |(query, error): &(&Query, &Error)| {
        needed(query) && !error.is_worth_repeating() && !(query.is_write() && is_race(error))
    };
    failures
        .into_iter()
        .find(permanent)
        .map(|(_, error)| error.clone())
}

/// Adds a remedy where the service reports only that a limit is reached.
pub(crate) fn with_quota_remedy(error: Error) -> Error {
    if error.kind() != ErrorKind::LimitExceeded || error.remedy().is_some() {
        return error;
    }
    error.with_remedy(
        "delete or detach what is unused, or request a higher quota in the Quota Center, then run again",
    )
}

/// Whether a write of versions failed because another run was faster.
pub(crate) fn is_contention(error: &Error) -> bool {
    let versions = [CreatePolicyVersion::ACTION, DeletePolicyVersion::ACTION];
    let action = error.action().unwrap_or_default();
    !error.is_transient() && versions.contains(&action)
}

/// Whether a write failed because another run was faster or a read was stale.
fn is_race(error: &Error) -> bool {
    use ErrorKind::{AlreadyExists, Conflict, NotFound, UnexpectedReply};
    let versions_full = error
        .code()
        .is_some_and(|code| code.starts_with("LimitExceeded.Policy.Version"));
    matches!(error.kind(), AlreadyExists | NotFound | Conflict)
        || versions_full
        || (error.kind() == UnexpectedReply && error.maybe_applied())
}
