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
    let catalogue = Dataset::new(
        "action catalogue",
        &Catalogue::embedded().checked,
        "the authorization tables of OSS, RAM, STS, VPC, CMS, KMS and Container Registry",
    );
    let all = [
        Some(reference_dataset()),
        Some(catalogue),
        regions(),
        system_policies(),
    ];
    all.into_iter().flatten().collect()
}

/// The table of regions, if the HTTP provider is built.
fn regions() -> Option<Dataset> {
    #[cfg(feature = "alibaba")]
    let checked = Some(rolewright_alibaba::REGIONS_CHECKED);
    #[cfg(not(feature = "alibaba"))]
    let checked: Option<&str> = None;
    let source = "the endpoint pages of OSS and Container Registry, and the official SDKs";
    checked.map(|checked| Dataset::new("regions", checked, source))
}

/// The system policies of the simulation, if it is built.
fn system_policies() -> Option<Dataset> {
    #[cfg(feature = "memory")]
    let checked = Some(rolewright_mock::SYSTEM_POLICIES_CHECKED);
    #[cfg(not(feature = "memory"))]
    let checked: Option<&str> = None;
    checked.map(|checked| Dataset::new("system policies", checked, "the published system policies"))
}
