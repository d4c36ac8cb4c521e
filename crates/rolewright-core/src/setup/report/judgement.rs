//! What was judged: requirements, the causes behind those that fail, and findings.

use serde::{Deserialize, Serialize};

use crate::evaluate::StatementRef;

/// Something that has to hold for the whole to work, and whether it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Requirement {
    /// A stable name: `trust`, `trust_as_documented`, `trust_as_asked`, `attachment`, `access`,
    /// `bucket_exists`, `bucket_owner`, `bucket_region`, `bucket_class`, `bucket_key`,
    /// `bucket_policy`, `live`, `instance` or `out_of_sight`.
    pub id: String,
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
    pub help: Option<String>,
}

impl Requirement {
    pub(in crate::setup) fn new(id: &str, text: impl Into<String>, standing: Standing) -> Self {
        Self {
            id: id.to_owned(),
            text: text.into(),
            standing,
            group: None,
            subject: None,
            action: None,
            resource: None,
            statement: None,
            reason: None,
            help: None,
        }
    }

    /// About this subject, for example a bucket.
    pub(in crate::setup) fn about(mut self, subject: &impl ToString) -> Self {
        self.subject = Some(subject.to_string());
        self
    }

    pub(in crate::setup) fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    pub(in crate::setup) fn advise(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
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
    pub id: String,
    /// How much it matters.
    pub level: Level,
    /// What was found.
    pub text: String,
    /// What to do about it, when something should be done.
    pub help: Option<String>,
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
    fn new(id: &str, level: Level, text: impl Into<String>) -> Self {
        Self {
            id: id.to_owned(),
            level,
            text: text.into(),
            help: None,
        }
    }

    pub(in crate::setup) fn info(id: &str, text: impl Into<String>) -> Self {
        Self::new(id, Level::Info, text)
    }

    pub(in crate::setup) fn warning(id: &str, text: impl Into<String>) -> Self {
        Self::new(id, Level::Warning, text)
    }

    pub(in crate::setup) fn advise(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Why requirements are refuted or can't be told: one cause may refute many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cause {
    /// A stable name: a requirement's, or `role_missing`, `policy_missing`, `not_attached`,
    /// `unread_policy`, `version_moved`, `denied`, `condition`, `older_generation`,
    /// `resource_missing`, `action_missing` or `group_missing`.
    pub id: String,
    /// What is wrong, where.
    pub text: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The statement that it lies in.
    pub statement: Option<StatementRef>,
    /// What it is about, for example the bucket's name.
    pub subject: Option<String>,
    /// How many requirements it explains.
    pub explains: usize,
}

impl Cause {
    pub(in crate::setup) fn new(id: &str, text: impl Into<String>) -> Self {
        Self {
            id: id.to_owned(),
            text: text.into(),
            help: None,
            statement: None,
            subject: None,
            explains: 0,
        }
    }

    pub(in crate::setup) fn refuting(mut self, count: usize) -> Self {
        self.explains = count;
        self
    }

    pub(in crate::setup) fn advised(mut self, help: Option<&str>) -> Self {
        self.help = help.map(str::to_owned);
        self
    }

    pub(in crate::setup) fn at(mut self, statement: StatementRef) -> Self {
        self.statement = Some(statement);
        self
    }
}
