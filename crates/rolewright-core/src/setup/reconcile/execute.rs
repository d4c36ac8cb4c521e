//! Writing what was planned, remembering what was written, and reading it back.

use crate::setup::verify::findings::findings;
use std::time::Duration;

use crate::error::{Error, ErrorKind, Result};
use crate::provider::{Wait, WaitReason, milliseconds};
use crate::setup::observe::Observed;
use crate::setup::observe::live_state::live_state;
use crate::setup::report::Change;
use crate::setup::retry::Patience;
use crate::setup::snapshot::Snapshot;
use crate::setup::{Goal, Setup, Step};

impl Setup {
    /// Writes what is ready, or reads back once all is written, or ends.
    pub(crate) fn carry_out(
        &mut self,
        snapshot: &Snapshot<'_>,
        changes: Vec<Change>,
        elapsed: Duration,
    ) -> Result<Step> {
        if self.options.preview {
            self.planned = changes;
            return self.done(snapshot);
        }
        self.settle(&changes);
        if changes.is_empty() {
            if self.carried_out.is_empty() || std::mem::replace(&mut self.proving, true) {
                return self.done(snapshot);
            }
            return Ok(Step::Read(self.proof_reads(snapshot.observed)));
        }
        let known = |change: &Change| self.carried_out.iter().any(|done| done.call == change.call);
        if self.proving && changes.iter().any(known) {
            return self.look_again(snapshot.observed, elapsed);
        }
        self.proving = false;
        self.tries_left(&changes)?;
        self.still_approved(&changes, snapshot)?;
        let calls: Vec<_> = changes
            .iter()
            .filter(|c| c.ready)
            .map(|c| c.call.clone())
            .collect();
        self.planned = changes;
        if self.goal == Goal::Apply {
            self.plan_findings = findings(snapshot);
        }
        Ok(Step::Write(calls))
    }

    /// What was written and answered well is not to be seen: a stale read, or somebody undid it.
    fn look_again(&mut self, observed: &Observed, elapsed: Duration) -> Result<Step> {
        if std::mem::take(&mut self.waited_for_proof) {
            return Ok(Step::Read(self.proof_reads(observed)));
        }
        self.waited_for_proof = true;
        let error = Error::new(ErrorKind::Incomplete, "what was written can't be read back")
            .with_help(
                "run again: either the service is slow to show it, or somebody else has undone it",
            );
        self.wait(elapsed, error)
    }

    pub(crate) fn wait(&mut self, elapsed: Duration, error: Error) -> Result<Step> {
        let wait = self.options.patience.wait(self.tries, &error);
        self.tries += 1;
        if self.tries > self.options.patience.tries
            || elapsed.saturating_add(wait) > self.options.patience.budget
        {
            return Err(error);
        }
        Ok(self.noted_wait(wait, &error))
    }

    pub(crate) fn noted_wait(&mut self, wait: Duration, error: &Error) -> Step {
        self.waits.push(Wait {
            action: error.action().map(str::to_owned),
            resource: error.resource().map(str::to_owned),
            reason: WaitReason::LookAgain,
            milliseconds: milliseconds(wait),
            error: Some(error.to_string()),
        });
        Step::Wait(wait)
    }

    /// Holds the first plan against the one that was approved; later ones follow from it.
    fn still_approved(&mut self, changes: &[Change], snapshot: &Snapshot<'_>) -> Result<()> {
        let Some(approved) = self.options.approved.take() else {
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
        let text = "the account has changed since the plan was made; nothing was changed";
        Err(Error::new(ErrorKind::Refused, text)
            .with_help("plan again to see what has to be done now"))
    }

    /// Bounds how often the run writes, so that two runs that undo each other both end.
    fn tries_left(&self, changes: &[Change]) -> Result<()> {
        if self.carried_out.len() < most_writes(self.options.patience, changes) {
            return Ok(());
        }
        let still = changes.first().map_or("", |change| change.summary.as_str());
        Err(Error::new(
            ErrorKind::Incomplete,
            format!("somebody else keeps changing the same things; still to do: {still}"),
        )
        .with_help("run again when the other run has ended"))
    }

    pub(crate) fn note_last_round(&mut self, observed: &Observed) {
        if !std::mem::replace(&mut self.counted, true) {
            self.waits.extend_from_slice(&observed.waits);
        }
        self.note_versions(observed);
        for (call, outcome) in &observed.last_round {
            if call.is_read() {
                continue;
            }
            if call.action == "CreatePolicyVersion" {
                let policy = call.params.get("PolicyName").unwrap_or_default();
                let done = match outcome {
                    Ok(()) => Some(true),
                    Err(error) => error.maybe_applied().then_some(false),
                };
                if let Some(answered) = done {
                    self.note_version(observed, policy, answered);
                }
            }
            let change = self.planned.iter().position(|change| change.call == *call);
            match (outcome, change) {
                (Ok(()), Some(index)) => {
                    let change = self.planned.remove(index);
                    self.carried_out.push(Change {
                        done: true,
                        ..change
                    });
                }
                (Err(error), Some(index)) if error.maybe_applied() => {
                    self.uncertain.push(self.planned.remove(index));
                }
                _ => {}
            }
        }
    }

    /// What was left without an answer and need not be done any more was done.
    fn settle(&mut self, still_to_do: &[Change]) {
        for change in std::mem::take(&mut self.uncertain) {
            let same = |other: &Change| {
                other.call.action == change.call.action
                    && other.call.subject() == change.call.subject()
            };
            if !still_to_do.iter().any(same) {
                self.carried_out.push(Change {
                    done: true,
                    ..change
                });
            }
        }
    }
}

/// Far more than a run writes that nobody disturbs.
fn most_writes(patience: Patience, changes: &[Change]) -> usize {
    4 * patience.tries.max(1) as usize + 2 * changes.len()
}
