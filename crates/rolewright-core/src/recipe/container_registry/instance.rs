//! Checks Container Registry instances: whether named ones are running, and whether any may still need
//! the role.

use crate::operation::{GetInstance, Instance, ListInstance};
use crate::provider::Call;
use crate::recipe::check::{Check, Checked};
use crate::recipe::container_registry::issue::explain;
use crate::recipe::desired::BucketNeed;
use crate::remedy::RemedyKind;
use crate::setup::goal::Goal;
use crate::setup::observe::{Observed, Seen};
use crate::setup::query::Query;
use crate::setup::report::{Finding, FindingId, Requirement, RequirementId, Status};

/// The instances to check, and their regions.
#[derive(Clone, Debug, Default)]
pub(super) struct Instances {
    /// Named regions, for example `cn-hangzhou`. Their instances are listed before grants are revoked.
    pub(super) regions: Vec<String>,
    /// Ids of instances that must be running, in these regions or those of the buckets.
    pub(super) ids: Vec<String>,
    /// The regions of the buckets.
    pub(super) bucket_regions: Vec<String>,
}

impl Instances {
    /// Adds the regions of the buckets.
    pub(super) fn beside(mut self, buckets: &[BucketNeed]) -> Self {
        let regions = buckets.iter().filter_map(|need| need.region.clone());
        self.bucket_regions = regions.collect();
        self
    }

    /// All regions, without duplicates.
    fn all_regions(&self) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        for region in self.regions.iter().chain(&self.bucket_regions) {
            if !all.contains(&region.as_str()) {
                all.push(region);
            }
        }
        all
    }
}

impl Check for Instances {
    fn queries(&self, goal: &Goal, _observed: &Observed) -> Vec<Query> {
        match goal {
            Goal::Remove | Goal::Destroy => {
                let calls = self.regions.iter().map(|region| Call::of(&page(region)));
                calls.map(Query::from).collect()
            }
            Goal::Verify { .. } | Goal::Drift => {
                let regions = self.all_regions();
                let places = self.ids.iter().flat_map(|id| {
                    let place = |region: &&str| Call::of(&one(id, region)).into();
                    regions.iter().map(place).collect::<Vec<Query>>()
                });
                places.collect()
            }
            Goal::Plan | Goal::Apply | Goal::Rollback { .. } | Goal::Show => Vec::new(),
        }
    }

    fn requirements(&self, checked: &Checked<'_>) -> Vec<Requirement> {
        if !matches!(checked.goal, Goal::Verify { .. } | Goal::Drift) {
            return Vec::new();
        }
        let holds = |one: &Requirement| matches!(one.status, Status::Passed | Status::NotChecked);
        let others_hold = checked.judged.iter().all(holds);
        let ids = self.ids.iter();
        ids.map(|id| self.on_instance(checked.observed, id, others_hold))
            .collect()
    }

    fn findings(&self, checked: &Checked<'_>) -> Vec<Finding> {
        let revokes = matches!(checked.goal, Goal::Remove | Goal::Destroy);
        let not_checked = revokes && self.regions.is_empty() && !checked.force;
        let finding = not_checked.then(|| {
            let id = FindingId::Other("instances_not_checked".into());
            let text = "not checked: whether a Container Registry instance still needs the role";
            Finding::info(id, text).advise(RemedyKind::NameRegions)
        });
        finding.into_iter().collect()
    }

    /// The API does not report the bucket of an instance, so each running or starting instance counts,
    /// and so does a region that could not be read.
    fn still_needed(&self, observed: &Observed) -> Vec<String> {
        let mut reasons = Vec::new();
        for region in &self.regions {
            match observed.answers().reply_to(&page(region)) {
                Seen::Is(found) => {
                    let instances = found.instances.iter();
                    let running = instances.filter(|instance| needs_role(instance));
                    reasons.extend(running.map(|instance| {
                        let (name, status) = (&instance.instance_name, &instance.instance_status);
                        format!("instance {name} in {region} is {status}")
                    }));
                    let shown = found.instances.len();
                    if (found.total_count as usize) > shown && reasons.is_empty() {
                        let more = found.total_count as usize - shown;
                        reasons.push(format!(
                            "{more} more instances in {region} were not checked"
                        ));
                    }
                }
                Seen::Failed(error) => reasons.push(format!(
                    "the instances in {region} could not be listed: {error}"
                )),
                Seen::NotYet => {}
            }
        }
        reasons
    }
}

impl Instances {
    fn on_instance(&self, observed: &Observed, id: &str, others_hold: bool) -> Requirement {
        let text = format!("instance {id} is running");
        let about = |status| {
            let requirement = RequirementId::Other("instance".into());
            Requirement::new(requirement, text.clone(), status).about(&id)
        };
        let regions = self.all_regions();
        if regions.is_empty() {
            return about(Status::Inconclusive)
                .because(format!(
                    "instance {id} can't be read: its region is not set"
                ))
                .advise(RemedyKind::NameRegions);
        }
        let mut failures = Vec::new();
        for region in &regions {
            match observed.answers().reply_to(&one(id, region)) {
                Seen::Is(instance) => {
                    let explained = explain(&instance, others_hold);
                    let requirement = about(explained.status).because(explained.reason);
                    return match explained.remedy {
                        Some(remedy) => requirement.advise(remedy),
                        None => requirement,
                    };
                }
                Seen::Failed(error) if !error.is_not_found() => {
                    failures.push(format!("in {region}: {error}"));
                }
                Seen::Failed(_) | Seen::NotYet => {}
            }
        }
        if failures.is_empty() {
            about(Status::Failed)
                .because(format!(
                    "instance {id} does not exist in {}",
                    regions.join(", ")
                ))
                .advise("check the id and the region in the Container Registry console")
        } else {
            about(Status::Inconclusive)
                .because(format!(
                    "instance {id} can't be read {}",
                    failures.join("; ")
                ))
                .advise("grant `cr:GetInstance` to the caller, or fix the error")
        }
    }
}

/// One page shows whether instances exist.
fn page(region: &str) -> ListInstance {
    ListInstance {
        region_id: region.to_owned(),
        page_size: Some(100),
        ..ListInstance::default()
    }
}

fn one(id: &str, region: &str) -> GetInstance {
    GetInstance {
        region_id: region.to_owned(),
        instance_id: id.to_owned(),
        ..Default::default()
    }
}

/// Whether the instance is running or starting.
fn needs_role(instance: &Instance) -> bool {
    matches!(
        instance.instance_status.as_str(),
        "RUNNING" | "STARTING" | "PENDING"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_that_is_named_twice_is_queried_once() {
        let instances = Instances {
            regions: vec!["cn-hangzhou".into(), "cn-beijing".into()],
            bucket_regions: vec!["cn-beijing".into(), "cn-shanghai".into()],
            ..Instances::default()
        };
        let all = ["cn-hangzhou", "cn-beijing", "cn-shanghai"];
        assert_eq!(instances.all_regions(), all);
    }
}
