//! The report of a run: plain data, the same for text, JSON and Python.

mod id;
mod judgement;
mod result;
mod state;

use serde::{Deserialize, Serialize};

pub use id::{CauseId, FindingId, RequirementId};
pub use judgement::{Cause, Finding, Level, Requirement, Status};
pub use state::{LivePolicyState, LiveRole, LiveState};

use crate::error::{ErrorKind, Problem};
use crate::policy::DocumentChange;
use crate::provider::{Call, ProviderInfo, Wait};
use crate::setup::goal::ReportKind;

/// The report of a run, whatever its goal. A negative result is a report too, not an error: see
/// [`Report::into_result`].
#[must_use = "a negative result is a report, not an error; see `into_result`"]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Report {
    /// Always [`FORMAT_VERSION`](crate::error::FORMAT_VERSION).
    pub format_version: String,
    /// The goal of the run.
    pub kind: ReportKind,
    /// The result.
    pub outcome: Outcome,
    /// The provider that executed the calls.
    pub provider: ProviderInfo,
    /// The recipe's name.
    pub recipe: String,
    /// The name of the service that assumes the role.
    pub service: String,
    /// The id of the account.
    pub account: String,
    /// The ARN of the caller; empty if it was not read.
    #[serde(default)]
    pub caller: String,
    /// The role, policies and attachments at the end of the run.
    pub state: LiveState,
    /// The changes that are pending or were made, in order.
    pub changes: Vec<Change>,
    /// Further changes that [`Options::narrow`](crate::setup::Options::narrow) would make: they remove
    /// over-broad grants.
    pub offers: Vec<Change>,
    /// Why requirements failed or are inconclusive; the one to fix first comes first.
    pub causes: Vec<Cause>,
    /// The requirements, each with its status; in a plan as they would be after the changes.
    pub requirements: Vec<Requirement>,
    /// Further observations, such as unmanaged attachments.
    pub findings: Vec<Finding>,
    /// Why the run stopped early, when it did.
    pub error: Option<Problem>,
    /// The number of calls.
    pub calls: usize,
    /// The number of round trips; the calls of one round are made at once.
    pub rounds: usize,
    /// Each wait, in order: before a retry, for the rate limit, or before the account was re-read.
    #[serde(default)]
    pub waits: Vec<Wait>,
}

impl Report {
    /// Whether the result is positive: the account matches the desired state, or every checked
    /// requirement passed.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        matches!(
            self.outcome,
            Outcome::Unchanged | Outcome::Changed | Outcome::Passed | Outcome::Shown
        )
    }

    /// Whether at least one change was made.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.changes.iter().any(|change| change.done)
    }

    /// Whether another run may finish what this one could not. Not so after a refusal, or an error that
    /// needs other credentials, a permission or another input.
    #[must_use]
    pub fn can_continue(&self) -> bool {
        use ErrorKind::{
            ConfigInvalid, CredentialInvalid, CredentialMissing, InvalidInput, LimitExceeded,
            PermissionDenied, PolicySyntax, Refused, Unsupported,
        };
        let kind = self.error.as_ref().map(|error| error.kind);
        !matches!(
            kind,
            Some(
                ConfigInvalid
                    | CredentialInvalid
                    | CredentialMissing
                    | InvalidInput
                    | LimitExceeded
                    | PermissionDenied
                    | PolicySyntax
                    | Refused
                    | Unsupported
            )
        )
    }

    /// Whether the run ended without an error, at least one requirement was judged, and every judged one
    /// passed. With [`Options::strict`](crate::setup::Options::strict), also whether none was skipped.
    #[must_use]
    pub fn has_passed(&self) -> bool {
        let negative = matches!(
            self.outcome,
            Outcome::Failed | Outcome::Inconclusive | Outcome::Partial
        );
        self.error.is_none() && !negative && judged_as(&self.requirements, false).is_none()
    }
}

/// Returns the outcome unless the requirements passed: at least one was judged, and none failed or is
/// inconclusive. With `strict`, none may have been skipped.
pub(in crate::setup) fn judged_as<'a>(
    requirements: impl IntoIterator<Item = &'a Requirement>,
    strict: bool,
) -> Option<Outcome> {
    let (mut passed, mut skipped, mut inconclusive) = (false, false, false);
    for one in requirements {
        match one.status {
            Status::Failed => return Some(Outcome::Failed),
            Status::Inconclusive => inconclusive = true,
            Status::NotChecked => skipped |= one.is_skipped(),
            Status::Passed => passed = true,
        }
    }
    (inconclusive || !passed || (strict && skipped)).then_some(Outcome::Inconclusive)
}

/// The result of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The account matches the desired state already.
    Unchanged,
    /// All changes were made and read back.
    Changed,
    /// Changes are necessary; nothing was written.
    Pending,
    /// Every requirement that was checked passed, and at least one was checked.
    Passed,
    /// A requirement failed, whatever was changed. In a plan: it fails after the changes as well. When
    /// destroying: a policy was kept, see the findings.
    Failed,
    /// No requirement failed, but at least one is inconclusive, or none was checked. With
    /// [`Options::strict`](crate::setup::Options::strict) also if one was skipped.
    Inconclusive,
    /// The account differs from the desired state: see the changes, causes and findings.
    Drifted,
    /// The run stopped early: see the error. The changes that were made are marked as done; the next run
    /// makes the rest.
    Partial,
    /// The state was read and nothing was judged.
    Shown,
}

/// One change, with the call that makes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Change {
    /// The change in one line.
    pub summary: String,
    /// The details, as lines of a diff.
    pub lines: Vec<DiffLine>,
    /// The differences between the documents, when a document is replaced.
    pub document: Vec<DocumentChange>,
    /// The document that is replaced or deleted.
    pub before: Option<String>,
    /// The call.
    pub call: Call,
    /// Whether the change was made.
    pub done: bool,
    /// Whether everything it depends on exists already.
    #[serde(skip)]
    pub(super) ready: bool,
}

/// One line of a readable diff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DiffLine {
    /// Whether the line is added, removed or kept.
    pub sign: Sign,
    /// The text.
    pub text: String,
}

impl DiffLine {
    /// Creates a line.
    #[must_use]
    pub fn new(sign: Sign, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { sign, text }
    }

    pub(super) fn add(text: impl Into<String>) -> Self {
        Self::new(Sign::Add, text)
    }

    pub(super) fn remove(text: impl Into<String>) -> Self {
        Self::new(Sign::Remove, text)
    }

    pub(super) fn keep(text: impl Into<String>) -> Self {
        Self::new(Sign::Keep, text)
    }
}

/// Whether a line is added, removed or kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// Added.
    Add,
    /// Removed.
    Remove,
    /// Kept.
    Keep,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(outcome: Outcome, statuses: &[Status]) -> Report {
        let requirement = |status: &Status| Requirement::new(RequirementId::Trust, "it", *status);
        Report {
            format_version: crate::error::FORMAT_VERSION.to_owned(),
            kind: ReportKind::Verify,
            outcome,
            provider: ProviderInfo {
                name: "memory".to_owned(),
                endpoint: "memory".to_owned(),
                simulated: true,
                hosts: Vec::new(),
            },
            recipe: "recipe".to_owned(),
            service: "service".to_owned(),
            account: "42".to_owned(),
            caller: String::new(),
            state: LiveState::default(),
            changes: Vec::new(),
            offers: Vec::new(),
            causes: Vec::new(),
            requirements: statuses.iter().map(requirement).collect(),
            findings: Vec::new(),
            error: None,
            calls: 0,
            rounds: 0,
            waits: Vec::new(),
        }
    }

    #[test]
    fn a_report_has_passed_only_if_a_requirement_was_judged_and_each_judged_one_passed() {
        use Status::{Failed, Inconclusive, NotChecked, Passed};
        for (statuses, passed) in [
            (&[][..], false),
            (&[NotChecked], false),
            (&[NotChecked, NotChecked], false),
            (&[Passed], true),
            (&[Passed, NotChecked], true),
            (&[Passed, Inconclusive], false),
            (&[Passed, Failed], false),
        ] {
            // Whatever the outcome says.
            let report = report(Outcome::Passed, statuses);
            assert_eq!(report.has_passed(), passed, "{statuses:?}");
            let outcome = judged_as(&report.requirements, false);
            assert_eq!(outcome.is_none(), passed, "{statuses:?}");
        }
        assert!(!report(Outcome::Inconclusive, &[Passed]).has_passed());
    }

    #[test]
    fn what_was_not_judged_is_inconclusive() {
        for statuses in [&[][..], &[Status::NotChecked]] {
            let requirements = report(Outcome::Passed, statuses).requirements;
            let outcome = judged_as(&requirements, false);
            assert_eq!(outcome, Some(Outcome::Inconclusive), "{statuses:?}");
        }
    }
}
