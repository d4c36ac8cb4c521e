//! The next step towards each goal.

use crate::setup::plan::destroy::{refuse_while_others_need_it, removals};
use crate::setup::plan::remove::removal_need;
use crate::setup::plan::rollback::{previous_version, roll_back};
use crate::setup::plan::running_instances::refuse_while_instances_run;
use std::time::Duration;

use super::{Setup, Step, versions_calls};
use crate::error::Result;
use crate::name::BucketName;
use crate::operation::{DetachPolicyFromRole, Operation};
use crate::provider::Call;
use crate::setup::Goal;
use crate::setup::observe::Observed;
use crate::setup::plan::change::Need;
use crate::setup::report::Change;
use crate::setup::snapshot::Snapshot;

impl Setup {
    pub(crate) fn step_down(&mut self, snapshot: &Snapshot<'_>, elapsed: Duration) -> Result<Step> {
        refuse_while_others_need_it(snapshot)?;
        refuse_while_instances_run(snapshot)?;
        self.carry_out(snapshot, removals(snapshot), elapsed)
    }

    pub(crate) fn step_removing(
        &mut self,
        snapshot: &Snapshot<'_>,
        elapsed: Duration,
    ) -> Result<Step> {
        refuse_while_instances_run(snapshot)?;
        let detached = |change: &&Change| change.call.action == DetachPolicyFromRole::ACTION;
        let detached = self.carried_out.iter().filter(detached);
        let detached = detached.filter_map(|change| change.call.params.get("PolicyName"));
        match removal_need(snapshot, &detached.collect::<Vec<_>>())? {
            Need::Versions(names) => Ok(Step::Read(versions_calls(&names))),
            Need::Room(error) => self.wait_for_room(error, elapsed),
            Need::Changes(changes) => {
                if changes.is_empty() {
                    self.settle_versions();
                }
                self.carry_out(snapshot, changes, elapsed)
            }
        }
    }

    pub(crate) fn step_back(&mut self, snapshot: &Snapshot<'_>, elapsed: Duration) -> Result<Step> {
        let target = match &self.options.roll_back_to {
            Some(version) => version.clone(),
            None => previous_version(snapshot)?,
        };
        // Once it is in force another one would be the previous.
        self.options.roll_back_to = Some(target.clone());
        let changes = roll_back(snapshot, snapshot.recipe.policy().as_str(), &target)?;
        self.carry_out(snapshot, changes, elapsed)
    }

    /// The trials that are asked for and were not made; only where there is a role to assume.
    pub(crate) fn missing_probes(&self, observed: &Observed) -> Vec<Call> {
        if self.goal != Goal::Verify || !self.options.live || !self.has_probe {
            return Vec::new();
        }
        let Some(Some(role)) = observed.role.value() else {
            return Vec::new();
        };
        let buckets = self.recipe.buckets().into_iter();
        let untried = buckets.filter(|(bucket, _)| !observed.probes.contains_key(bucket.as_str()));
        let call = |(bucket, region): (&BucketName, Option<&str>)| {
            Observed::probe_call(bucket, region, &role.arn)
        };
        untried.map(call).collect()
    }
}
