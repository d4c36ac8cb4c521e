//! `rolewright.toml`: what is wanted, kept beside the code that needs it.

mod recipe;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rolewright::lint::Suppression;
use rolewright::setup::Exact;
use rolewright::{AccountId, BucketName, Error, ErrorKind, InstanceId, Region, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::args::{Buckets, Format, Global, Trusted, Wanted};
use crate::command::policy::Level;

pub(crate) use recipe::read_trust_policy;

/// The file that is read when no other is named and it is there.
const DEFAULT_FILE: &str = "rolewright.toml";

/// What is wanted, and where. Every key is a flag's name; what a flag says goes before the file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// Who carries the calls out: `alibaba`, `local` or `memory`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The file of the provider `local`; a relative path counts from this file's folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<PathBuf>,
    /// The account that must be the caller's; nothing is written when it is another one.
    #[schemars(with = "Option<String>")]
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
    pub as_documented: Option<String>,
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

/// What is off does not have to stand in a saved plan.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_off(switch: &bool) -> bool {
    !switch
}

/// What `policy lint` is told.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LintConfig {
    /// From which severity on the exit code is 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_on: Option<Level>,
    /// What is accepted, and why.
    pub allow: Vec<Suppression>,
}

impl LintConfig {
    /// Whether nothing is said; a saved plan does not have to hold it then.
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A bucket by its name, or with more about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Bucket {
    /// Its name.
    Name(#[schemars(with = "String")] BucketName),
    /// Its name, and where and whose it has to be.
    Table(BucketTable),
}

/// Where and whose a bucket has to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BucketTable {
    /// The bucket's name.
    #[schemars(with = "String")]
    pub name: BucketName,
    /// The region in which it has to be, for example `cn-hangzhou`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The account that has to own it, when it is not the caller's.
    #[schemars(with = "Option<String>")]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
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

/// A part of the set-up.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, clap::ValueEnum,
)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The role's trust policy.
    Trust,
    /// The policy's document.
    Policy,
    /// What is attached to the role.
    Attachments,
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

impl Config {
    /// The named file, else `rolewright.toml` when it is there, with the global flags before it.
    pub(crate) fn load(global: &Global) -> Result<Self> {
        let default = Path::new(DEFAULT_FILE);
        let path = global.config.as_deref();
        let path = path.or_else(|| Some(default).filter(|default| default.is_file()));
        let mut config = path.map(Self::read).transpose()?.unwrap_or_default();
        let said = global.clone();
        config.provider = said.provider.or(config.provider);
        config.store = said.store.or(config.store);
        config.account = said.account.or(config.account);
        config.endpoint = said.endpoint.or(config.endpoint);
        config.sts_endpoint = said.sts_endpoint.or(config.sts_endpoint);
        config.cr_endpoint = said.cr_endpoint.or(config.cr_endpoint);
        config.oss_endpoint = said.oss_endpoint.or(config.oss_endpoint);
        config.vpc = said.vpc.or(config.vpc);
        config.allow_plain_http |= said.allow_plain_http;
        config.skip_bucket_check |= said.skip_bucket_check;
        config.output = said.output.or(config.output);
        let is_said = !said.region.is_empty();
        if is_said {
            config.region = said.region;
        }
        let of_file = |error: Error| {
            let invalid = Error::new(ErrorKind::ConfigInvalid, error.message());
            let invalid = invalid.with_help(error.help().unwrap_or_default());
            invalid.with_resource(path.unwrap_or(default).display().to_string())
        };
        config
            .check_regions()
            .map_err(|error| if is_said { error } else { of_file(error) })?;
        config.check_bucket_regions().map_err(of_file)?;
        Ok(config)
    }

    /// A region that nobody knows is a slip of the pen, unless it is said where its services are.
    fn check_regions(&self) -> Result<()> {
        let mut regions = self.region.iter().filter(|_| self.cr_endpoint.is_none());
        regions.try_for_each(|id| Region::named(id).map(drop))
    }

    fn check_bucket_regions(&self) -> Result<()> {
        let tables = self.bucket.iter().filter_map(|bucket| match bucket {
            Bucket::Table(table) => table.region.as_deref(),
            Bucket::Name(_) => None,
        });
        let mut regions = tables.filter(|_| self.oss_endpoint.is_none());
        regions.try_for_each(|id| Region::named(id).map(drop))
    }

    fn read(path: &Path) -> Result<Self> {
        let shown = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| {
            Error::new(
                ErrorKind::ConfigInvalid,
                format!("the file can't be read: {error}"),
            )
            .with_resource(shown.clone())
            .with_help("name another with `--config FILE`, or leave it out")
        })?;
        let mut config = Self::parse(&text).map_err(|error| error.with_resource(shown))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let paths = [
            &mut config.store,
            &mut config.trust_policy,
            &mut config.record,
        ];
        for path in paths.into_iter().flatten() {
            *path = folder.join(&*path);
        }
        Ok(config)
    }

    /// Reads the file's text.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let invalid = |error: toml::de::Error| {
            let text = error.to_string();
            Error::new(ErrorKind::ConfigInvalid, text.trim().to_owned())
                .with_help("`rolewright schema` prints the keys that there are")
        };
        let config: Self = toml::from_str(text).map_err(invalid)?;
        config.check()?;
        Ok(config)
    }

    /// One recipe a file, and each bucket once.
    pub(crate) fn check(&self) -> Result<()> {
        let invalid = |text: String, help: &str| {
            Err(Error::new(ErrorKind::ConfigInvalid, text).with_help(help))
        };
        if self.default_bucket && !self.bucket.is_empty() {
            return invalid(
                "`default_bucket` and `bucket` are two recipes".into(),
                "keep them in two files, and run once with each",
            );
        }
        for id in &self.instance {
            if let Err(error) = InstanceId::new(id) {
                return invalid(error.message().to_owned(), "mend `instance`");
            }
        }
        for accepted in &self.lint.allow {
            accepted.check()?;
        }
        for (index, bucket) in self.bucket.iter().enumerate() {
            let mut before = self.bucket.iter().take(index);
            if before.any(|known| known.name() == bucket.name() && known != bucket) {
                return invalid(
                    format!("bucket `{}` stands here twice and differs", bucket.name()),
                    "keep one of the two",
                );
            }
        }
        Ok(())
    }

    /// What the flags say goes before what the file says.
    #[must_use]
    pub(crate) fn with_wanted(mut self, wanted: &Wanted) -> Self {
        self = self.with_buckets(&wanted.buckets);
        self = self.with_trusted(&wanted.trust);
        if !wanted.kms_key.is_empty() {
            self.kms_key = wanted.kms_key.clone();
        }
        self.tag.extend(wanted.tag.iter().cloned());
        if let Some(parts) = &wanted.exact {
            self.exact = Parts::Some(parts.clone());
        }
        self.narrow |= wanted.narrow;
        self.split |= wanted.split;
        self
    }

    /// The instances that are said, in place of those of the file.
    #[must_use]
    pub(crate) fn with_instances(mut self, said: &[String]) -> Self {
        if !said.is_empty() {
            self.instance = said.to_vec();
        }
        self
    }

    pub(crate) fn with_trusted(mut self, trusted: &Trusted) -> Self {
        let said = !trusted.trust.is_empty()
            || trusted.trust_policy.is_some()
            || trusted.as_documented.is_some();
        if said {
            self.trust = trusted.trust.clone();
            self.trust_policy = trusted.trust_policy.clone();
            self.as_documented = trusted.as_documented.clone();
        }
        self
    }

    pub(crate) fn with_buckets(mut self, buckets: &Buckets) -> Self {
        if !buckets.buckets.is_empty() {
            self.bucket = self.known(&buckets.buckets);
            self.default_bucket = false;
        }
        if buckets.default_bucket {
            self.default_bucket = true;
            self.bucket.clear();
        }
        self
    }

    /// The buckets of these names, with what the file says of them.
    pub(crate) fn known(&self, names: &[BucketName]) -> Vec<Bucket> {
        let known = |name: &BucketName| self.bucket.iter().find(|bucket| bucket.name() == name);
        let bucket = |name: &BucketName| {
            known(name)
                .cloned()
                .unwrap_or_else(|| Bucket::Name(name.clone()))
        };
        names.iter().map(bucket).collect()
    }
}

/// Whether a text is a configuration, for the fuzz targets.
///
/// # Errors
/// [`ErrorKind::ConfigInvalid`] for what is none.
pub fn check_config(text: &str) -> Result<()> {
    Config::parse(text).map(drop)
}
