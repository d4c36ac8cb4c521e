//! A set-up written out for other tools: as JSON, for Terraform, for ROS and for the aliyun CLI.
//!
//! Nobody is asked and nothing is merged: an export says what an account should hold, and the tool
//! that takes it over makes it so.

mod commands;
mod hcl;
mod json;
mod quote;
mod ros;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::str::FromStr;

pub use json::{JsonAttachment, JsonExport, JsonPolicy, JsonRole};

use crate::error::{Error, ErrorKind, Result};
use crate::name::{AccountId, PolicyName, RoleName};
use crate::operation::PolicyType;
use crate::policy::{PolicyDocument, TrustPolicy};
use crate::recipe::Recipe;
use crate::setup::{self, ROLE_DESCRIPTION, policy_description};

/// What an account should hold, as documents.
///
/// ```
/// use rolewright_core::export::{Export, ExportFormat};
/// use rolewright_core::recipe::container_registry::custom_bucket;
/// use rolewright_core::{AccountId, BucketName};
///
/// let recipe = custom_bucket([BucketName::new("my-images")?])?;
/// let export = Export::of(&recipe, &AccountId::new("1234567890123456")?, false)?;
/// let terraform = export.render(ExportFormat::Hcl);
/// assert!(terraform.contains(r#""acs:oss:*:*:my-images/*","#));
/// # Ok::<(), rolewright_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Export {
    /// The role that everything is for.
    pub role: RoleName,
    /// What the role is for, in 1 to 1,024 characters.
    pub role_description: Option<String>,
    /// Who may assume the role.
    pub trust: TrustPolicy,
    /// The policies that are attached to the role, in the order in which they are made.
    pub policies: Vec<ExportedPolicy>,
    /// Tags of the role and of each custom policy: at most 20, keys of at most 128 characters and
    /// values of at most 256. Source: model comments of the official Python SDK
    /// `alibabacloud-ram20150501` 1.3.0.
    pub tags: BTreeMap<String, String>,
}

/// A policy that is attached to the role.
#[derive(Clone, Debug)]
pub enum ExportedPolicy {
    /// One of the customer's own, which is made too.
    Custom {
        /// Its name.
        name: PolicyName,
        /// What it is for, in 1 to 1,024 characters.
        description: Option<String>,
        /// What it says.
        document: PolicyDocument,
    },
    /// One of Alibaba Cloud's, which is there already.
    System {
        /// Its name.
        name: PolicyName,
    },
}

/// What an export is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// `json`: a [`JsonExport`], for programs.
    Json,
    /// `hcl`: Terraform with the provider aliyun/alicloud.
    Hcl,
    /// `ros`: a template of Resource Orchestration Service, in YAML.
    Ros,
    /// `cli`: a shell script of aliyun CLI commands.
    Commands,
}

impl Export {
    /// What a recipe wants of an account that holds nothing yet, with the descriptions that
    /// `apply` gives, so that another tool sees no difference in what was applied.
    ///
    /// # Errors
    /// [`ErrorKind::LimitExceeded`] when the buckets do not fit; see [`setup::documents`].
    pub fn of(recipe: &dyn Recipe, account: &AccountId, split: bool) -> Result<Self> {
        let custom = setup::documents(recipe, account, split)?.into_iter();
        let custom = custom.map(|(name, document)| ExportedPolicy::Custom {
            name,
            description: Some(policy_description(recipe)),
            document,
        });
        let system = (recipe.policy_type() == PolicyType::System).then(|| ExportedPolicy::System {
            name: recipe.policy().clone(),
        });
        Ok(Self {
            role: recipe.role().clone(),
            role_description: Some(ROLE_DESCRIPTION.to_owned()),
            trust: recipe.desired_state(account).trust,
            policies: custom.chain(system).collect(),
            tags: BTreeMap::new(),
        })
    }

    /// The whole file for another tool.
    #[must_use]
    pub fn render(&self, format: ExportFormat) -> String {
        match format {
            ExportFormat::Json => json::render(self),
            ExportFormat::Hcl => hcl::render(self),
            ExportFormat::Ros => ros::render(self),
            ExportFormat::Commands => commands::render(self),
        }
    }
}

/// Whether the documents of a recipe say for which account they are, so that its id must be known
/// before they can be written.
///
/// # Errors
/// None that a recipe can bring about.
pub fn names_the_account(recipe: &dyn Recipe) -> Result<bool> {
    let of = |account: &str| {
        let desired = recipe.desired_state(&AccountId::new(account)?);
        let trust = desired.trust.document().to_compact();
        Ok((trust, desired.document().to_compact()))
    };
    Ok(of("1")? != of("2")?)
}

impl ExportedPolicy {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &PolicyName {
        match self {
            Self::Custom { name, .. } | Self::System { name } => name,
        }
    }

    /// Whose it is.
    #[must_use]
    pub fn policy_type(&self) -> PolicyType {
        match self {
            Self::Custom { .. } => PolicyType::Custom,
            Self::System { .. } => PolicyType::System,
        }
    }
}

impl FromStr for ExportFormat {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "json" => Ok(Self::Json),
            "hcl" => Ok(Self::Hcl),
            "ros" => Ok(Self::Ros),
            "cli" => Ok(Self::Commands),
            _ => Err(Error::new(
                ErrorKind::InvalidInput,
                format!(
                    "`{}` is not an export format: it is one of json, hcl, ros, cli",
                    crate::text::excerpt(text, 40)
                ),
            )),
        }
    }
}
