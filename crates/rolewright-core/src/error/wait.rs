//! What held a call up before it was answered.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A time that was waited on the way to an answer, and why.
///
/// Replies and errors carry those of their call, so that they pass through every wrapper; a run
/// collects them, with its own, in [`Report::waits`](crate::setup::Report::waits).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Wait {
    /// The operation, such as `GetRole`, when it is about one.
    pub action: Option<String>,
    /// What that was about, such as a role's name.
    pub resource: Option<String>,
    /// Why it was waited.
    pub reason: WaitReason,
    /// For how long, in milliseconds.
    pub milliseconds: u64,
    /// What had failed before.
    pub error: Option<String>,
}

/// Why it was waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum WaitReason {
    /// An attempt failed, and the call was sent again.
    Retry,
    /// More calls of the operation would have gone beyond the rate.
    RateLimit,
    /// The run looked at the account again.
    Reread,
}

/// Rounded up, so that no wait counts as none.
pub(crate) fn milliseconds(duration: Duration) -> u64 {
    let micros = duration.as_micros().div_ceil(1000);
    u64::try_from(micros).unwrap_or(u64::MAX)
}
