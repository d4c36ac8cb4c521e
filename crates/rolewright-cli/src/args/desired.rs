//! The desired state, on the command line.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use rolewright::BucketName;
use rolewright::recipe::TrustChoice;
use rolewright::recipe::container_registry::Revision;
use serde::{Deserialize, Serialize};

use super::{checked, pair};

/// What the account should hold.
#[derive(Debug, Args)]
pub(crate) struct DesiredArgs {
    /// The buckets
    #[command(flatten)]
    pub buckets: BucketArgs,
    /// Whom the role should trust
    #[command(flatten)]
    pub trust: TrustArgs,
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

/// A part of the set-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Part {
    /// The role's trust policy.
    Trust,
    /// The policy's document.
    Policy,
    /// What is attached to the role.
    Attachments,
}

/// The buckets.
#[derive(Debug, Args)]
pub(crate) struct BucketArgs {
    /// An OSS bucket of yours; repeat it, or separate several by commas
    #[arg(long = "bucket", value_delimiter = ',', value_name = "NAME")]
    pub buckets: Vec<BucketName>,
    /// The bucket that Container Registry makes itself: its role and system policy
    #[arg(long, conflicts_with = "buckets")]
    pub default_bucket: bool,
}

/// Whom the role should trust.
#[derive(Debug, Args)]
pub(crate) struct TrustArgs {
    /// Trust this in place of the service alone; repeatable. One of service, account:current,
    /// account:ID, user:NAME, user:ID/NAME, role:NAME, role:ID/NAME
    #[arg(long, value_name = "PRINCIPAL", value_parser = checked::<TrustChoice>)]
    pub trust: Vec<String>,
    /// Trust as this JSON file says
    #[arg(long, value_name = "FILE")]
    pub trust_policy: Option<PathBuf>,
    /// Follow a copy of Alibaba Cloud's page to the letter: 2026-06, 2026-03, or the older c, b, a
    #[arg(long, value_name = "DATE", value_parser = checked::<Revision>)]
    pub revision: Option<String>,
}

fn tag(text: &str) -> Result<(String, String), &'static str> {
    pair(text).ok_or("a tag is KEY=VALUE, for example owner=platform")
}
