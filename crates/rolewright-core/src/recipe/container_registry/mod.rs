//! The recipes for Container Registry: for custom buckets, and for the default bucket.
//!
//! Source of names, trust and permissions: the page "Configure RAM access control when using a
//! custom OSS bucket" in its revisions from 2019 to Jun 20 2026, and the acceptance test of the
//! official Terraform provider of August 2026.

mod custom_bucket;
mod default_bucket;
mod instance;
mod issue;
mod required;
mod revision;

pub use custom_bucket::{CustomBucket, custom_bucket, role_alone};
pub use default_bucket::{DEFAULT_POLICY, DEFAULT_ROLE, DefaultBucket, default_bucket};
pub(crate) use revision::older_form;
pub use revision::{POLICY_REVISIONS, PolicyRevision, Revision};

use super::Assumer;
use crate::dataset::Dataset;
use crate::policy::Principal;

/// The service principal of Container Registry in a trust policy.
pub const SERVICE: &str = "cr.aliyuncs.com";
/// The display name of the service.
const SERVICE_NAME: &str = "Container Registry";
/// The role that Container Registry assumes; no other name works.
pub const ROLE: &str = "AliyunContainerRegistryCustomizedOSSBucketRole";
/// The documented name of the policy.
pub const POLICY: &str = "AliyunContainerRegistryCustomizedOSSBucketRolePolicy";

/// Returns when the reference page was last compared with this version.
#[must_use]
pub fn reference_dataset() -> Dataset {
    let source =
        "the page \"Configure RAM access control when using a custom OSS bucket\" of Jun 20 2026";
    Dataset::new("reference page", "2026-11-23", source)
}

fn service() -> Principal {
    Principal::Service(SERVICE.to_owned())
}

fn assumer(why: &str) -> Assumer {
    Assumer::new(service())
        .because(why)
        .otherwise("a registry instance stays PENDING")
}
