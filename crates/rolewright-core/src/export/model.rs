//! A set-up as it is exported.

use std::collections::BTreeMap;

use crate::error::{Error, Result};
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

impl Export {
    /// What a recipe wants of an account that holds nothing yet, with the descriptions that
    /// `apply` gives, so that another tool sees no difference in what was applied.
    ///
    /// # Errors
    /// [`ErrorKind::LimitExceeded`](crate::ErrorKind::LimitExceeded) when the buckets do not fit; see [`setup::documents`].
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
        Ok::<_, Error>((trust, desired.document().to_compact()))
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
