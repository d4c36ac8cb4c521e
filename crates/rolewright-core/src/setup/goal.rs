//! What a run is for.

use serde::{Deserialize, Serialize};

/// What a run is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// Say what would have to change.
    Plan,
    /// Change it, and read back.
    Apply,
    /// Say whether everything holds.
    Verify {
        /// Whether each bucket is also used with the role itself: one object comes and goes.
        live: bool,
    },
    /// Say whether anything is not as wanted any more: what would have to change, what no longer
    /// holds, and what somebody has moved.
    Drift,
    /// Take the grants on the recipe's buckets away again, and read back until they are gone.
    Remove,
    /// Put an earlier version of the policy in force again.
    Rollback {
        /// The version, for example `v2`; the one before the present one when absent.
        to: Option<String>,
    },
    /// Take role, policy and attachment down, and read back until they are gone.
    Destroy,
    /// Say what is there.
    Show,
}

impl Goal {
    /// To read and judge, without the trial of the buckets.
    pub const VERIFY: Self = Self::Verify { live: false };

    /// Its name in reports.
    #[must_use]
    pub fn kind(&self) -> ReportKind {
        match self {
            Self::Plan => ReportKind::Plan,
            Self::Apply => ReportKind::Apply,
            Self::Verify { .. } => ReportKind::Verify,
            Self::Drift => ReportKind::Drift,
            Self::Remove => ReportKind::Remove,
            Self::Rollback { .. } => ReportKind::Rollback,
            Self::Destroy => ReportKind::Destroy,
            Self::Show => ReportKind::Show,
        }
    }

    /// Whether it takes grants, or all of it, away.
    pub(crate) fn takes_away(&self) -> bool {
        matches!(self, Self::Remove | Self::Destroy)
    }
}

/// What a report is about: the goal of its run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// Of [`Goal::Plan`].
    Plan,
    /// Of [`Goal::Apply`].
    Apply,
    /// Of [`Goal::Verify`].
    Verify,
    /// Of [`Goal::Drift`].
    Drift,
    /// Of [`Goal::Remove`].
    Remove,
    /// Of [`Goal::Rollback`].
    Rollback,
    /// Of [`Goal::Destroy`].
    Destroy,
    /// Of [`Goal::Show`].
    Show,
}
