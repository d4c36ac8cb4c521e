//! The recipe for the bucket that Container Registry creates.

use super::instance::Instances;
use super::{SERVICE_NAME, assumer, service};
use crate::error::Result;
use crate::name::{AccountId, PolicyName, RoleName};
use crate::operation::PolicyType;
use crate::policy::TrustPolicy;
use crate::recipe::{Check, DesiredState, Recipe};

/// The role of the default bucket. Source: third-party Terraform code and an Alibaba Cloud tutorial;
/// the Container Registry documentation does not name it.
pub const DEFAULT_ROLE: &str = "AliyunContainerRegistryDefaultRole";
/// The system policy of the default bucket. Source: as [`DEFAULT_ROLE`]; its document is not
/// published.
pub const DEFAULT_POLICY: &str = "AliyunContainerRegistryRolePolicy";

const WHY: &str = "third-party Terraform code creates the role of the default bucket for this service; no page of \
                   Container Registry documents it, and no live account was tested";

/// Creates the recipe for the bucket that Container Registry creates: trust and attachment only.
///
/// ```
/// use rolewright_core::recipe::{Recipe, container_registry::default_bucket};
///
/// assert_eq!(default_bucket()?.role().as_str(), "AliyunContainerRegistryDefaultRole");
/// # Ok::<(), rolewright_core::Error>(())
/// ```
///
/// # Errors
/// None in practice: the fixed names are valid.
pub fn default_bucket() -> Result<DefaultBucket> {
    Ok(DefaultBucket {
        role: RoleName::new(DEFAULT_ROLE)?,
        policy: PolicyName::new(DEFAULT_POLICY)?,
        instances: Instances::default(),
    })
}

/// The recipe for the default bucket; see [`default_bucket`].
#[derive(Clone, Debug)]
pub struct DefaultBucket {
    role: RoleName,
    policy: PolicyName,
    instances: Instances,
}

impl DefaultBucket {
    /// Sets the regions of registry instances; see
    /// [`CustomBucket::with_regions`](super::CustomBucket::with_regions).
    #[must_use]
    pub fn with_regions<R: Into<String>>(mut self, regions: impl IntoIterator<Item = R>) -> Self {
        self.instances.regions = regions.into_iter().map(Into::into).collect();
        self
    }

    /// Checks instances; see [`CustomBucket::with_instances`](super::CustomBucket::with_instances).
    #[must_use]
    pub fn with_instances<I: Into<String>>(mut self, ids: impl IntoIterator<Item = I>) -> Self {
        self.instances.ids = ids.into_iter().map(Into::into).collect();
        self
    }
}

impl Recipe for DefaultBucket {
    fn name(&self) -> &str {
        "container_registry::default_bucket"
    }

    fn service(&self) -> &str {
        SERVICE_NAME
    }

    fn role(&self) -> &RoleName {
        &self.role
    }

    fn policy(&self) -> &PolicyName {
        &self.policy
    }

    fn policy_type(&self) -> PolicyType {
        PolicyType::System
    }

    fn desired_state(&self, _account: &AccountId) -> DesiredState {
        DesiredState::new(TrustPolicy::of([service()]), assumer(WHY)).with_out_of_sight(
            "the role has the access that Container Registry needs for its default bucket",
            "the document of the system policy is not published, so its grants can't be checked",
        )
    }

    fn checks(&self) -> Vec<Box<dyn Check>> {
        vec![Box::new(self.instances.clone())]
    }
}
