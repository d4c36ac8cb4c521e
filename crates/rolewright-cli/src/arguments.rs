//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use rolewright::recipe::TrustChoice;
use rolewright::recipe::container_registry::Page;
use rolewright::{AccountId, BucketName};

/// Sets up the RAM role that lets Alibaba Cloud Container Registry use your own OSS bucket, and
/// proves that it works before the instance is bought.
///
/// Exit codes: 0 yes; 2 an honest no (changes pending, refuted, can't be told, differs); 1 it failed;
/// 3 partly done, run again; 4 credentials or permission; 64 the command line itself.
#[derive(Debug, Parser)]
#[command(name = "rolewright", version, max_term_width = 100)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What every command takes.
    #[command(flatten)]
    pub global: Global,
}

/// What every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Where")]
pub struct Global {
    /// Who carries the calls out: `alibaba` (the cloud), `local` (a simulation in one file) or
    /// `memory` (a simulation that ends with the process)
    #[arg(
        long,
        global = true,
        env = "ROLEWRIGHT_PROVIDER",
        default_value = "alibaba",
        value_name = "NAME"
    )]
    pub provider: String,
    /// The file of the provider `local` [default: .rolewright/local.db]
    #[arg(long, global = true, env = "ROLEWRIGHT_STORE", value_name = "PATH")]
    pub store: Option<PathBuf>,
    /// The account that must be the caller's; nothing is written when it is another one. A new
    /// local store gets this id
    #[arg(long, global = true, value_name = "ID")]
    pub account: Option<AccountId>,
    /// RAM's endpoint; plain http only to loopback
    #[arg(long, global = true, value_name = "URL")]
    pub endpoint: Option<String>,
    /// STS's endpoint; plain http only to loopback
    #[arg(long, global = true, value_name = "URL")]
    pub sts_endpoint: Option<String>,
    /// How results and errors are written
    #[arg(long, global = true, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    pub output: Format,
}

/// How results and errors are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// One JSON object, for programs; errors too, on standard error.
    Json,
    /// A comment for a code review; errors as text.
    Markdown,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show what would have to change; writes nothing (exit 2 when something would)
    Plan(Wanted),
    /// Make the role, the policy and the attachment, or mend them, and read back
    Apply(Apply),
    /// Prove or refute, requirement by requirement, that Container Registry can use the buckets
    Verify(Wanted),
    /// Take the role, the policy and the attachment down again
    Destroy(Destroy),
    /// Show the role, its trust, the policy and what else is attached
    Show,
    /// Policy documents: make one, bring them into form, compare two
    #[command(subcommand)]
    Policy(Policy),
    /// The role's trust policy
    #[command(subcommand)]
    Trust(Trust),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the man page
    Man {
        /// Write the man pages of all commands into this folder instead
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
    },
}

/// What the account should hold.
#[derive(Debug, Args)]
pub struct Wanted {
    /// The buckets, repeated or comma-separated
    #[command(flatten)]
    pub buckets: Buckets,
    /// Whom the role should trust
    #[command(flatten)]
    pub trust: Trusted,
}

/// The buckets.
#[derive(Debug, Args)]
pub struct Buckets {
    /// An OSS bucket of yours; repeat it, or separate several by commas
    #[arg(
        long = "bucket",
        required = true,
        value_delimiter = ',',
        value_name = "NAME"
    )]
    pub buckets: Vec<BucketName>,
}

/// Whom the role should trust.
#[derive(Debug, Args)]
pub struct Trusted {
    /// Trust this in place of the service alone; repeatable. One of service, account:current,
    /// account:ID, user:NAME, user:ID/NAME, role:NAME, role:ID/NAME
    #[arg(long, value_name = "PRINCIPAL")]
    pub trust: Vec<TrustChoice>,
    /// Trust as this JSON file says
    #[arg(long, value_name = "FILE")]
    pub trust_policy: Option<PathBuf>,
    /// Follow a dated copy of Alibaba Cloud's page to the letter; known is 2026-03
    #[arg(long, value_name = "DATE")]
    pub as_documented: Option<Page>,
}

/// What `apply` takes.
#[derive(Debug, Args)]
pub struct Apply {
    /// What the account should hold.
    #[command(flatten)]
    pub wanted: Wanted,
    /// Do not ask before writing
    #[arg(long)]
    pub yes: bool,
}

/// What `destroy` takes.
#[derive(Debug, Args)]
pub struct Destroy {
    /// Do not ask before deleting; needed, together with `--account`
    #[arg(long)]
    pub yes: bool,
}

/// What can be done with policy documents.
#[derive(Debug, Subcommand)]
pub enum Policy {
    /// Print the policy document for these buckets as JSON; asks no provider
    Render(Buckets),
    /// Print documents, trust policies too, in one form; nothing that they say is lost
    Fmt(Fmt),
    /// Say what differs between two documents; order and the form of lists don't count (exit 2
    /// when they differ)
    Diff {
        /// The old document; `-` is standard input
        old: PathBuf,
        /// The new document; `-` is standard input
        new: PathBuf,
    },
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

/// What can be done with the trust policy.
#[derive(Debug, Subcommand)]
pub enum Trust {
    /// Print the trust policy of a new role as JSON; asks no provider
    Render(Trusted),
}
