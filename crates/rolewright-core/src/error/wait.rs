//! Waits before a call was answered.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A wait before a reply, and its reason.
///
/// Replies and errors hold the waits of their call, so they pass through every wrapper. A run
/// adds its own and collects all in [`Report::waits`](crate::setup::Report::waits).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Wait {
    /// Operation, for example `GetRole`, if the wait belongs to one.
    pub action: Option<String>,
    /// Resource of the operation, for example a role name.
    pub resource: Option<String>,
    /// Reason for the wait.
    pub reason: WaitReason,
    /// Duration in milliseconds.
    pub milliseconds: u64,
    /// Error of the previous attempt.
    pub error: Option<String>,
}

/// Reason for a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WaitReason {
    /// Retry after a failed attempt.
    Retry,
    /// Client-side rate limit of the operation.
    RateLimit,
    /// Delay before the run re-reads the account.
    Reread,
}

/// Rounds up, so that a short wait is not reported as 0.
pub(crate) fn milliseconds(duration: Duration) -> u64 {
    let micros = duration.as_micros().div_ceil(1000);
    u64::try_from(micros).unwrap_or(u64::MAX)
}
