//! `rolewright.toml`.

mod file;
mod flags;
mod load;
mod recipe;

use std::collections::BTreeMap;
use std::path::PathBuf;

use rolewright::lint::Suppression;
use rolewright::setup::Exact;
use rolewright::{AccountId, BucketName};
use serde::{Deserialize, Serialize};

use crate::args::{Format, Level, Part};

pub(crate) use load::DEFAULT_FILE;
pub use load::check_config;
pub(crate) use recipe::read_trust_policy;

/// What is wanted, and where. Every key is a flag's name; what a flag says goes before the file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// Who carries the calls out: `alibaba`, `local` or `memory`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The file of the provider `local`; a relative path counts from this file's folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<PathBuf>,
    /// The account that must be the caller's; nothing is written when it is another one.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// RAM's endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// STS's endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sts_endpoint: Option<String>,
    /// Container Registry's endpoint, for all regions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cr_endpoint: Option<String>,
    /// OSS's endpoint, for all regions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oss_endpoint: Option<String>,
    /// Whether the endpoints inside a VPC of the first region are taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vpc: Option<bool>,
    /// Let plain http go to other machines too.
    #[serde(skip_serializing_if = "is_off")]
    pub allow_plain_http: bool,
    /// Do not look at the buckets.
    #[serde(skip_serializing_if = "is_off")]
    pub skip_bucket_check: bool,
    /// How results are written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<Format>,
    /// The buckets: names, or tables with more about each.
    pub bucket: Vec<Bucket>,
    /// The bucket that Container Registry makes itself, in place of your own.
    pub default_bucket: bool,
    /// Whom the role should trust, in place of the service alone.
    pub trust: Vec<String>,
    /// A file with the trust policy as JSON; a relative path counts from this file's folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trust_policy: Option<PathBuf>,
    /// The copy of Alibaba Cloud's page to follow to the letter, for example `2026-03`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// KMS keys that encrypt the buckets, by id or ARN.
    pub kms_key: Vec<String>,
    /// Regions of registry instances: looked at before anything is taken away, for `instance` and by
    /// `doctor`; the first is that of `vpc`.
    pub region: Vec<String>,
    /// Container Registry instances that have to run, by id, for `verify` and `drift`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub instance: Vec<String>,
    /// Tags that role and policy must have; others stay.
    pub tag: BTreeMap<String, String>,
    /// Parts that must hold what is wanted and nothing else: `true`, or some of them.
    pub exact: Parts,
    /// Take away what is granted far too widely.
    pub narrow: bool,
    /// Make numbered further policies when the buckets do not fit in one.
    pub split: bool,
    /// A file to which each change is written as a line of JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<PathBuf>,
    /// What `policy lint` is told.
    #[serde(skip_serializing_if = "LintConfig::is_empty")]
    pub lint: LintConfig,
}

/// Omits a switch that is off from a saved plan.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_off(switch: &bool) -> bool {
    !switch
}

/// What `policy lint` is told.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LintConfig {
    /// From which severity on the exit code is 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_on: Option<Level>,
    /// What is accepted, and why.
    pub allow: Vec<Suppression>,
}

impl LintConfig {
    /// Whether nothing is set; it is omitted from a saved plan then.
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A bucket by its name, or with more about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(crate) enum Bucket {
    /// Its name.
    Name(#[cfg_attr(feature = "schema", schemars(with = "String"))] BucketName),
    /// Its name, and where and whose it has to be.
    Table(BucketTable),
}

/// Where and whose a bucket has to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct BucketTable {
    /// The bucket's name.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub name: BucketName,
    /// The region in which it has to be, for example `cn-hangzhou`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The account that has to own it, when it is not the caller's.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<AccountId>,
}

impl Bucket {
    pub(crate) fn name(&self) -> &BucketName {
        match self {
            Self::Name(name) => name,
            Self::Table(table) => &table.name,
        }
    }
}

/// Every part, or some.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(crate) enum Parts {
    /// Every part, or none.
    All(bool),
    /// These.
    Some(Vec<Part>),
}

impl Default for Parts {
    fn default() -> Self {
        Self::All(false)
    }
}

impl From<&Parts> for Exact {
    fn from(parts: &Parts) -> Self {
        match parts {
            Parts::All(true) => Self::ALL,
            Parts::All(false) => Self::default(),
            Parts::Some(parts) => Self {
                trust: parts.contains(&Part::Trust),
                policy: parts.contains(&Part::Policy),
                attachments: parts.contains(&Part::Attachments),
            },
        }
    }
}
