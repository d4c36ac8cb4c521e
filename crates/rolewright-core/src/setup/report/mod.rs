//! What a run says in the end: plain data, the same for text, JSON and Python.

mod id;
mod judgement;
mod state;

use serde::{Deserialize, Serialize};

pub use id::{CauseId, FindingId, RequirementId};
pub use judgement::{Cause, Finding, Level, Requirement, Standing};
pub use state::{LivePolicyState, LiveRole, LiveState};

use crate::error::Problem;
use crate::policy::DocumentChange;
use crate::provider::{Call, ProviderInfo, Wait};
use crate::setup::goal::ReportKind;

/// How a run of the set-up machine ended, whatever its goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Report {
    /// Always [`FORMAT_VERSION`](crate::error::FORMAT_VERSION).
    pub format_version: String,
    /// What was asked for.
    pub kind: ReportKind,
    /// How it ended.
    pub outcome: Outcome,
    /// Who carried the calls out.
    pub provider: ProviderInfo,
    /// The recipe's name.
    pub recipe: String,
    /// The name of the service that assumes the role.
    pub service: String,
    /// Whose account it is.
    pub account: String,
    /// What was found, or is there now.
    pub state: LiveState,
    /// What has to change, or was changed, in order.
    pub changes: Vec<Change>,
    /// Changes that nobody asked for and that `--narrow` would make: they take away what is granted
    /// far too widely.
    pub offers: Vec<Change>,
    /// Why requirements are refuted or can't be told, the cause to be mended first in front.
    pub causes: Vec<Cause>,
    /// Requirement by requirement, what is proven, refuted or not looked at.
    pub requirements: Vec<Requirement>,
    /// What is worth knowing besides.
    pub findings: Vec<Finding>,
    /// Why the run stopped before its end, when it did.
    pub error: Option<Problem>,
    /// How many calls were made.
    pub calls: usize,
    /// How many times it was waited for answers; the calls of one round are made at once.
    pub rounds: usize,
    /// Every time that was waited: before a call was sent again, for the rate limit, and before the
    /// account was looked at again. In the order in which it was over.
    #[serde(default)]
    pub waits: Vec<Wait>,
}

impl Report {
    /// Whether the answer is yes: everything is as wanted, or was made so.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        matches!(
            self.outcome,
            Outcome::Unchanged | Outcome::Changed | Outcome::Proven | Outcome::Shown
        )
    }

    /// Whether something was changed.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.changes.iter().any(|change| change.done)
    }

    /// Whether every requirement that was looked at is proven.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        let looked_at = |requirement: &&Requirement| requirement.standing != Standing::NotLookedAt;
        self.requirements
            .iter()
            .filter(looked_at)
            .all(|requirement| requirement.standing == Standing::Proven)
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Nothing had to change.
    Unchanged,
    /// Everything that had to change was changed, and read back.
    Changed,
    /// Something has to change; nothing was written.
    Pending,
    /// Done as told, but what was read back shows that it can't work, through no choice of the
    /// caller's.
    Refuted,
    /// Every requirement that was looked at is proven.
    Proven,
    /// Some requirement is refuted, or can't be told.
    NotProven,
    /// Partly done; the next run finishes it.
    Partial,
    /// What is there was shown.
    Shown,
    /// Something is not as wanted any more: see the changes, causes and findings.
    Drifted,
}

/// One change, with the very call that makes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Change {
    /// What happens to what, in one line.
    pub summary: String,
    /// The details, as lines of a diff.
    pub lines: Vec<DiffLine>,
    /// What changes between the documents, when a document is replaced.
    pub document: Vec<DocumentChange>,
    /// The document that is replaced or deleted, as it was.
    pub before: Option<String>,
    /// The call.
    pub call: Call,
    /// Whether it was carried out.
    pub done: bool,
    /// Whether all that it needs is there already.
    #[serde(skip)]
    pub(super) ready: bool,
}

/// One line of a readable diff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DiffLine {
    /// Whether the line comes, goes or stays.
    pub sign: Sign,
    /// The text.
    pub text: String,
}

impl DiffLine {
    pub(super) fn add(text: impl Into<String>) -> Self {
        Self {
            sign: Sign::Add,
            text: text.into(),
        }
    }

    pub(super) fn remove(text: impl Into<String>) -> Self {
        Self {
            sign: Sign::Remove,
            text: text.into(),
        }
    }

    pub(super) fn keep(text: impl Into<String>) -> Self {
        Self {
            sign: Sign::Keep,
            text: text.into(),
        }
    }
}

/// Whether a line comes, goes or stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// It comes.
    Add,
    /// It goes.
    Remove,
    /// It stays.
    Keep,
}
