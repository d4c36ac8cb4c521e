//! Contention: waits while other runs write to the same policy, and restores what this run
//! replaced.

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
    /// Waits within the retry budget when no version can be deleted: other runs may be about to
    /// merge theirs.
    pub(crate) fn wait_for_version_slot(
        &mut self,
        error: Error,
        elapsed: Duration,
    ) -> Result<Step> {
        let writes = matches!(self.goal, Goal::Apply | Goal::Remove) && !self.options.preview;
        if writes {
            self.wait_for_others(elapsed, error)
        } else {
            Err(error)
        }
    }

    /// Writes another run's grants back in a new version if the desired grants don't fit beside
    /// them. This run then ends without its own.
    pub(crate) fn restore_replaced(
        &mut self,
        snapshot: &Snapshot<'_>,
        error: Error,
        elapsed: Duration,
    ) -> Result<Step> {
        let changes = match replaced_again(snapshot) {
            Err(error) if error.kind() == ErrorKind::LimitExceeded => {
                return self.wait_for_version_slot(error, elapsed);
            }
            changes => changes?,
        };
        if changes.is_empty() {
            return Err(error);
        }
        self.write_changes(snapshot, changes, elapsed)
    }

    /// Waits for a different time than the other runs, then re-reads the versions. While any run
    /// makes progress, only the time budget limits the waits.
    pub(crate) fn wait_for_others(&mut self, elapsed: Duration, error: Error) -> Result<Step> {
        self.pause = Some(Pause::Contention);
        let retry = self.options.retry;
        let wait = retry.wait(self.contended, &error);
        let wait = wait.mul_f64(share_of_wait(self));
        self.contended += 1;
        if self.contended > retry.tries.saturating_mul(2)
            || elapsed.saturating_add(wait) > retry.budget
        {
            return Err(error);
        }
        Ok(self.noted_wait(wait, &error))
    }

    /// Re-reads the versions after a wait for other runs, or if a list is stale.
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

/// Returns a factor from 0.1 to 1 that differs by bucket and by wait, so that two runs that
/// collided don't collide again.
fn share_of_wait(setup: &Setup) -> f64 {
    let mut hasher = std::hash::DefaultHasher::new();
    for need in setup.recipe.buckets() {
        need.bucket.as_str().hash(&mut hasher);
    }
    (setup.contended, setup.counters.calls).hash(&mut hasher);
    0.1 + 0.9 * (hasher.finish() % 1000) as f64 / 1000.0
}
