//! What was judged: requirements, the causes behind those that fail, and findings.

use serde::{Deserialize, Serialize};

use super::id::{CauseId, FindingId, RequirementId};
use crate::evaluate::StatementRef;
use crate::remedy::Remedy;

/// Something that has to hold for the whole to work, and whether it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Requirement {
    /// A stable name, for example `trust`.
    pub id: RequirementId,
    /// What has to hold, as a sentence.
    pub text: String,
    /// Whether it does.
    pub standing: Standing,
    /// The group of permissions, for an access.
    pub group: Option<String>,
    /// What it is about, for example the bucket's name.
    pub subject: Option<String>,
    /// The action, for an access.
    pub action: Option<String>,
    /// The resource, for an access.
    pub resource: Option<String>,
    /// The statement that it rests on.
    pub statement: Option<StatementRef>,
    /// Why it does not hold, can't be told or was not looked at; also what a proof rests on.
    pub reason: Option<String>,
    /// What to do about it.
    pub remedy: Option<Remedy>,
}

impl Requirement {
    /// Something that has to hold, and whether it does.
    pub fn new(id: RequirementId, text: impl Into<String>, standing: Standing) -> Self {
        Self {
            id,
            text: text.into(),
            standing,
            group: None,
            subject: None,
            action: None,
            resource: None,
            statement: None,
            reason: None,
            remedy: None,
        }
    }

    /// About this subject, for example a bucket.
    #[must_use]
    pub fn about(mut self, subject: &impl ToString) -> Self {
        self.subject = Some(subject.to_string());
        self
    }

    /// Why it does not hold, or what the proof rests on.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// What to do about it.
    #[must_use]
    pub fn advise(mut self, remedy: impl Into<Remedy>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

/// Whether a requirement holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// What was read shows that it holds.
    Proven,
    /// What was read shows that it does not hold.
    Refuted,
    /// It was read, but depends on something that can't be weighed, for example a condition.
    CannotTell,
    /// It was not read.
    NotLookedAt,
}

/// Something worth knowing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// A stable name, for example `trust_without_service`.
    pub id: FindingId,
    /// How much it matters.
    pub level: Level,
    /// What was found.
    pub text: String,
    /// What to do about it, when something should be done.
    pub remedy: Option<Remedy>,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// It is kept as it is, and told.
    Info,
    /// Something will probably not work, or is not as documented.
    Warning,
}

impl Finding {
    fn new(id: FindingId, level: Level, text: impl Into<String>) -> Self {
        Self {
            id,
            level,
            text: text.into(),
            remedy: None,
        }
    }

    /// Something that is kept as it is.
    pub fn info(id: FindingId, text: impl Into<String>) -> Self {
        Self::new(id, Level::Info, text)
    }

    /// Something that will probably not work, or is not as documented.
    pub fn warning(id: FindingId, text: impl Into<String>) -> Self {
        Self::new(id, Level::Warning, text)
    }

    /// What to do about it.
    #[must_use]
    pub fn advise(mut self, remedy: impl Into<Remedy>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

/// Why requirements are refuted or can't be told: one cause may refute many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cause {
    /// A stable name, for example `role_missing`.
    pub id: CauseId,
    /// What is wrong, where.
    pub text: String,
    /// What to do about it.
    pub remedy: Option<Remedy>,
    /// The statement that it lies in.
    pub statement: Option<StatementRef>,
    /// What it is about, for example the bucket's name.
    pub subject: Option<String>,
    /// How many requirements it explains.
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

    pub(in crate::setup) fn refuting(mut self, count: usize) -> Self {
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
