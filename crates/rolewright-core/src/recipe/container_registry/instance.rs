//! Container Registry's instances: whether those that are named run, and whether any may still need
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

/// Which instances are looked at, and where.
#[derive(Clone, Debug, Default)]
pub(super) struct Instances {
    /// Regions that were named, for example `cn-hangzhou`. Before grants are taken away it is looked
    /// for instances there.
    pub(super) regions: Vec<String>,
    /// Instances that have to run, by id, in these regions or in those of the buckets.
    pub(super) ids: Vec<String>,
    /// The buckets' own regions.
    pub(super) bucket_regions: Vec<String>,
}

impl Instances {
    /// Looks into the buckets' regions, too.
    pub(super) fn beside(mut self, buckets: &[BucketNeed]) -> Self {
        let regions = buckets.iter().filter_map(|need| need.region.clone());
        self.bucket_regions = regions.collect();
        self
    }

    /// The regions in which an instance is looked for, each once.
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
        let takes_away = matches!(checked.goal, Goal::Remove | Goal::Destroy);
        let unseen = takes_away && self.regions.is_empty() && !checked.force;
        let finding = unseen.then(|| {
            let id = FindingId::Other("instances_not_looked_at".into());
            let text =
                "whether a Container Registry instance still needs the role was not looked at";
            Finding::info(id, text).advise(RemedyKind::NameRegions)
        });
        finding.into_iter().collect()
    }

    /// The API does not say which bucket an instance uses, so any that runs, or is about to,
    /// counts. A region that could not be looked at counts too.
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
                            "{more} more instances in {region} were not looked at"
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
        let text = format!("registry instance {id} runs");
        let about = |status| {
            let requirement = RequirementId::Other("instance".into());
            Requirement::new(requirement, text.clone(), status).about(&id)
        };
        let regions = self.all_regions();
        if regions.is_empty() {
            return about(Status::NotChecked)
                .because("it was not said in which region it is")
                .advise(RemedyKind::NameRegions);
        }
        let mut failures = Vec::new();
        for region in &regions {
            match observed.answers().reply_to(&one(id, region)) {
                Seen::Is(instance) => {
                    let said = explain(&instance, others_hold);
                    let requirement = about(said.status).because(said.reason);
                    return match said.remedy {
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
                    "there is none of that id in {}",
                    regions.join(", ")
                ))
                .advise("look at the id and the region in the console of Container Registry")
        } else {
            about(Status::Inconclusive)
                .because(failures.join("; "))
                .advise(
                    "grant `cr:GetInstance` to the caller, or look at what keeps it from being read",
                )
        }
    }
}

/// One page is enough to know that there are instances.
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
    }
}

/// Running, or about to be.
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
    fn a_region_that_is_said_twice_is_asked_once() {
        let instances = Instances {
            regions: vec!["cn-hangzhou".into(), "cn-beijing".into()],
            bucket_regions: vec!["cn-beijing".into(), "cn-shanghai".into()],
            ..Instances::default()
        };
        let all = ["cn-hangzhou", "cn-beijing", "cn-shanghai"];
        assert_eq!(instances.all_regions(), all);
    }
}
