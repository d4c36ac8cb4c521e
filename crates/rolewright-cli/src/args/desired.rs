//! The desired state, on the command line.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum};
use rolewright::recipe::TrustChoice;
use rolewright::recipe::container_registry::Revision;
use rolewright::{BucketName, Error, Region};
use serde::{Deserialize, Serialize};

use super::{FindingLevel, checked, pair};

/// The desired state.
#[derive(Debug, Args)]
pub(crate) struct DesiredArgs {
    /// The recipe
    #[command(flatten)]
    pub recipe: RecipeArgs,
    /// The buckets
    #[command(flatten)]
    pub buckets: BucketArgs,
    /// The trust of the role
    #[command(flatten)]
    pub trust: TrustArgs,
    /// KMS key (id or ARN) that encrypts the buckets; repeatable
    #[arg(long, value_name = "KEY")]
    pub kms_key: Vec<String>,
    /// How it is compared and merged.
    #[command(flatten)]
    pub changes: ChangeArgs,
}

/// How the desired state is compared and merged.
#[derive(Debug, Args)]
pub(crate) struct ChangeArgs {
    /// Tag to set on role and policy, for example owner=platform; repeatable
    #[arg(long, value_name = "KEY=VALUE", value_parser = tag)]
    pub tag: Vec<(String, String)>,
    /// Remove everything that is not desired from these parts; without a value from all
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
    /// Remove over-broad grants, such as oss:* on * or the trust in a whole account
    #[arg(long)]
    pub narrow: bool,
    /// Use additional numbered policies if the buckets do not fit in one
    #[arg(long)]
    pub split: bool,
    /// Exit with 2 also if a requirement was skipped that can be checked
    #[arg(long)]
    pub strict: bool,
}

/// Findings that count for the exit code.
#[derive(Debug, Args)]
pub(crate) struct FailOnArgs {
    /// Exit with 2 also for notes or warnings, unless they are accepted
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub fail_on: Option<FindingLevel>,
}

/// A part of the set-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Part {
    /// Trust policy of the role.
    Trust,
    /// Document of the policy.
    Policy,
    /// Policies attached to the role.
    Attachments,
}

/// The recipe.
#[derive(Debug, Args)]
pub(crate) struct RecipeArgs {
    /// Recipe, by id or file [default: container-registry/custom-bucket]; `rolewright recipe` lists, finds
    /// and checks recipes
    #[arg(long, value_name = "ID|FILE", group = "set_up")]
    pub recipe: Option<String>,
    /// Parameter of the recipe; repeatable. Where a command has `--bucket`, `--kms-key` or `--region`, these
    /// set the parameters of their kind
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = parameter, requires = "recipe")]
    pub parameters: Vec<(String, String)>,
}

/// The buckets.
#[derive(Debug, Args)]
pub(crate) struct BucketArgs {
    /// Bucket that the role needs access to, and the region that it must be in [default: one of
    /// `--region`]; repeatable
    #[arg(long = "bucket", value_delimiter = ',', value_name = "NAME[@REGION]")]
    pub buckets: Vec<BucketArg>,
    /// Role and system policy of the bucket that Container Registry creates
    #[arg(long, conflicts_with = "buckets", group = "set_up")]
    pub default_bucket: bool,
}

/// A bucket: `NAME` or `NAME@REGION`.
#[derive(Clone, Debug)]
pub(crate) struct BucketArg {
    /// The name.
    pub name: BucketName,
    /// The required region.
    pub region: Option<String>,
}

impl FromStr for BucketArg {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let (name, region) = match text.split_once('@') {
            Some((name, region)) => (name, Some(region)),
            None => (text, None),
        };
        let region = region.map(|id| Region::named(id).map(|_| id.to_owned()));
        Ok(Self {
            name: name.parse()?,
            region: region.transpose()?,
        })
    }
}

/// The trust of the role.
#[derive(Debug, Args)]
pub(crate) struct TrustArgs {
    /// Principal to trust [default: service]; repeatable. One of service, account:current,
    /// account:ID, user:NAME, user:ID/NAME, role:NAME, role:ID/NAME; trusted principals are kept
    #[arg(long, value_name = "PRINCIPAL", value_parser = checked::<TrustChoice>)]
    pub trust: Vec<String>,
    /// JSON file with the trust policy
    #[arg(long, value_name = "FILE")]
    pub trust_policy: Option<PathBuf>,
    /// Revision of the documented trust and policy: 2026-06, 2026-03, c, b or a (the oldest)
    /// [default: 2026-06]
    #[arg(long, value_name = "REVISION", value_parser = checked::<Revision>)]
    pub revision: Option<String>,
}

pub(super) fn parameter(text: &str) -> Result<(String, String), &'static str> {
    pair(text).ok_or("a parameter is NAME=VALUE, for example bucket=my-reports")
}

pub(super) fn tag(text: &str) -> Result<(String, String), &'static str> {
    pair(text).ok_or("a tag is KEY=VALUE, for example owner=platform")
}
