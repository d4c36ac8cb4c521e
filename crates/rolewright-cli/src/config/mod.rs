//! `rolewright.toml`.

mod file;
mod flags;
mod found;
mod list;
mod load;
mod parse;
mod recipe;

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use rolewright::input::{self, Texts};
use rolewright::lint::Suppression;
use rolewright::setup::{Accept, Exact};
use rolewright::{AccountId, BucketName};
use serde::{Deserialize, Serialize};

use crate::args::{FindingLevel, Format, Level, Part};

pub(crate) use load::DEFAULT_FILE;
pub use load::check_config;
pub(crate) use recipe::{open_recipe, read_trust_policy};

/// Configuration of rolewright. Each key is the name of a flag; flags override the file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// Provider to use: `alibaba`, `local` (simulation in a file) or `memory` (simulation in memory).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// File of the provider `local`, relative to the folder of this file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<PathBuf>,
    /// Expected account; fail before any write if the credentials belong to another one.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// RAM endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// STS endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sts_endpoint: Option<String>,
    /// Container Registry endpoint for all regions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cr_endpoint: Option<String>,
    /// OSS endpoint for all regions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oss_endpoint: Option<String>,
    /// Use the VPC endpoints of the first `region`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vpc: Option<bool>,
    /// Allow plain HTTP to hosts other than this machine (unencrypted).
    #[serde(skip_serializing_if = "is_off")]
    pub allow_plain_http: bool,
    /// ARN of a role to assume with the credentials first, also in another account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assume_role: Option<String>,
    /// External id that the role's trust policy requires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assume_role_external_id: Option<String>,
    /// Session name in the audit log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assume_role_session_name: Option<String>,
    /// Session duration in seconds; sessions are renewed before they end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assume_role_duration: Option<NonZeroU32>,
    /// JSON file with a policy that restricts the session, relative to the folder of this file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assume_role_session_policy: Option<PathBuf>,
    /// Timeout of one attempt of a call, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout: Option<NonZeroU32>,
    /// Number of times to repeat a failed call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retries: Option<u32>,
    /// Skip bucket checks, for callers without OSS permissions.
    #[serde(skip_serializing_if = "is_off")]
    pub skip_bucket_check: bool,
    /// Output format of results and errors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<Format>,
    /// Buckets to grant: names, or tables with required properties.
    #[serde(deserialize_with = "input::one_or_more")]
    #[cfg_attr(feature = "schema", schemars(with = "OneOrMore<Bucket>"))]
    pub bucket: Vec<Bucket>,
    /// Recipes: ids of built-in recipes or files, or tables with parameters. Default: Container Registry's for
    /// `bucket`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[serde(deserialize_with = "input::one_or_more")]
    #[cfg_attr(feature = "schema", schemars(with = "OneOrMore<RecipeChoice>"))]
    pub recipe: Vec<RecipeChoice>,
    /// Trust principals for which a recipe has no source.
    #[serde(skip_serializing_if = "is_off")]
    pub accept_assumed: bool,
    /// Role and system policy of the bucket that Container Registry creates, instead of `bucket`.
    pub default_bucket: bool,
    /// Principals to trust instead of the service.
    #[serde(deserialize_with = "input::one_or_more")]
    #[cfg_attr(feature = "schema", schemars(with = "OneOrMore<String>"))]
    pub trust: Vec<String>,
    /// JSON file with the trust policy, relative to the folder of this file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trust_policy: Option<PathBuf>,
    /// Revision of the reference trust and policy, for example `2026-03`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// KMS keys that encrypt the buckets, to grant by id or ARN.
    #[serde(deserialize_with = "input::one_or_more")]
    #[cfg_attr(feature = "schema", schemars(with = "OneOrMore<String>"))]
    pub kms_key: Vec<String>,
    /// Regions of registry instances. Each bucket without a region of its own must be in one of them; their
    /// instances are checked before grants are revoked and for `instance`; the first is that of `vpc`.
    #[serde(deserialize_with = "input::one_or_more")]
    #[cfg_attr(feature = "schema", schemars(with = "OneOrMore<String>"))]
    pub region: Vec<String>,
    /// Container Registry instances to check, by id.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[serde(deserialize_with = "input::one_or_more")]
    #[cfg_attr(feature = "schema", schemars(with = "OneOrMore<String>"))]
    pub instance: Vec<String>,
    /// Tags to set on role and policy; other tags are kept.
    pub tag: BTreeMap<String, String>,
    /// Remove everything that is not desired from these parts; `true` for all parts.
    pub exact: Parts,
    /// Remove over-broad grants, such as oss:* on * or the trust in a whole account.
    pub narrow: bool,
    /// Use additional numbered policies if the buckets do not fit in one.
    pub split: bool,
    /// Also exit with 2 if a requirement was skipped that can be checked.
    #[serde(skip_serializing_if = "is_off")]
    pub strict: bool,
    /// Lowest level of a finding with exit code 2 in `plan`, `verify` and `drift`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_on: Option<FindingLevel>,
    /// Principals, system policies and statements that are accepted although they are not desired.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accept: Vec<Accept>,
    /// File to append each change to as a line of JSON, relative to the folder of this file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<PathBuf>,
    /// Settings of `policy lint`.
    #[serde(skip_serializing_if = "LintConfig::is_empty")]
    pub lint: LintConfig,
}

/// Omits a switch that is off from a saved plan.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_off(switch: &bool) -> bool {
    !switch
}

/// Settings of `policy lint`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LintConfig {
    /// Lowest severity with exit code 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_on: Option<Level>,
    /// Accepted findings, with reasons.
    pub allow: Vec<Suppression>,
}

impl LintConfig {
    /// Whether nothing is set; then it is omitted from a saved plan.
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The schema of a key that takes one value or a list of values.
#[cfg(feature = "schema")]
#[derive(schemars::JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "only its schema is used")]
enum OneOrMore<T> {
    /// One value.
    One(T),
    /// A list of values.
    More(Vec<T>),
}

/// Bucket, by name or as a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(crate) enum Bucket {
    /// Name of the bucket.
    Name(#[cfg_attr(feature = "schema", schemars(with = "String"))] BucketName),
    /// Name and required properties.
    Table(BucketTable),
}

/// Name and required properties of a bucket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct BucketTable {
    /// Name of the bucket.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub name: BucketName,
    /// Required region, for example `cn-hangzhou`, instead of one of `region`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Required owner, if it is not the caller's account.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<AccountId>,
}

/// Recipe, by id or file, or as a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(crate) enum RecipeChoice {
    /// Id of a built-in recipe, or a file, relative to the folder of this file.
    Id(String),
    /// Id or file, and parameters.
    Table(RecipeTable),
}

/// A recipe with its parameters.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct RecipeTable {
    /// Id of a built-in recipe, or a file, relative to the folder of this file.
    pub id: String,
    /// Parameters by name, each with one value or a list.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, Texts>,
}

impl RecipeChoice {
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Id(id) => id,
            Self::Table(table) => &table.id,
        }
    }

    fn id_mut(&mut self) -> &mut String {
        match self {
            Self::Id(id) => id,
            Self::Table(table) => &mut table.id,
        }
    }

    /// The file, if it is not the id of a built-in recipe.
    fn file(&self) -> Option<&Path> {
        let path = Path::new(self.id());
        path.extension()
            .is_some_and(|ext| ext == "toml")
            .then_some(path)
    }
}

impl Bucket {
    pub(crate) fn name(&self) -> &BucketName {
        match self {
            Self::Name(name) => name,
            Self::Table(table) => &table.name,
        }
    }

    /// Whether a region or owner is set for this bucket.
    fn has_settings(&self) -> bool {
        match self {
            Self::Name(_) => false,
            Self::Table(table) => table.region.is_some() || table.owner.is_some(),
        }
    }
}

/// Parts of the set-up.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(crate) enum Parts {
    /// All parts, or none.
    All(bool),
    /// Only these parts.
    #[cfg_attr(feature = "schema", schemars(with = "OneOrMore<Part>"))]
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
                ..Default::default()
            },
        }
    }
}
