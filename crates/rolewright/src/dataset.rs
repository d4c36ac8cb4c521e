//! The data about Alibaba Cloud in this version.

use rolewright_core::policy::Catalogue;
use rolewright_core::recipe::container_registry::reference_dataset;

pub use rolewright_core::dataset::{Dataset, OUTDATED_DAYS};

/// Returns the data about Alibaba Cloud in this version, each with the day on which it was last compared
/// with its source.
///
/// ```
/// let names: Vec<_> = rolewright::dataset::all().into_iter().map(|one| one.name).collect();
/// assert!(names.contains(&"reference page".to_owned()));
/// ```
#[must_use]
pub fn all() -> Vec<Dataset> {
    let mut all = vec![
        reference_dataset(),
        Dataset::new(
            "action catalogue",
            &Catalogue::embedded().checked,
            "the authorization tables of OSS, RAM, STS, VPC, CMS, KMS and Container Registry",
        ),
    ];
    #[cfg(feature = "alibaba")]
    all.push(Dataset::new(
        "regions",
        rolewright_alibaba::REGIONS_CHECKED,
        "the endpoint pages of OSS and Container Registry, and the official SDKs",
    ));
    #[cfg(feature = "memory")]
    all.push(Dataset::new(
        "system policies",
        rolewright_mock::SYSTEM_POLICIES_CHECKED,
        "the published system policies",
    ));
    all
}
