//! The goal of a run.

use serde::{Deserialize, Serialize};

/// The goal of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Goal {
    /// Show the changes that are needed.
    Plan,
    /// Make the changes and read them back.
    Apply,
    /// Check every requirement.
    Verify {
        /// Whether to test each bucket with the role itself: one object is written and deleted.
        live: bool,
    },
    /// Detect drift: needed changes, requirements that failed, and changes made outside rolewright.
    Drift,
    /// Revoke access to the recipe's buckets, and read back until it is gone.
    Remove,
    /// Set an earlier version of the policy as the default version.
    Rollback {
        /// The version, for example `v2`; the one before the default version if `None`.
        to: Option<String>,
    },
    /// Delete the role, policy and attachment, and read back until they are gone.
    Destroy,
    /// Show the live state.
    Show,
}

impl Goal {
    /// Verifies without using the buckets.
    pub const VERIFY: Self = Self::Verify { live: false };

    /// Returns its name in reports.
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

    /// Whether a run with it only reads. A live verification does, apart from one object.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        matches!(
            self,
            Self::Plan | Self::Verify { .. } | Self::Drift | Self::Show
        )
    }

    /// Whether it revokes access or deletes resources.
    pub(crate) fn is_removal(&self) -> bool {
        matches!(self, Self::Remove | Self::Destroy)
    }
}

/// The kind of a report: the goal of its run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReportKind {
    /// [`Goal::Plan`].
    Plan,
    /// [`Goal::Apply`].
    Apply,
    /// [`Goal::Verify`].
    Verify,
    /// [`Goal::Drift`].
    Drift,
    /// [`Goal::Remove`].
    Remove,
    /// [`Goal::Rollback`].
    Rollback,
    /// [`Goal::Destroy`].
    Destroy,
    /// [`Goal::Show`].
    Show,
}
