//! A run: its state and its next step.

mod contention;
mod execute;
mod finish;
mod reads;
mod state;
mod steps;
mod version_tracker;

use std::sync::Arc;
use std::time::Duration;

use state::Pause;

use crate::error::{Error, ErrorKind, Result};
use crate::name::AccountId;
use crate::operation::{
    CreatePolicyVersion, DeletePolicyVersion, DetachPolicyFromRole, GetCallerIdentity, Operation,
    UpdateRole,
};
use crate::remedy::RemedyKind;
use crate::setup::Goal;
use crate::setup::desired::Desired;
use crate::setup::observe::queries::{versions_call, versions_queries};
use crate::setup::observe::{Observed, Seen};
use crate::setup::plan::change::Need;
use crate::setup::plan::need;
use crate::setup::query::Query;
use crate::setup::reconcile::finish::{done, partial_report};
use crate::setup::reconcile::reads::{missing_reads, missing_tags, needs};
use crate::setup::report::{Change, Finding};
use crate::setup::retry::{
    self, is_contention, permanent_failure, retryable_failure, retryable_queries,
};
use crate::setup::snapshot::Snapshot;
use crate::setup::verify::attached_policies::refuses_something;
#[cfg(feature = "tracing")]
pub(in crate::setup) use state::span_of;
pub use state::{Setup, Step};

impl Setup {
    /// Returns the next step, from everything that was observed.
    ///
    /// `now` is the time since any fixed point; only differences count.
    pub fn next(&mut self, observed: &Observed, now: Duration) -> Step {
        let started = *self.started.get_or_insert(now);
        self.note_last_round(observed);
        let step = match self.step(observed, now.saturating_sub(started)) {
            Ok(step) => step,
            Err(error) => self.stop(observed, error),
        };
        match &step {
            Step::Read(queries) => begin_round(self, queries.len()),
            Step::Write(calls) => begin_round(self, calls.len()),
            Step::Wait(_) | Step::Done(_) | Step::Blocked(_) => {}
        }
        step
    }

    /// Returns the remaining changes of the latest plan, and the findings to know before the first change.
    #[must_use]
    pub fn plan(&self) -> (&[Change], &[Finding]) {
        (&self.progress.planned, &self.progress.findings)
    }

    fn step(&mut self, observed: &Observed, elapsed: Duration) -> Result<Step> {
        if let Some(error) = retryable_failure(observed)
            && self.pause.is_none()
        {
            let step = if is_contention(&error) {
                self.wait_for_others(elapsed, error)
            } else {
                self.wait(Pause::Failure, elapsed, error)
            };
            if step.is_ok() || !give_up(self, observed) {
                return step;
            }
        }
        if let Some(error) = permanent_failure(observed, |query| needs(self, observed, query)) {
            return Err(error);
        }
        let missing = missing_reads(self, observed);
        if !missing.is_empty() {
            return Ok(Step::Read(missing));
        }
        if let Some(step) = self.reread_versions(observed, elapsed) {
            return step;
        }
        let account = account(self, observed)?;
        let desired = desired(self, &account);
        let recipe = Arc::clone(&self.recipe);
        self.tracks.note_replaced(observed);
        let replaced = self.tracks.replaced();
        if has_deleted_named_version(self) {
            self.options.delete_version = None;
        }
        // Cloned, since a step may clear options.
        let options = self.options.clone();
        let goal = self.goal.clone();
        let checks = self.checks.clone();
        let snapshot = Snapshot {
            goal: &goal,
            recipe: &*recipe,
            checks: &checks,
            desired: &desired,
            observed,
            options: &options,
            replaced: &replaced,
        };
        match &goal {
            Goal::Plan | Goal::Apply | Goal::Drift => self.step_towards(&snapshot, elapsed),
            Goal::Destroy => self.step_destroy(&snapshot, elapsed),
            Goal::Remove => self.step_remove(&snapshot, elapsed),
            Goal::Rollback { to } => self.step_rollback(&snapshot, to.as_deref(), elapsed),
            Goal::Verify { .. } => self.step_verify(&snapshot),
            Goal::Show => done(self, &snapshot),
        }
    }

    fn step_towards(&mut self, snapshot: &Snapshot<'_>, elapsed: Duration) -> Result<Step> {
        let need = match need(snapshot) {
            Err(error) if error.kind() == ErrorKind::LimitExceeded => {
                return self.restore_replaced(snapshot, error, elapsed);
            }
            need => need?,
        };
        let rewrites = match &need {
            Need::Versions(_) | Need::NoVersionSlot { .. } => true,
            Need::Changes(changes) => changes.iter().any(|change| {
                let action = change.call.action.as_ref();
                matches!(
                    action,
                    UpdateRole::ACTION | CreatePolicyVersion::ACTION | DetachPolicyFromRole::ACTION
                )
            }),
        };
        // Tags may show that another tool manages the role or policy; read them before a rewrite.
        let reads = if rewrites && self.progress.done.is_empty() {
            missing_tags(snapshot.observed)
        } else {
            Vec::new()
        };
        let changes = match need {
            Need::Versions(names) => {
                if let Some(error) = unreadable(snapshot.observed, &names) {
                    return Err(error);
                }
                let mut queries: Vec<_> = reads.into_iter().map(Query::from).collect();
                queries.extend(versions_queries(&names));
                return Ok(Step::Read(queries));
            }
            // Drift writes nothing, so it doesn't need a free version.
            Need::NoVersionSlot { change, .. } if self.goal == Goal::Drift => vec![*change],
            Need::NoVersionSlot { error, .. } => return self.wait_for_version_slot(error, elapsed),
            Need::Changes(_) if !reads.is_empty() => {
                return Ok(Step::Read(reads.into_iter().map(Query::from).collect()));
            }
            Need::Changes(changes) => changes,
        };
        if self.goal != Goal::Apply {
            self.progress.planned = changes;
            // No changes doesn't mean that all requirements hold.
            return if self.progress.planned.is_empty() {
                self.step_verify(snapshot)
            } else {
                done(self, snapshot)
            };
        }
        if changes.is_empty() {
            self.tracks.settle();
        }
        self.write_changes(snapshot, changes, elapsed)
    }

    /// Verifies. If access is missing, reads the versions first: another one may allow it.
    fn step_verify(&mut self, snapshot: &Snapshot<'_>) -> Result<Step> {
        let name = snapshot.observed.own_key().1;
        let untried = !snapshot.observed.versions.contains_key(&name);
        if untried && snapshot.exists(&name) && refuses_something(snapshot) {
            return Ok(Step::Read(vec![versions_call(&name).into()]));
        }
        done(self, snapshot)
    }

    pub(crate) fn stop(&self, observed: &Observed, error: Error) -> Step {
        let error = retry::with_quota_remedy(error);
        if self.progress.done.is_empty() && self.progress.uncertain.is_empty() {
            return Step::Blocked(error.with_waits(self.counters.waits.clone()));
        }
        Step::Done(Box::new(partial_report(self, observed, &error)))
    }
}

fn begin_round(setup: &mut Setup, calls: usize) {
    setup.pause = None;
    setup.counters.calls += calls;
    setup.counters.rounds += 1;
    setup.counters.counted = false;
}

/// Ends a cancelled run: with its report if nothing remains, else with one that lists what was done and
/// what was not. An error that would have ended the run as well comes first.
pub(crate) fn cancel(setup: &mut Setup, observed: &Observed, now: Duration) -> Step {
    let started = *setup.started.get_or_insert(now);
    setup.note_last_round(observed);
    let waits = setup.counters.waits.len();
    let step = setup.step(observed, now.saturating_sub(started));
    // A wait that this step asks for is not made.
    setup.counters.waits.truncate(waits);
    match step {
        Ok(Step::Done(report)) => Step::Done(report),
        Err(error) if error.kind() != ErrorKind::Cancelled => setup.stop(observed, error),
        _ => Step::Done(Box::new(partial_report(setup, observed, &cancelled(setup)))),
    }
}

/// Gives up the failed queries if the run can continue without their answers: their checks are then
/// inconclusive. Other failures get as many tries again.
fn give_up(setup: &mut Setup, observed: &Observed) -> bool {
    let failed: Vec<Query> = retryable_queries(observed).cloned().collect();
    let is_last = |query: &Query| needs(setup, observed, query) || setup.given_up.contains(query);
    if failed.iter().any(is_last) {
        return false;
    }
    setup.given_up.extend(failed);
    setup.tries = 0;
    true
}

/// The error of a cancelled run.
fn cancelled(setup: &Setup) -> Error {
    let progress = &setup.progress;
    let uncertain = progress.uncertain.iter();
    let uncertain: Vec<_> = uncertain.map(|change| change.summary.as_str()).collect();
    let text = if !uncertain.is_empty() {
        format!(
            "the run was cancelled; a call without an answer may have been applied: {}",
            uncertain.join(", ")
        )
    } else if progress.planned.is_empty() && !progress.done.is_empty() {
        "the run was cancelled before its changes were read back".to_owned()
    } else {
        "the run was cancelled".to_owned()
    };
    Error::new(ErrorKind::Cancelled, text).with_remedy("run again to continue")
}

/// Returns the desired state, made once for an account.
fn desired(setup: &mut Setup, account: &AccountId) -> Arc<Desired> {
    let known = setup.desired.take().filter(|known| known.is_of(account));
    let known = known.unwrap_or_else(|| Arc::new(Desired::new(&*setup.recipe, account)));
    Arc::clone(setup.desired.insert(known))
}

/// Returns the caller's account, or an error if a different one was expected.
fn account(setup: &Setup, observed: &Observed) -> Result<AccountId> {
    let identity = observed
        .identity
        .value()
        .map(|identity| identity.account_id.as_str());
    let account = AccountId::new(identity.unwrap_or_default()).map_err(|error| {
        Error::new(ErrorKind::UnexpectedReply, error.message())
            .with_action(GetCallerIdentity::ACTION)
    })?;
    match &setup.options.account {
        Some(expected) if *expected != account => Err(Error::new(
            ErrorKind::CredentialInvalid,
            format!("the credentials belong to account {account}, but {expected} is expected; nothing was changed"),
        )
        .with_remedy(RemedyKind::ExpectOtherAccount)),
        _ => Ok(account),
    }
}

/// Returns why the versions of one of these policies can't be listed, if a retry won't help.
fn unreadable(observed: &Observed, policies: &[String]) -> Option<Error> {
    policies
        .iter()
        .find_map(|policy| match observed.versions.get(policy) {
            Some(Seen::Failed(error)) if !error.is_worth_repeating() => Some(error.clone()),
            _ => None,
        })
}

/// The named version applies to one deletion; after that the usual rule holds.
fn has_deleted_named_version(setup: &Setup) -> bool {
    let mut written = setup.progress.done.iter().chain(&setup.progress.uncertain);
    written.any(|change| {
        change.call.action == DeletePolicyVersion::ACTION
            && change.call.params.get("VersionId") == setup.options.delete_version.as_deref()
    })
}
