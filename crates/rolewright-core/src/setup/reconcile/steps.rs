//! The next step towards each goal.

use std::time::Duration;

use crate::error::{Error, ErrorKind, Result};
use crate::operation::{DetachPolicyFromRole, Operation};
use crate::setup::Goal;
use crate::setup::observe::deletion::Progress;
use crate::setup::observe::queries::versions_queries;
use crate::setup::plan::change::Need;
use crate::setup::plan::destroy::{
    refuse_while_others_need_it, refuse_while_still_needed, removals,
};
use crate::setup::plan::remove::removal_need;
use crate::setup::plan::rollback::{previous_version, roll_back};
use crate::setup::reconcile::state::{Pause, Setup, Step};
use crate::setup::report::Change;
use crate::setup::snapshot::Snapshot;

impl Setup {
    pub(crate) fn step_destroy(
        &mut self,
        snapshot: &Snapshot<'_>,
        elapsed: Duration,
    ) -> Result<Step> {
        refuse_while_others_need_it(snapshot)?;
        refuse_while_still_needed(snapshot)?;
        if let Some(step) = step_deletion(self, snapshot, elapsed) {
            return step;
        }
        self.write_changes(snapshot, removals(snapshot)?, elapsed)
    }

    pub(crate) fn step_remove(
        &mut self,
        snapshot: &Snapshot<'_>,
        elapsed: Duration,
    ) -> Result<Step> {
        refuse_while_still_needed(snapshot)?;
        let detached = |change: &&Change| change.call.action == DetachPolicyFromRole::ACTION;
        let detached = self.progress.done.iter().filter(detached);
        let detached = detached.filter_map(|change| change.call.params.get("PolicyName"));
        match removal_need(snapshot, &detached.collect::<Vec<_>>())? {
            Need::Versions(names) => Ok(Step::Read(versions_queries(&names))),
            Need::NoVersionSlot { error, .. } => self.wait_for_version_slot(error, elapsed),
            Need::Changes(changes) => {
                if changes.is_empty() {
                    self.tracks.settle();
                }
                self.write_changes(snapshot, changes, elapsed)
            }
        }
    }

    pub(crate) fn step_rollback(
        &mut self,
        snapshot: &Snapshot<'_>,
        to: Option<&str>,
        elapsed: Duration,
    ) -> Result<Step> {
        let target = match to {
            Some(version) => version.to_owned(),
            None => previous_version(snapshot)?,
        };
        // Fixed now: after the change another version would be the previous one.
        let to = Some(target.clone());
        self.goal = Goal::Rollback { to };
        let changes = roll_back(snapshot, snapshot.recipe.policy().as_str(), &target)?;
        self.write_changes(snapshot, changes, elapsed)
    }
}

/// Waits until the service has deleted its role; `None` if no deletion is running.
fn step_deletion(
    setup: &mut Setup,
    snapshot: &Snapshot<'_>,
    elapsed: Duration,
) -> Option<Result<Step>> {
    let deletion = snapshot.observed.deletion.as_ref()?;
    let role = snapshot.recipe.role().as_str();
    match deletion.progress() {
        Progress::Ended => None,
        Progress::Failed(why) => {
            let text = format!("the service did not delete the role: {why}");
            let error = Error::new(ErrorKind::Refused, text).with_resource(role);
            Some(Err(error.with_remedy(
                "delete the resources that use the role, then run again",
            )))
        }
        Progress::Running if setup.pause == Some(Pause::Deletion) => {
            Some(Ok(Step::Read(vec![deletion.call().into()])))
        }
        Progress::Running => {
            let text = "the service has not finished deleting the role";
            let error = Error::new(ErrorKind::Incomplete, text).with_resource(role);
            Some(wait_for_deletion(
                setup,
                elapsed,
                error.with_remedy("run again later"),
            ))
        }
    }
}

/// A deletion takes as long as its service needs, so only the time in all is limited.
fn wait_for_deletion(setup: &mut Setup, elapsed: Duration, error: Error) -> Result<Step> {
    let retry = setup.options.retry;
    let wait = retry.wait(setup.polls, &error);
    setup.pause = Some(Pause::Deletion);
    setup.polls += 1;
    if elapsed.saturating_add(wait) > retry.budget {
        return Err(error);
    }
    Ok(setup.noted_wait(wait, &error))
}
