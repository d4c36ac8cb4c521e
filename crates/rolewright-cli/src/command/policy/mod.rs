//! What can be said about policy documents.

mod fmt;
mod lint;
mod render;
mod simulate;

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use rolewright::evaluate::{Caller, MissingKey, Rules};
use rolewright::lint::{Kind, Severity, Suppression};
use rolewright::recipe::container_registry::Page;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::args::{Buckets, checked, pair};

pub(super) use fmt::{diff, fmt};
pub(super) use lint::lint;
pub(super) use render::{account_to_write, policy, trust};
pub(super) use simulate::simulate;

/// What can be done with policy documents.
#[derive(Debug, Subcommand)]
pub enum Policy {
    /// Print the policy document for these buckets as JSON; asks no provider
    Render(Rendered),
    /// Print documents, trust policies too, in one form; nothing that they say is lost
    Fmt(Fmt),
    /// Say what differs between two documents; order and the form of lists don't count (exit 2
    /// when they differ)
    Diff(Diff),
    /// Say what is wrong with documents, or could be better, line by line; docs/lints.md lists the
    /// checks (exit 2 when something is at least as bad as --fail-on)
    Lint(Lint),
    /// Say whether policies allow a request, which statement decides and what of the others did
    /// not fit; asks no provider (exit 2 when it is not allowed)
    Simulate(Box<Simulate>),
}

/// What `policy diff` takes.
#[derive(Debug, Args)]
pub struct Diff {
    /// The old document; `-` is standard input
    pub old: PathBuf,
    /// The new document; `-` is standard input
    pub new: PathBuf,
    /// Say which actions on which resources the new one grants that the old one did not, and the
    /// other way round, whatever the text says; either may be several policies that are attached
    /// together, separated by commas (exit 2 when something is granted otherwise, or it can't be
    /// told)
    #[arg(long)]
    pub access: bool,
}

/// What `policy simulate` takes.
#[derive(Debug, Args)]
pub struct Simulate {
    /// A policy that the caller, a group of it or its role has for the whole account; repeatable
    #[arg(long, value_name = "FILE")]
    pub policy: Vec<PathBuf>,
    /// What is to be done, for example oss:GetObject
    #[arg(long, required_unless_present = "cases")]
    pub action: Option<String>,
    /// The ARN of what it is done on, `*` where the action knows no resources; when it is
    /// repeated, all must be allowed
    #[arg(long, required_unless_present = "cases", value_name = "ARN")]
    pub resource: Vec<String>,
    /// A condition key that the request sends; repeatable
    #[arg(long, value_name = "KEY=VALUE", value_parser = context)]
    pub context: Vec<(String, String)>,
    /// Who asks: the ARN of a user, role, session or identity provider, or a service's name
    #[arg(long, value_name = "PRINCIPAL", value_parser = checked::<Caller>)]
    pub principal: Option<String>,
    /// The id of who asks, as bucket policies name it
    #[arg(long, value_name = "ID")]
    pub principal_id: Option<String>,
    /// The trust policy of the role that is assumed
    #[arg(long, value_name = "FILE", requires = "principal")]
    pub trust: Option<PathBuf>,
    /// The control policies of a level of the resource directory, separated by commas; repeat it
    /// for each level
    #[arg(long, value_name = "FILE,..")]
    pub control: Vec<String>,
    /// A policy that narrows the caller's session; repeatable
    #[arg(long, value_name = "FILE")]
    pub session: Vec<PathBuf>,
    /// A policy that the caller has for the resource's resource group; repeatable
    #[arg(long, value_name = "FILE")]
    pub resource_group_policy: Vec<PathBuf>,
    /// The policy of the bucket
    #[arg(long, value_name = "FILE")]
    pub bucket_policy: Option<PathBuf>,
    /// What a negated operator says of a key that the request does not send, of which no page
    /// says it [default: undecided]
    #[arg(long, value_enum, value_name = "READING")]
    pub missing_key_negated: Option<MissingKeyReading>,
    /// Let `*` and `?` count in string equality too, as a page of 2021 says; the page of 2025
    /// knows them where an operator is named for likeness alone
    #[arg(long)]
    pub wildcards_in_string_equals: bool,
    /// Let a Deny for a resource group beat an Allow for the account, as one sentence of the page
    /// of June 2026 reads; its flow ends at the account's Allow
    #[arg(long)]
    pub resource_group_deny_wins: bool,
    /// Answer the cases in this file in place of one request, a JSON object a line with `id`,
    /// `policies`, `request`, `expected` and `extra`; ends with how many passed (exit 2 when one
    /// did not)
    #[arg(long, value_name = "FILE", conflicts_with_all = [
        "policy", "action", "resource", "context", "principal", "principal_id", "trust", "control",
        "session", "resource_group_policy", "bucket_policy",
    ])]
    pub cases: Option<PathBuf>,
}

/// How negated operators and missing keys are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MissingKeyReading {
    /// It can't be told.
    Undecided,
    /// It holds.
    Holds,
    /// It does not hold.
    Fails,
}

impl From<&Simulate> for Rules {
    fn from(asked: &Simulate) -> Self {
        Self {
            missing_key_negated: match asked.missing_key_negated {
                None | Some(MissingKeyReading::Undecided) => MissingKey::Undecided,
                Some(MissingKeyReading::Holds) => MissingKey::Holds,
                Some(MissingKeyReading::Fails) => MissingKey::Fails,
            },
            wildcards_in_string_equals: asked.wildcards_in_string_equals,
            resource_group_deny_wins: asked.resource_group_deny_wins,
        }
    }
}

/// What `policy lint` takes.
#[derive(Debug, Args)]
pub struct Lint {
    /// Files that hold a document each; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// What the documents are for; guessed when it is left out: trust, where a statement has a
    /// Principal, else identity
    #[arg(long, value_enum)]
    pub kind: Option<DocumentKind>,
    /// From which severity on the exit code is 2 [default: error]
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub fail_on: Option<Level>,
    /// Put right what can be put right without changing any decision, and rewrite the files
    #[arg(long)]
    pub fix: bool,
    /// Accept what a check finds, everywhere or at one JSON path and below it; repeatable
    #[arg(long, value_name = "ID[@PATH]=REASON", value_parser = str::parse::<Suppression>)]
    pub allow: Vec<Suppression>,
    /// The documents are to be attached for a resource group and not for the whole account
    #[arg(long)]
    pub resource_group: bool,
    /// The most bytes that a document may have [default: 6144, 4096 for control and 2048 for session]
    #[arg(long, value_name = "BYTES")]
    pub max_bytes: Option<usize>,
}

/// What a document is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DocumentKind {
    /// A policy of a user, a group or a role.
    Identity,
    /// The trust policy of a role.
    Trust,
    /// A control policy of a resource directory.
    Control,
    /// A policy that narrows a session.
    Session,
}

impl From<DocumentKind> for Kind {
    fn from(kind: DocumentKind) -> Self {
        match kind {
            DocumentKind::Identity => Self::Identity,
            DocumentKind::Trust => Self::Trust,
            DocumentKind::Control => Self::Control,
            DocumentKind::Session => Self::Session,
        }
    }
}

/// How much a finding matters.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// It could be said better.
    Suggestion,
    /// It does not do what it seems to.
    Warning,
    /// It lets somebody do more than is good.
    Security,
    /// The service refuses it, or it can't mean anything.
    #[default]
    Error,
}

impl From<Level> for Severity {
    fn from(level: Level) -> Self {
        match level {
            Level::Suggestion => Self::Suggestion,
            Level::Warning => Self::Warning,
            Level::Security => Self::Security,
            Level::Error => Self::Error,
        }
    }
}

/// What `policy fmt` takes.
#[derive(Debug, Args)]
pub struct Fmt {
    /// Files that hold a document each; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Without white space: what RAM counts in bytes
    #[arg(long)]
    pub compact: bool,
    /// Print no document, but name the files that are not in form (exit 2 when there are any)
    #[arg(long, conflicts_with = "write")]
    pub check: bool,
    /// Print no document, but rewrite the files that are not in form, and name them
    #[arg(long)]
    pub write: bool,
}

/// What `policy render` takes.
#[derive(Debug, Args)]
pub struct Rendered {
    /// The buckets
    #[command(flatten)]
    pub buckets: Buckets,
    /// In the form of this copy of Alibaba Cloud's page: 2026-06, 2026-03, c, b or a
    #[arg(long, value_name = "DATE", value_parser = checked::<Page>)]
    pub as_documented: Option<String>,
    /// Grant the use of this KMS key too: its id or ARN; repeatable
    #[arg(long, value_name = "KEY")]
    pub kms_key: Vec<String>,
    /// Print an array of numbered policies when the buckets do not fit in one
    #[arg(long)]
    pub split: bool,
}

fn context(text: &str) -> Result<(String, String), &'static str> {
    pair(text).ok_or("a condition key is KEY=VALUE, for example acs:SourceIp=192.0.2.7")
}
