//! Roles that are linked to a service.

use super::{Assumer, Check, Checked, DesiredState, Recipe};
use crate::error::Result;
use crate::name::{AccountId, PolicyName, RoleName};
use crate::operation::PolicyType;
use crate::policy::{Principal, TrustPolicy};
use crate::setup::{Goal, Observed, Query, Requirement, RequirementId, Status};

/// A role that is linked to a service. The service defines its trust and its policy, so only its
/// existence can be changed.
///
/// ```
/// use rolewright_core::recipe::{Recipe, ServiceLinkedRole};
///
/// let role = ServiceLinkedRole::new("AliyunServiceRoleForAlb", "alb.aliyuncs.com")?;
/// assert_eq!(role.linked_to(), Some("alb.aliyuncs.com"));
/// assert_eq!(role.policy().as_str(), "AliyunServiceRolePolicyForAlb");
/// # Ok::<(), rolewright_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ServiceLinkedRole {
    role: RoleName,
    service: String,
    policy: PolicyName,
}

impl ServiceLinkedRole {
    /// Creates the recipe for the role of a service, for example `alb.aliyuncs.com`.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) for a name that is not valid.
    pub fn new(role: &str, service: &str) -> Result<Self> {
        Ok(Self {
            role: RoleName::new(role)?,
            service: service.to_owned(),
            policy: PolicyName::new(Self::policy_of(role))?,
        })
    }

    /// Returns the name of the system policy of a service-linked role. Source: the Terraform module
    /// alibabacloud-automation/terraform-alicloud-service-linked-role, April 2026.
    #[must_use]
    pub fn policy_of(role: &str) -> String {
        // The module's only row with another name.
        if role == "AliyunServiceRoleForContainerRegistryAccessCustomerPrivateZone" {
            return "AliyunServiceRolePolicyForContainerRegistryAccessCustomerPrivate".into();
        }
        role.replacen("ServiceRoleFor", "ServiceRolePolicyFor", 1)
    }
}

impl Recipe for ServiceLinkedRole {
    fn name(&self) -> &str {
        self.role.as_str()
    }

    fn service(&self) -> &str {
        &self.service
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

    fn linked_to(&self) -> Option<&str> {
        Some(&self.service)
    }

    fn desired_state(&self, _: &AccountId) -> DesiredState {
        let service = Principal::Service(self.service.clone());
        let trust = TrustPolicy::of([service.clone()]);
        DesiredState::new(trust, Assumer::new(service)).with_out_of_sight(
            format!("the role has the access that {} needs", self.service),
            "the service defines the policy of its role",
        )
    }

    fn checks(&self) -> Vec<Box<dyn Check>> {
        vec![Box::new(IsLinked(self.service.clone()))]
    }
}

/// Checks that a role is linked to a service, and not an ordinary role of that name.
#[derive(Debug)]
struct IsLinked(String);

impl Check for IsLinked {
    fn queries(&self, _: &Goal, _: &Observed) -> Vec<Query> {
        Vec::new()
    }

    fn requirements(&self, checked: &Checked<'_>) -> Vec<Requirement> {
        // Without the role, its trust fails.
        let Some(role) = checked.observed.role() else {
            return Vec::new();
        };
        let requirement = |status| {
            let id = RequirementId::Other("service_linked".into());
            Requirement::new(id, format!("the role is linked to {}", self.0), status)
        };
        vec![match role.is_service_linked_role {
            Some(true) => requirement(Status::Passed),
            Some(false) => requirement(Status::Failed)
                .because(format!(
                    "the role is an ordinary role, and not the one that is linked to {}",
                    self.0
                ))
                .advise("delete or rename it, then run again"),
            None => requirement(Status::NotChecked).because("the reply does not say it"),
        }]
    }
}
