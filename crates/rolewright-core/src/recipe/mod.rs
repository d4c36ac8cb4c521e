//! Recipes: the role, policy and trust that a service needs in an account.
//!
//! A recipe declares the desired state of one role and one policy; the set-up engine creates and
//! verifies it. Implement [`Recipe`] to add another service.

mod check;
pub mod checks;
pub mod container_registry;
pub(crate) mod desired;
#[cfg(feature = "recipes")]
pub mod file;
#[cfg(feature = "recipes")]
pub mod library;
mod service_linked_role;
mod trust_choice;

use std::fmt::Debug;

pub use check::{Check, Checked};
pub use desired::{
    Assumer, BucketNeed, DesiredState, DocumentedName, DocumentedTrust, Grant, RequiredAccess,
    StorageClass,
};
pub use service_linked_role::ServiceLinkedRole;
pub use trust_choice::TrustChoice;

use crate::name::{AccountId, PolicyName, RoleName};
use crate::operation::PolicyType;
use crate::policy::PolicyDocument;
use crate::remedy::Setting;

/// The role, policy and trust that a service needs in an account.
///
/// ```
/// use rolewright_core::policy::{Principal, Statement, TrustPolicy};
/// use rolewright_core::recipe::{Assumer, DesiredState, Grant, Recipe};
/// use rolewright_core::{AccountId, PolicyName, RoleName};
///
/// /// Lets Function Compute read one bucket.
/// #[derive(Debug)]
/// struct ReadOneBucket {
///     role: RoleName,
///     policy: PolicyName,
/// }
///
/// impl Recipe for ReadOneBucket {
///     fn name(&self) -> &str {
///         "read_one_bucket"
///     }
///     fn service(&self) -> &str {
///         "Function Compute"
///     }
///     fn role(&self) -> &RoleName {
///         &self.role
///     }
///     fn policy(&self) -> &PolicyName {
///         &self.policy
///     }
///     fn desired_state(&self, _account: &AccountId) -> DesiredState {
///         let service = Principal::Service("fc.aliyuncs.com".into());
///         let statement = Statement::allow(["oss:GetObject"]).on(["acs:oss:*:*:reports/*"]);
///         DesiredState::new(TrustPolicy::of([service.clone()]), Assumer::new(service))
///             .with_grant(Grant::new("reports", "read the reports", statement))
///     }
/// }
/// ```
pub trait Recipe: Debug + Send + Sync {
    /// Returns the name of the recipe in reports.
    fn name(&self) -> &str;

    /// Returns the display name of the service that assumes the role, for example `Function Compute`.
    fn service(&self) -> &str;

    /// Returns the role to create or repair.
    fn role(&self) -> &RoleName;

    /// Returns the custom policy to create or repair, or the system policy to attach.
    fn policy(&self) -> &PolicyName;

    /// Returns the type of the policy. A system policy is attached and never written.
    fn policy_type(&self) -> PolicyType {
        PolicyType::Custom
    }

    /// Returns the system policies to attach besides [the policy](Self::policy).
    fn further_system_policies(&self) -> Vec<PolicyName> {
        Vec::new()
    }

    /// Returns the service that the role is linked to, for example `alb.aliyuncs.com`; `None` for an
    /// ordinary role. A service-linked role is created and deleted with operations of its own, and only
    /// its service changes it.
    fn linked_to(&self) -> Option<&str> {
        None
    }

    /// Returns the only account in which the role is needed, seen from the current account; `None` for
    /// every account.
    fn only_in(&self, current: &AccountId) -> Option<AccountId> {
        let _ = current;
        None
    }

    /// Returns the trusted principals for which no source was found. The goal apply asks for
    /// [`Options::accept_assumed`](crate::setup::Options::accept_assumed) before it trusts them.
    fn assumed_trust(&self) -> Vec<String> {
        Vec::new()
    }

    /// Returns the desired state in an account.
    fn desired_state(&self, account: &AccountId) -> DesiredState;

    /// Returns the required buckets.
    fn buckets(&self) -> Vec<BucketNeed> {
        Vec::new()
    }

    /// Returns the checks beyond role, trust and policies, in order; by default those of the
    /// [buckets](Self::buckets).
    fn checks(&self) -> Vec<Box<dyn Check>> {
        checks::of_buckets(self.buckets())
    }

    /// Whether the recipe has this setting, for example [`Setting::Trust`]. Remedies name only settings
    /// that the recipe has.
    fn has(&self, setting: Setting) -> bool {
        let _ = setting;
        false
    }

    /// Returns the subject of a granted resource, for example the bucket of an OSS ARN; `None` if it
    /// has none. Reports name the subject, and the goal remove revokes by it.
    fn subject_of(&self, resource: &str) -> Option<String> {
        let _ = resource;
        None
    }

    /// Returns the published revision that a document equals, for example `revision c`; `None` for a
    /// custom document.
    fn revision_of(&self, document: &PolicyDocument) -> Option<String> {
        let _ = document;
        None
    }
}
