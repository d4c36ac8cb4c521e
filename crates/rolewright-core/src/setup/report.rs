//! What a run says in the end: plain data, the same for text, JSON and Python.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Goal;
use crate::evaluate::{StatementRef, Verdict};
use crate::policy::DocumentChange;
use crate::provider::{Call, ProviderInfo};

/// The format of every JSON output. The part before the point changes when a reader would break.
pub const FORMAT_VERSION: &str = "1.0";

/// The outcome of `plan`, `apply`, `verify`, `destroy` or `show`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// Always [`FORMAT_VERSION`].
    pub format_version: String,
    /// What was asked for.
    pub kind: Goal,
    /// How it ended.
    pub outcome: Outcome,
    /// Who carried the calls out.
    pub provider: ProviderInfo,
    /// The recipe's name.
    pub recipe: String,
    /// Whose account it is.
    pub account: String,
    /// What was found, or is there now.
    pub state: LiveState,
    /// What has to change, or was changed, in order.
    pub changes: Vec<Change>,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
}

/// One change, with the very call that makes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// What happens to what, in one line.
    pub summary: String,
    /// The details, as lines of a diff.
    pub lines: Vec<DiffLine>,
    /// What changes between the documents, when a document is replaced.
    pub document: Vec<DocumentChange>,
    /// The call.
    pub call: Call,
    /// Whether it was carried out.
    pub done: bool,
    /// Whether all that it needs is there already.
    #[serde(skip)]
    pub(super) ready: bool,
}

/// One line of a readable diff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// It comes.
    Add,
    /// It goes.
    Remove,
    /// It stays.
    Keep,
}

/// Something that has to hold for the whole to work, and whether it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Requirement {
    /// A stable name: `trust`, `trust_as_documented`, `trust_as_asked`, `attachment`, `access`
    /// or `out_of_sight`.
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
    pub(super) fn new(id: &str, text: impl Into<String>, standing: Standing) -> Self {
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

    pub(super) fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    pub(super) fn advise(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Whether a requirement holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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

impl From<Verdict> for Standing {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Allow => Self::Proven,
            Verdict::ExplicitDeny | Verdict::ImplicitDeny => Self::Refuted,
            Verdict::CannotTell => Self::CannotTell,
        }
    }
}

/// Something worth knowing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// It is kept as it is, and told.
    Info,
    /// Something will probably not work, or is not as documented.
    Warning,
}

/// The JSON object that an error is written as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ErrorReport {
    /// Always [`FORMAT_VERSION`].
    pub format_version: String,
    /// Always `error`.
    pub kind: String,
    /// The command's exit code.
    pub exit_code: u8,
    /// The error.
    pub error: Problem,
}

impl ErrorReport {
    /// An error that ends a command with this exit code.
    #[must_use]
    pub fn new(error: Problem, exit_code: u8) -> Self {
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "error".to_owned(),
            exit_code,
            error,
        }
    }
}

/// Why a run stopped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// The error's kind, for example `permission_denied`.
    pub kind: String,
    /// What happened, to what, and why.
    pub message: String,
    /// What to do next.
    pub help: Option<String>,
    /// The service's code, when it was the service's answer.
    pub code: Option<String>,
    /// The id to name in a support case.
    pub request_id: Option<String>,
}

impl From<&crate::Error> for Problem {
    fn from(error: &crate::Error) -> Self {
        let kind = serde_json::to_value(error.kind()).ok();
        Self {
            kind: kind
                .and_then(|kind| kind.as_str().map(str::to_owned))
                .unwrap_or_default(),
            message: error.to_string(),
            help: error.help().map(str::to_owned),
            code: error.code().map(str::to_owned),
            request_id: error
                .service()
                .and_then(|service| service.request_id.clone()),
        }
    }
}

/// What the account holds of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LiveState {
    /// The role, when there is one.
    pub role: Option<LiveRole>,
    /// The policy, when there is one.
    pub policy: Option<LivePolicyState>,
    /// Every policy that is attached to the role, as `Custom/NAME` or `System/NAME`.
    pub attached: Vec<String>,
}

/// The role as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LiveRole {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// Whom it trusts, in words.
    pub trusts: Vec<String>,
    /// Its trust policy.
    pub trust_policy: serde_json::Value,
}

/// The policy as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LivePolicyState {
    /// Its name.
    pub name: String,
    /// The version in force.
    pub default_version: String,
    /// The size of its document, in bytes.
    pub bytes: usize,
    /// What it grants something on, for example bucket names.
    pub subjects: Vec<String>,
    /// Its document.
    pub document: serde_json::Value,
}
