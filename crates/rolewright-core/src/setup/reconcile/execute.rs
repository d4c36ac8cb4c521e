//! Executes the plan, records what was written, and reads it back.

use std::time::Duration;

use crate::error::{Error, ErrorKind, Result};
use crate::operation::{CreatePolicyVersion, Operation};
use crate::provider::{Wait, WaitReason, milliseconds};
use crate::setup::Goal;
use crate::setup::observe::Observed;
use crate::setup::observe::live_state::live_state;
use crate::setup::reconcile::finish::done;
use crate::setup::reconcile::reads::read_back_queries;
use crate::setup::reconcile::state::{Pause, Phase, Setup, Step};
use crate::setup::report::Change;
use crate::setup::retry::RetryPolicy;
use crate::setup::snapshot::Snapshot;
use crate::setup::verify::attached_policies::documents;
use crate::setup::verify::findings::findings;
use crate::setup::verify::requirements::findings_of_checks;

impl Setup {
    /// Writes the changes that are ready; reads back when there are none; ends when that is done.
    pub(crate) fn write_changes(
        &mut self,
        snapshot: &Snapshot<'_>,
        changes: Vec<Change>,
        elapsed: Duration,
    ) -> Result<Step> {
        if self.options.preview {
            self.progress.planned = changes;
            return done(self, snapshot);
        }
        self.settle(&changes);
        if changes.is_empty() {
            if self.progress.done.is_empty()
                || std::mem::replace(&mut self.phase, Phase::ReadingBack) == Phase::ReadingBack
            {
                return done(self, snapshot);
            }
            return Ok(Step::Read(read_back_queries(self, snapshot.observed)));
        }
        let known = |change: &Change| {
            self.progress
                .done
                .iter()
                .any(|done| done.call == change.call)
        };
        if self.phase == Phase::ReadingBack && changes.iter().any(known) {
            return self.reread_writes(snapshot.observed, elapsed);
        }
        self.phase = Phase::Acting;
        check_write_limit(self, &changes)?;
        check_approved(self, &changes, snapshot)?;
        let calls: Vec<_> = changes
            .iter()
            .filter(|c| c.ready)
            .map(|c| c.call.clone())
            .collect();
        if calls.is_empty() {
            let text = "another run has deleted what the next change depends on";
            return Err(Error::new(ErrorKind::Incomplete, text)
                .with_remedy("run again after the other run has ended"));
        }
        self.progress.planned = changes;
        // They are told with the first plan only.
        if self.goal == Goal::Apply && self.progress.done.is_empty() {
            let attached = documents(snapshot);
            let mut findings = findings(snapshot, &attached);
            findings.extend(findings_of_checks(snapshot, &attached));
            self.progress.findings = findings;
        }
        Ok(Step::Write(calls))
    }

    /// A successful write can't be read back: the read is stale, or another writer reverted it.
    fn reread_writes(&mut self, observed: &Observed, elapsed: Duration) -> Result<Step> {
        if self.pause == Some(Pause::ReadBack) {
            return Ok(Step::Read(read_back_queries(self, observed)));
        }
        let error = Error::new(
            ErrorKind::Incomplete,
            "changes were written but can't be read back",
        )
        .with_remedy("run again: the service is slow, or another writer has reverted them");
        self.wait(Pause::ReadBack, elapsed, error)
    }

    pub(super) fn wait(&mut self, pause: Pause, elapsed: Duration, error: Error) -> Result<Step> {
        let wait = self.options.retry.wait(self.tries, &error);
        self.pause = Some(pause);
        self.tries += 1;
        if self.tries > self.options.retry.tries
            || elapsed.saturating_add(wait) > self.options.retry.budget
        {
            return Err(error);
        }
        Ok(self.noted_wait(wait, &error))
    }

    pub(crate) fn noted_wait(&mut self, wait: Duration, error: &Error) -> Step {
        self.counters.waits.push(Wait {
            action: error.action().map(str::to_owned),
            resource: error.resource().map(str::to_owned),
            reason: WaitReason::Reread,
            milliseconds: milliseconds(wait),
            error: Some(error.to_string()),
        });
        Step::Wait(wait)
    }

    pub(crate) fn note_last_round(&mut self, observed: &Observed) {
        if !std::mem::replace(&mut self.counters.counted, true) {
            self.counters.waits.extend_from_slice(&observed.waits);
        }
        if self.tracks.note_versions(observed) {
            self.contended = 0;
        }
        let calls = observed.last_round.iter();
        let calls = calls.filter_map(|(query, outcome)| Some((query.call()?, outcome)));
        for (call, outcome) in calls.filter(|(call, _)| !call.is_read()) {
            if call.action == CreatePolicyVersion::ACTION {
                let policy = call.params.get("PolicyName").unwrap_or_default();
                let done = match outcome {
                    Ok(()) => Some(true),
                    Err(error) => error.maybe_applied().then_some(false),
                };
                if let Some(answered) = done {
                    self.tracks.note_version(observed, policy, answered);
                }
            }
            let change = self
                .progress
                .planned
                .iter()
                .position(|change| change.call == *call);
            match (outcome, change) {
                (Ok(()), Some(index)) => {
                    let change = self.progress.planned.remove(index);
                    self.progress.done.push(Change {
                        done: true,
                        ..change
                    });
                }
                (Err(error), Some(index)) if error.maybe_applied() => {
                    self.progress
                        .uncertain
                        .push(self.progress.planned.remove(index));
                }
                _ => {}
            }
        }
    }

    /// A write without a reply succeeded if its change is no longer needed.
    fn settle(&mut self, still_to_do: &[Change]) {
        for change in std::mem::take(&mut self.progress.uncertain) {
            let same = |other: &Change| {
                other.call.action == change.call.action
                    && other.call.subject() == change.call.subject()
            };
            if !still_to_do.iter().any(same) {
                self.progress.done.push(Change {
                    done: true,
                    ..change
                });
            }
        }
    }
}

/// Returns a limit far above what an undisturbed run writes.
fn most_writes(retry: RetryPolicy, changes: &[Change]) -> usize {
    4 * retry.tries.max(1) as usize + 2 * changes.len()
}

/// Limits the number of writes, so that two runs that revert each other both end.
fn check_write_limit(setup: &Setup, changes: &[Change]) -> Result<()> {
    if setup.progress.done.len() < most_writes(setup.options.retry, changes) {
        return Ok(());
    }
    let still = changes.first().map_or("", |change| change.summary.as_str());
    Err(Error::new(
        ErrorKind::Incomplete,
        format!("another writer keeps changing the same resources; remaining changes: {still}"),
    )
    .with_remedy("run again after the other run has ended"))
}

/// Compares the first plan with the approved one; later plans follow from it.
fn check_approved(setup: &mut Setup, changes: &[Change], snapshot: &Snapshot<'_>) -> Result<()> {
    let Some(approved) = setup.options.approved.take() else {
        return Ok(());
    };
    let now = live_state(snapshot.recipe, snapshot.observed);
    let same_state = approved.state.is_none_or(|then| then == now);
    if same_state
        && changes
            .iter()
            .map(|change| &change.call)
            .eq(&approved.calls)
    {
        return Ok(());
    }
    let text = "the account has changed since the plan was created; nothing was written";
    Err(Error::new(ErrorKind::Refused, text).with_remedy("create a new plan"))
}
