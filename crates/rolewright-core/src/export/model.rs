//! The set-up to export.

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::name::{AccountId, BucketName, InstanceName, PolicyName, RoleName};
use crate::operation::PolicyType;
use crate::policy::{PolicyDocument, TrustPolicy};
use crate::recipe::Recipe;
use crate::setup::{self, ROLE_DESCRIPTION, policy_description};

/// The desired state of an account, as documents.
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
#[non_exhaustive]
pub struct Export {
    /// Role name.
    pub role: RoleName,
    /// The service that the role is linked to, if it is a service-linked role. Then its service defines
    /// trust, description and policies, and only the creation of the role is exported.
    pub linked_to: Option<String>,
    /// Description of the role, 1 to 1,024 characters.
    pub role_description: Option<String>,
    /// Maximum session duration of the role in seconds, 3600 to 43200; 3600 if not set.
    pub max_session_duration: Option<u32>,
    /// Trust policy of the role.
    pub trust: TrustPolicy,
    /// Policies attached to the role, in order of creation.
    pub policies: Vec<ExportedPolicy>,
    /// Tags of the role and of each custom policy: at most 20, keys of at most 128 characters and
    /// values of at most 256. Source: model comments of the official Python SDK
    /// `alibabacloud-ram20150501` 1.3.0.
    pub tags: BTreeMap<String, String>,
    /// The registry instance that uses the role, if it is exported too.
    pub instance: Option<ExportedInstance>,
}

/// A policy attached to the role.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ExportedPolicy {
    /// A custom policy, which is created too.
    Custom {
        /// Name.
        name: PolicyName,
        /// Description, 1 to 1,024 characters.
        description: Option<String>,
        /// Policy document.
        document: PolicyDocument,
    },
    /// A system policy, which exists in every account.
    System {
        /// Name.
        name: PolicyName,
    },
}

/// A Container Registry instance that uses the role. It is created after the attachments: without
/// them it stays `PENDING`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ExportedInstance {
    /// Name.
    pub name: InstanceName,
    /// Bucket; `None` for the one that Container Registry creates.
    pub bucket: Option<BucketName>,
}

impl Export {
    /// Creates the export of a recipe for an empty account. The descriptions are those that an apply
    /// run sets, so another tool shows no diff.
    ///
    /// # Errors
    /// [`ErrorKind::LimitExceeded`](crate::ErrorKind::LimitExceeded) if the buckets do not fit; see
    /// [`setup::documents`].
    pub fn of(recipe: &dyn Recipe, account: &AccountId, split: bool) -> Result<Self> {
        let custom = setup::documents(recipe, account, split)?.into_iter();
        let custom = custom.map(|(name, document)| ExportedPolicy::Custom {
            name,
            description: Some(policy_description(recipe)),
            document,
        });
        let is_linked = recipe.linked_to().is_some();
        let own = (recipe.policy_type() == PolicyType::System).then(|| recipe.policy().clone());
        let system = own.into_iter().chain(recipe.further_system_policies());
        let system = system.filter(|_| !is_linked);
        let system = system.map(|name| ExportedPolicy::System { name });
        let state = recipe.desired_state(account);
        let description = state.description.as_deref().unwrap_or(ROLE_DESCRIPTION);
        Ok(Self {
            role: recipe.role().clone(),
            linked_to: recipe.linked_to().map(str::to_owned),
            role_description: (!is_linked).then(|| description.to_owned()),
            max_session_duration: state.max_session_duration,
            trust: state.trust,
            policies: custom.chain(system).collect(),
            tags: BTreeMap::new(),
            instance: None,
        })
    }

    /// Sets the tags, with the one for the tool itself, as an apply run does.
    #[must_use]
    pub fn with_tags(mut self, tags: &BTreeMap<String, String>) -> Self {
        let all = setup::with_tool_tag(tags).into_iter();
        self.tags = all.map(|tag| (tag.key, tag.value)).collect();
        self
    }
}

/// Whether the documents of a recipe contain the account ID, so that it must be known for an export.
///
/// # Errors
/// None in practice: the account IDs that it uses are valid.
pub fn names_the_account(recipe: &dyn Recipe) -> Result<bool> {
    let of = |account: &str| {
        let desired = recipe.desired_state(&AccountId::new(account)?);
        let trust = desired.trust.document().to_compact();
        Ok::<_, Error>((trust, desired.document().to_compact()))
    };
    Ok(of("1")? != of("2")?)
}

impl ExportedPolicy {
    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &PolicyName {
        match self {
            Self::Custom { name, .. } | Self::System { name } => name,
        }
    }

    /// Returns the type.
    #[must_use]
    pub fn policy_type(&self) -> PolicyType {
        match self {
            Self::Custom { .. } => PolicyType::Custom,
            Self::System { .. } => PolicyType::System,
        }
    }
}
