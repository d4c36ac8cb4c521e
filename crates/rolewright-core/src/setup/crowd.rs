//! What a run does where others are at work on the same policy: it makes room, or waits for them.

use std::hash::{Hash, Hasher};
use std::time::Duration;

use super::observed::Observed;
use super::plan::Planner;
use super::{Goal, Setup, Step};
use crate::error::{Error, Result};

/// So many waits for others before a version goes that only tells what was taken away.
const PATIENT: u32 = 5;

impl Setup {
    /// Whether others may still make room where no version can be deleted.
    pub(super) fn is_patient(&self) -> bool {
        matches!(self.goal, Goal::Apply | Goal::Remove) && self.crowded < PATIENT
    }

    /// No version can be deleted: ours makes place for the others', or they get time to merge.
    pub(super) fn make_room(
        &mut self,
        planner: &Planner<'_>,
        policy: &str,
        error: Error,
        elapsed: Duration,
    ) -> Result<Step> {
        if !matches!(self.goal, Goal::Apply | Goal::Remove) || self.options.delete_version.is_some()
        {
            return Err(error);
        }
        if self.goal == Goal::Apply
            && let Some(version) = planner.version_to_give_way_to(policy)
        {
            let back = planner.roll_back(policy, &version)?;
            return self.carry_out(planner, back, elapsed);
        }
        if !self.is_patient() && self.was_rolled_back(planner.observed, policy) {
            return Err(error);
        }
        self.wait_for_others(elapsed, error)
    }

    /// Others are at work on the same policy: a wait that differs from theirs, then another look.
    /// As long as somebody gets on, only time bounds how often.
    pub(super) fn wait_for_others(&mut self, elapsed: Duration, error: Error) -> Result<Step> {
        self.waited_for_others = true;
        let patience = self.options.patience;
        let wait = patience.wait(self.crowded, &error);
        let wait = wait.mul_f64(self.share_of_wait());
        self.crowded += 1;
        if self.crowded > 2 * patience.tries || elapsed.saturating_add(wait) > patience.budget {
            return Err(error);
        }
        Ok(self.noted_wait(wait, &error))
    }

    /// From a tenth to all of it, another one for other buckets and for each wait: runs that were in
    /// each other's way must not meet again.
    fn share_of_wait(&self) -> f64 {
        let mut hasher = std::hash::DefaultHasher::new();
        for (bucket, _) in self.recipe.buckets() {
            bucket.as_str().hash(&mut hasher);
        }
        (self.crowded, self.calls).hash(&mut hasher);
        0.1 + 0.9 * (hasher.finish() % 1000) as f64 / 1000.0
    }

    /// After a wait for others, and where a list is older than what is known: the list anew.
    pub(super) fn look_again_at_versions(
        &mut self,
        observed: &Observed,
        elapsed: Duration,
    ) -> Option<Result<Step>> {
        let names: Vec<String> = observed.versions.keys().cloned().collect();
        if std::mem::take(&mut self.waited_for_others) && !names.is_empty() {
            return Some(Ok(Step::Read(super::versions_calls(&names))));
        }
        let error = self.stale_list(observed)?;
        Some(self.wait_for_others(elapsed, error))
    }
}
