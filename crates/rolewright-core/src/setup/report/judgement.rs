//! Requirements, the causes behind those that failed, and findings.

use serde::{Deserialize, Serialize};

use super::id::{CauseId, FindingId, RequirementId};
use crate::evaluate::StatementRef;
use crate::remedy::Remedy;

/// A condition for the set-up to work, and its status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Requirement {
    /// A stable name, for example `trust`.
    pub id: RequirementId,
    /// The condition, as a sentence.
    pub text: String,
    /// The result of the check.
    pub status: Status,
    /// The group of permissions, for an access requirement.
    pub group: Option<String>,
    /// The subject, for example the bucket's name.
    pub subject: Option<String>,
    /// The action, for an access requirement.
    pub action: Option<String>,
    /// The resource, for an access requirement.
    pub resource: Option<String>,
    /// The statement that decides.
    pub statement: Option<StatementRef>,
    /// Why it has this status.
    pub reason: Option<String>,
    /// How to fix it.
    pub remedy: Option<Remedy>,
}

impl Requirement {
    /// Returns a requirement without subject, reason and remedy.
    pub fn new(id: RequirementId, text: impl Into<String>, status: Status) -> Self {
        Self {
            id,
            text: text.into(),
            status,
            group: None,
            subject: None,
            action: None,
            resource: None,
            statement: None,
            reason: None,
            remedy: None,
        }
    }

    /// Whether it was not checked, although it can be: its check was skipped, or lacks a setting or a
    /// permission. Control policies can't be read from a member account.
    #[must_use]
    pub fn is_skipped(&self) -> bool {
        self.status == Status::NotChecked && self.id != RequirementId::ControlPolicies
    }

    /// Sets the subject, for example a bucket.
    #[must_use]
    pub fn about(mut self, subject: &impl ToString) -> Self {
        self.subject = Some(subject.to_string());
        self
    }

    /// Sets the reason for its status.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// Sets the remedy.
    #[must_use]
    pub fn advise(mut self, remedy: impl Into<Remedy>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

/// The result of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Judged, and it holds.
    Passed,
    /// Judged, and it doesn't hold.
    Failed,
    /// Attempted, and the evidence doesn't decide: an error, an unreadable document, or a condition
    /// that can't be evaluated.
    Inconclusive,
    /// Not attempted: skipped, not requested, or impossible from this account.
    NotChecked,
}

impl Status {
    /// The most severe status of the requirements: failed, inconclusive, not checked, passed;
    /// [`NotChecked`](Self::NotChecked) when there are none.
    pub fn worst<'a>(requirements: impl IntoIterator<Item = &'a Requirement>) -> Self {
        let severity = |status: &Self| match status {
            Self::Passed => 0,
            Self::NotChecked => 1,
            Self::Inconclusive => 2,
            Self::Failed => 3,
        };
        let statuses = requirements.into_iter().map(|one| one.status);
        statuses.max_by_key(severity).unwrap_or(Self::NotChecked)
    }
}

/// An observation besides the requirements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Finding {
    /// A stable name, for example `trust_without_service`.
    pub id: FindingId,
    /// The severity.
    pub level: Level,
    /// The observation, as a sentence.
    pub text: String,
    /// What to do about it, when something should be done.
    pub remedy: Option<Remedy>,
    /// The unmanaged statement in full, as JSON; the sentence shortens a long one.
    #[serde(default)]
    pub statement: Option<String>,
    /// Why the caller [accepts](crate::setup::Accept) this unmanaged part, if it does.
    #[serde(default)]
    pub accepted: Option<String>,
}

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Worth knowing; kept as it is.
    Info,
    /// Something will probably not work, or differs from the documentation.
    Warning,
}

impl Finding {
    fn new(id: FindingId, level: Level, text: impl Into<String>) -> Self {
        Self {
            id,
            level,
            text: text.into(),
            remedy: None,
            statement: None,
            accepted: None,
        }
    }

    /// Whether it is a part of the account that is neither desired, nor accepted, nor another team's grant.
    #[must_use]
    pub fn is_drift(&self) -> bool {
        self.id.is_unmanaged() && self.accepted.is_none()
    }

    /// Whether it is not accepted and of at least the level `fail_on`; not so without a level.
    #[must_use]
    pub fn fails(&self, fail_on: Option<Level>) -> bool {
        self.accepted.is_none() && fail_on.is_some_and(|least| self.level >= least)
    }

    /// Marks it as accepted; then it needs no action.
    pub(in crate::setup) fn accepted(self, reason: &str) -> Self {
        Self {
            level: Level::Info,
            remedy: None,
            accepted: Some(reason.to_owned()),
            ..self
        }
    }

    /// Returns a finding that needs no action.
    pub fn info(id: FindingId, text: impl Into<String>) -> Self {
        Self::new(id, Level::Info, text)
    }

    /// Returns a finding about something that will probably not work, or that differs from the
    /// documentation.
    pub fn warning(id: FindingId, text: impl Into<String>) -> Self {
        Self::new(id, Level::Warning, text)
    }

    /// Sets the remedy.
    #[must_use]
    pub fn advise(mut self, remedy: impl Into<Remedy>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

/// Why requirements failed or are inconclusive: one cause may explain many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Cause {
    /// A stable name, for example `role_missing`.
    pub id: CauseId,
    /// What is wrong and where, as a sentence.
    pub text: String,
    /// What to do about it.
    pub remedy: Option<Remedy>,
    /// The statement at fault.
    pub statement: Option<StatementRef>,
    /// The subject, for example the bucket's name.
    pub subject: Option<String>,
    /// The number of requirements that it explains.
    pub explains: usize,
}

impl Cause {
    pub(in crate::setup) fn new(id: CauseId, text: impl Into<String>) -> Self {
        Self {
            id,
            text: text.into(),
            remedy: None,
            statement: None,
            subject: None,
            explains: 0,
        }
    }

    pub(in crate::setup) fn explaining(mut self, count: usize) -> Self {
        self.explains = count;
        self
    }

    pub(in crate::setup) fn advise(mut self, remedy: impl Into<Remedy>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    pub(in crate::setup) fn at(mut self, statement: StatementRef) -> Self {
        self.statement = Some(statement);
        self
    }
}
