//! Recipes: what an account must hold so that something works.
//!
//! A recipe names one role, one policy and what they must say; the set-up machine does the rest.
//! A third party adds its own by implementing [`Recipe`].

mod check;
pub mod checks;
pub mod container_registry;
pub(crate) mod desired;
mod trust_choice;

use std::fmt::Debug;

pub use check::{Check, Checked};
pub use desired::{
    Assumer, BucketNeed, DesiredState, DocumentedName, DocumentedTrust, Grant, RequiredAccess,
    StorageClass,
};
pub use trust_choice::TrustChoice;

use crate::name::{AccountId, PolicyName, RoleName};
use crate::operation::PolicyType;
use crate::policy::PolicyDocument;
use crate::remedy::Setting;

/// What an account must hold so that something works.
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
///     fn name(&self) -> &'static str {
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
    /// The recipe's name in reports.
    fn name(&self) -> &'static str;

    /// The service that assumes the role, as sentences name it: for example `Function Compute`.
    fn service(&self) -> &str;

    /// The role that it makes or mends.
    fn role(&self) -> &RoleName;

    /// The custom policy that it makes or mends, or the system policy that it attaches.
    fn policy(&self) -> &PolicyName;

    /// Whose policy it is. A system policy is attached and never written.
    fn policy_type(&self) -> PolicyType {
        PolicyType::Custom
    }

    /// What must hold, once it is known whose account it is.
    fn desired_state(&self, account: &AccountId) -> DesiredState;

    /// The buckets that have to be there.
    fn buckets(&self) -> Vec<BucketNeed> {
        Vec::new()
    }

    /// What is checked besides role, trust and policies, in order: by default that the
    /// [buckets](Self::buckets) are there and fit.
    fn checks(&self) -> Vec<Box<dyn Check>> {
        checks::of_buckets(self.buckets())
    }

    /// Whether the recipe has this setting, so that remedies may name it: for example
    /// [`Setting::Trust`] or [`Setting::KmsKey`].
    fn has(&self, setting: Setting) -> bool {
        let _ = setting;
        false
    }

    /// What a granted resource belongs to, for example the bucket of an OSS ARN: reports name it, and
    /// the goal remove takes away what belongs to the recipe's buckets. None when it belongs to nothing
    /// in particular.
    fn subject_of(&self, resource: &str) -> Option<String> {
        let _ = resource;
        None
    }

    /// The published form that a whole document has, for example `revision c of the page`. None
    /// when it is somebody's own.
    fn revision_of(&self, document: &PolicyDocument) -> Option<String> {
        let _ = document;
        None
    }
}
