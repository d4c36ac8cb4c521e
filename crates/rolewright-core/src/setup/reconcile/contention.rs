//! What a run does while others work on the same policy: it waits, or gives back what it replaced.

use std::hash::{Hash, Hasher};
use std::time::Duration;

use crate::error::{Error, ErrorKind, Result};
use crate::setup::Goal;
use crate::setup::observe::Observed;
use crate::setup::observe::queries::versions_queries;
use crate::setup::plan::policy_versions::replaced_again;
use crate::setup::reconcile::state::{Pause, Setup, Step};
use crate::setup::snapshot::Snapshot;

impl Setup {
    /// No version can be deleted. Other runs may be about to merge theirs, so a run that writes waits
    /// for them within its retry budget.
    pub(crate) fn wait_for_room(&mut self, error: Error, elapsed: Duration) -> Result<Step> {
        let writes = matches!(self.goal, Goal::Apply | Goal::Remove) && !self.options.preview;
        if writes {
            self.wait_for_others(elapsed, error)
        } else {
            Err(error)
        }
    }

    /// What is desired does not fit beside what this run's own version replaced: the grants of the
    /// other run come back in a new version, and this one ends without its own.
    pub(crate) fn give_back(
        &mut self,
        snapshot: &Snapshot<'_>,
        error: Error,
        elapsed: Duration,
    ) -> Result<Step> {
        let changes = match replaced_again(snapshot) {
            Err(error) if error.kind() == ErrorKind::LimitExceeded => {
                return self.wait_for_room(error, elapsed);
            }
            changes => changes?,
        };
        if changes.is_empty() {
            return Err(error);
        }
        self.carry_out(snapshot, changes, elapsed)
    }

    /// Waits another time than the others do, then reads the versions again. As long as some run
    /// makes progress, only the budget bounds how often.
    pub(crate) fn wait_for_others(&mut self, elapsed: Duration, error: Error) -> Result<Step> {
        self.pause = Some(Pause::Contention);
        let patience = self.options.patience;
        let wait = patience.wait(self.contended, &error);
        let wait = wait.mul_f64(share_of_wait(self));
        self.contended += 1;
        if self.contended > patience.tries.saturating_mul(2)
            || elapsed.saturating_add(wait) > patience.budget
        {
            return Err(error);
        }
        Ok(self.noted_wait(wait, &error))
    }

    /// After a wait for others, and where a list is older than what is known: the list again.
    pub(crate) fn reread_versions(
        &mut self,
        observed: &Observed,
        elapsed: Duration,
    ) -> Option<Result<Step>> {
        let names: Vec<String> = observed.versions.keys().cloned().collect();
        if self.pause == Some(Pause::Contention) && !names.is_empty() {
            return Some(Ok(Step::Read(versions_queries(&names))));
        }
        let error = self.tracks.stale_list(observed)?;
        Some(self.wait_for_others(elapsed, error))
    }
}

/// A tenth of the wait to all of it, different for other buckets and for each wait, so that runs
/// that met once do not meet again.
fn share_of_wait(setup: &Setup) -> f64 {
    let mut hasher = std::hash::DefaultHasher::new();
    for need in setup.recipe.buckets() {
        need.bucket.as_str().hash(&mut hasher);
    }
    (setup.contended, setup.counters.calls).hash(&mut hasher);
    0.1 + 0.9 * (hasher.finish() % 1000) as f64 / 1000.0
}
