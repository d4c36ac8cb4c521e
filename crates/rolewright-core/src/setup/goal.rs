//! What a run is for.

use serde::{Deserialize, Serialize};

/// What a run is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// Say what would have to change.
    Plan,
    /// Change it, and read back.
    Apply,
    /// Say whether everything holds.
    Verify,
    /// Say whether anything is not as wanted any more: what would have to change, what no longer
    /// holds, and what somebody has moved.
    Drift,
    /// Take the grants on the recipe's buckets away again, and read back until they are gone.
    Remove,
    /// Put an earlier version of the policy in force again.
    Rollback,
    /// Take role, policy and attachment down, and read back until they are gone.
    Destroy,
    /// Say what is there.
    Show,
}
