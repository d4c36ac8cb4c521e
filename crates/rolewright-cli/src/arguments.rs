//! What can be said on the command line.

mod global;
mod policy;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};
use rolewright::export::ExportFormat;
use rolewright::recipe::TrustChoice;
use rolewright::recipe::container_registry::Page;
use rolewright::setup::Rights;
use rolewright::{AccountId, BucketName, Error, InstanceId, PolicyName};

use crate::config::Part;

pub(crate) use global::{Format, Global};
pub(crate) use policy::{Diff, Fmt, Level, Lint, Policy, Rendered, Simulate};

/// Sets up the RAM role that lets Alibaba Cloud Container Registry use your own OSS bucket, and
/// proves that it works before the instance is bought.
///
/// Exit codes: 0 yes; 2 an honest no (changes pending, drift, refuted, can't be told, findings); 1 it failed;
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

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show what would have to change; writes nothing (exit 2 when something would)
    Plan(Plan),
    /// Make the role, the policy and the attachment, or mend them, and read back
    Apply(Apply),
    /// Prove or refute, requirement by requirement, that Container Registry can use the buckets
    Verify(Verify),
    /// Say whether anything is not as wanted any more; writes nothing (exit 2 when something is)
    Drift(Look),
    /// Take the grants on single buckets away; what else is granted stays
    Remove(Remove),
    /// Put an earlier version of the policy in force again
    Rollback(Rollback),
    /// Take the role, the policy and the attachment down again
    Destroy(Destroy),
    /// Show the role, its trust, the policy and what else is attached
    Show {
        /// The role of the bucket that Container Registry makes itself
        #[arg(long)]
        default_bucket: bool,
    },
    /// Say what stands between here and the cloud: the key, the endpoints, the clock, the caller and
    /// its permissions; writes nothing (exit 4 without a key, 2 when something else is missing)
    Doctor(Doctor),
    /// Print it all for another tool: Terraform, ROS, the aliyun CLI; asks no provider
    Export(Export),
    /// Policy documents: make one, bring them into form, compare two
    #[command(subcommand)]
    Policy(Policy),
    /// The role's trust policy
    #[command(subcommand)]
    Trust(Trust),
    /// Serve RAM, STS, OSS and Container Registry on this machine, for any client; prints where and
    /// with which key as one line of JSON
    Emulator(Emulator),
    /// Print the JSON schema of rolewright.toml, or of a kind of JSON output
    Schema {
        /// config, or the `kind` that stands in the output, for example plan
        #[arg(default_value = "config", value_name = "KIND")]
        kind: String,
    },
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
    /// The buckets
    #[command(flatten)]
    pub buckets: Buckets,
    /// Whom the role should trust
    #[command(flatten)]
    pub trust: Trusted,
    /// Grant the use of this KMS key, which encrypts the buckets: its id or ARN; repeatable
    #[arg(long, value_name = "KEY")]
    pub kms_key: Vec<String>,
    /// A tag that role and policy must have, with who owns them for example; repeatable
    #[arg(long, value_name = "KEY=VALUE", value_parser = tag)]
    pub tag: Vec<(String, String)>,
    /// Make these parts equal to what is wanted, and drop what others put there; all parts when
    /// none is named
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        num_args = 0..,
        require_equals = true,
        default_missing_value = "trust,policy,attachments",
        value_name = "PART"
    )]
    pub exact: Option<Vec<Part>>,
    /// Take away what is granted far too widely, such as oss:* on * or a whole account's trust
    #[arg(long)]
    pub narrow: bool,
    /// Make numbered further policies on the same role when the buckets do not fit in one
    #[arg(long)]
    pub split: bool,
}

/// What `verify` takes.
#[derive(Debug, Args)]
pub struct Verify {
    /// What `drift` takes, too.
    #[command(flatten)]
    pub look: Look,
    /// Also try each bucket with the role: assume it (it has to trust you), put one object, read it
    /// and delete it again; needs `--yes`
    #[arg(long)]
    pub live: bool,
    /// Agree to the one object that `--live` puts into each bucket
    #[arg(long, requires = "live")]
    pub yes: bool,
}

/// What `verify` and `drift` take.
#[derive(Debug, Args)]
pub struct Look {
    /// What the account should hold.
    #[command(flatten)]
    pub wanted: Wanted,
    /// A Container Registry instance that has to run, in one of `--region` or the buckets' own
    /// regions; repeatable
    #[arg(long, value_delimiter = ',', value_name = "ID", value_parser = checked::<InstanceId>)]
    pub instance: Vec<String>,
    /// Also write all of it to this file, as an HTML page to keep or to hand on
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

/// The buckets.
#[derive(Debug, Args)]
pub struct Buckets {
    /// An OSS bucket of yours; repeat it, or separate several by commas
    #[arg(long = "bucket", value_delimiter = ',', value_name = "NAME")]
    pub buckets: Vec<BucketName>,
    /// The bucket that Container Registry makes itself: its role and system policy
    #[arg(long, conflicts_with = "buckets")]
    pub default_bucket: bool,
}

/// Whom the role should trust.
#[derive(Debug, Args)]
pub struct Trusted {
    /// Trust this in place of the service alone; repeatable. One of service, account:current,
    /// account:ID, user:NAME, user:ID/NAME, role:NAME, role:ID/NAME
    #[arg(long, value_name = "PRINCIPAL", value_parser = checked::<TrustChoice>)]
    pub trust: Vec<String>,
    /// Trust as this JSON file says
    #[arg(long, value_name = "FILE")]
    pub trust_policy: Option<PathBuf>,
    /// Follow a copy of Alibaba Cloud's page to the letter: 2026-06, 2026-03, or the older c, b, a
    #[arg(long, value_name = "DATE", value_parser = checked::<Page>)]
    pub as_documented: Option<String>,
}

/// What `plan` takes.
#[derive(Debug, Args)]
pub struct Plan {
    /// What the account should hold.
    #[command(flatten)]
    pub wanted: Wanted,
    /// Save the plan, for `rolewright apply FILE`
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// How what writes is carried out.
#[derive(Debug, Args)]
pub struct Writing {
    /// Do not ask before writing
    #[arg(long)]
    pub yes: bool,
    /// Append each change to this file, as a line of JSON
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
    /// Delete this version when the policy has five, whatever it grants
    #[arg(long, value_name = "VERSION")]
    pub delete_version: Option<String>,
}

/// What `apply` takes.
#[derive(Debug, Args)]
pub struct Apply {
    /// A plan that `rolewright plan --out FILE` saved: carried out as it is, or not at all
    #[arg(value_name = "FILE", conflicts_with_all = [
        "buckets", "default_bucket", "trust", "trust_policy", "as_documented", "kms_key", "tag",
        "exact", "narrow", "split",
    ])]
    pub plan: Option<PathBuf>,
    /// What the account should hold.
    #[command(flatten)]
    pub wanted: Wanted,
    /// How it is carried out.
    #[command(flatten)]
    pub writing: Writing,
}

/// What `remove` takes.
#[derive(Debug, Args)]
pub struct Remove {
    /// A bucket whose grants go; repeat it, or separate several by commas
    #[arg(
        long = "bucket",
        required = true,
        value_delimiter = ',',
        value_name = "NAME"
    )]
    pub buckets: Vec<BucketName>,
    /// Go on even when a registry instance may still need the role
    #[arg(long)]
    pub force: bool,
    /// How it is carried out.
    #[command(flatten)]
    pub writing: Writing,
}

/// What `rollback` takes.
#[derive(Debug, Args)]
pub struct Rollback {
    /// The policy [default: the page's]
    #[arg(long, value_name = "NAME")]
    pub policy: Option<PolicyName>,
    /// The version to put in force, for example v1 [default: the one before the present one]
    #[arg(long, value_name = "VERSION")]
    pub to: Option<String>,
    /// How it is carried out.
    #[command(flatten)]
    pub writing: Writing,
}

/// What `destroy` takes.
#[derive(Debug, Args)]
pub struct Destroy {
    /// Do not ask before deleting; needed, together with `--account`
    #[arg(long)]
    pub yes: bool,
    /// Go on even when a registry instance may still need the role
    #[arg(long)]
    pub force: bool,
    /// The role of the bucket that Container Registry makes itself
    #[arg(long)]
    pub default_bucket: bool,
    /// Append each change to this file, as a line of JSON
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
}

/// What `export` takes.
#[derive(Debug, Args)]
pub struct Export {
    /// What the account should hold.
    #[command(flatten)]
    pub wanted: Wanted,
    /// What it is written as: json, hcl (Terraform), ros (a ROS template) or cli (a shell script
    /// of aliyun commands)
    #[arg(long, value_name = "FORMAT")]
    pub format: ExportFormat,
}

/// What `emulator` takes.
#[derive(Debug, Args)]
pub struct Emulator {
    /// Where to listen; port 0 is a free one
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// Listen on an address that other machines can reach; whoever does can do everything with the
    /// account
    #[arg(long)]
    pub reachable: bool,
    /// The account's id [default: 1234567890123456, or that of the store]
    #[arg(long, value_name = "ID")]
    pub account_id: Option<AccountId>,
    /// The id of the account's key [default: a random one]
    #[arg(long, value_name = "ID")]
    pub access_key_id: Option<String>,
    /// The secret of the account's key [default: a random one]
    #[arg(long, value_name = "SECRET")]
    pub access_key_secret: Option<String>,
    /// A JSON file of calls, keys and buckets with which the account starts
    #[arg(long, value_name = "FILE")]
    pub seed: Option<PathBuf>,
    /// Let the caller's policies decide about each call
    #[arg(long)]
    pub enforce: bool,
    /// How much the account holds [default: what it holds already, else as documented]
    #[arg(long, value_enum, value_name = "QUOTAS")]
    pub quotas: Option<Quotas>,
}

/// How much an emulated account holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Quotas {
    /// What Alibaba Cloud documents.
    Documented,
    /// No limits.
    None,
}

/// What `doctor` takes.
#[derive(Debug, Args)]
pub struct Doctor {
    /// Ask no provider, and print the least policy for whoever plans, verifies and looks for drift (`read`), or applies,
    /// removes, rolls back and destroys, too (`write`): for this role and its policies, the named
    /// buckets and, to write, the instances in `--region`
    #[arg(long, value_name = "RIGHTS")]
    pub operator_policy: Option<Rights>,
    /// The buckets, which are only looked at.
    #[command(flatten)]
    pub buckets: Buckets,
    /// Whom the role should trust.
    #[command(flatten)]
    pub trust: Trusted,
    /// A Container Registry instance that is looked at, too; repeatable
    #[arg(long, value_delimiter = ',', value_name = "ID", value_parser = checked::<InstanceId>)]
    pub instance: Vec<String>,
}

/// What can be done with the trust policy.
#[derive(Debug, Subcommand)]
pub enum Trust {
    /// Print the trust policy of a new role as JSON; asks no provider
    Render(Trusted),
}

/// Text that was looked at, and is kept as text since it may also come from a file.
fn checked<T: FromStr<Err: Into<Error>>>(text: &str) -> Result<String, Error> {
    text.parse::<T>()
        .map(|_| text.to_owned())
        .map_err(Into::into)
}

fn tag(text: &str) -> Result<(String, String), &'static str> {
    pair(text).ok_or("a tag is KEY=VALUE, for example owner=platform")
}

fn pair(text: &str) -> Option<(String, String)> {
    let (key, value) = text.split_once('=')?;
    (!key.is_empty()).then(|| (key.to_owned(), value.to_owned()))
}
