//! A run: its state, and what it does next.

mod contention;
mod execute;
mod finish;
mod reads;
mod steps;
mod version_tracker;

use crate::setup::plan::change::Need;
use crate::setup::plan::need;
use crate::setup::verify::attached_policies::refuses_something;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::error::{Error, ErrorKind, Result};
use crate::name::AccountId;
use crate::provider::{Call, ProviderInfo, Wait};
use crate::recipe::Recipe;
use crate::setup::observe::Observed;
use crate::setup::report::{Change, Finding, Report};
use crate::setup::retry::{self, failure_to_wait_for, hopeless_failure, is_contention};
use crate::setup::snapshot::Snapshot;
use crate::setup::{Goal, Options};
use version_tracker::Track;

/// What to do next.
#[derive(Clone, Debug)]
pub enum Step {
    /// Make these calls, all at once; none changes anything that stays: what a trial of a bucket
    /// puts there it takes away again.
    Read(Vec<Call>),
    /// Make these calls, all at once.
    Write(Vec<Call>),
    /// Wait, then ask again.
    Wait(Duration),
    /// It is over.
    Done(Box<Report>),
    /// It can't go on, and nothing was changed.
    Blocked(Error),
}

/// One run: its recipe, its goal, and what it has done so far.
///
/// Pure and cheap to clone, so that a test can walk through every interleaving of its calls.
#[derive(Clone, Debug)]
pub struct Setup {
    recipe: Arc<dyn Recipe>,
    goal: Goal,
    options: Options,
    /// Whether buckets can be looked at.
    sees_buckets: bool,
    /// Whether buckets can be tried with the role.
    has_probe: bool,
    provider: ProviderInfo,
    started: Option<Duration>,
    tries: u32,
    waited: bool,
    waited_for_proof: bool,
    waited_for_others: bool,
    /// Waits for other runs since one of them last made progress.
    contended: u32,
    proving: bool,
    carried_out: Vec<Change>,
    /// Written, and left without a good answer: only reading shows whether it was done.
    uncertain: Vec<Change>,
    planned: Vec<Change>,
    plan_findings: Vec<Finding>,
    /// What is known of the versions of each policy.
    tracks: BTreeMap<String, Track>,
    calls: usize,
    rounds: usize,
    waits: Vec<Wait>,
    /// Whether those of the last round are among them.
    counted: bool,
}

impl Setup {
    /// A run that has not begun.
    pub fn new(recipe: Arc<dyn Recipe>, goal: Goal, provider: ProviderInfo) -> Self {
        Self {
            recipe,
            goal,
            options: Options::default(),
            sees_buckets: false,
            has_probe: false,
            provider,
            started: None,
            tries: 0,
            waited: false,
            waited_for_proof: false,
            waited_for_others: false,
            contended: 0,
            proving: false,
            carried_out: Vec::new(),
            uncertain: Vec::new(),
            planned: Vec::new(),
            plan_findings: Vec::new(),
            tracks: BTreeMap::new(),
            calls: 0,
            rounds: 0,
            waits: Vec::new(),
            counted: false,
        }
    }

    /// What the run is for.
    #[must_use]
    pub fn goal(&self) -> Goal {
        self.goal
    }

    /// With what a run may be told besides its recipe and its goal.
    #[must_use]
    pub fn with_options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Asks for the buckets too: whoever drives the run can look at them.
    #[must_use]
    pub fn seeing_buckets(mut self, sees_buckets: bool) -> Self {
        self.sees_buckets = sees_buckets;
        self
    }

    /// Tries the buckets with the role, too, when that is asked for: whoever drives the run can.
    #[must_use]
    pub fn with_probe(mut self, has_probe: bool) -> Self {
        self.has_probe = has_probe;
        self
    }

    /// What the recipe calls its role and policy, to begin observing.
    #[must_use]
    pub fn observe(&self) -> Observed {
        let recipe = &self.recipe;
        Observed::new(recipe.role().clone(), recipe.policy_type(), recipe.policy())
    }

    /// Says what to do next, from all that was observed.
    ///
    /// `now` is time since any fixed point; only differences count.
    pub fn next(&mut self, observed: &Observed, now: Duration) -> Step {
        let started = *self.started.get_or_insert(now);
        self.note_last_round(observed);
        let step = match self.step(observed, now.saturating_sub(started)) {
            Ok(step) => step,
            Err(error) => self.stop(observed, error),
        };
        match &step {
            Step::Read(calls) | Step::Write(calls) => {
                self.calls += calls.len();
                self.rounds += 1;
                self.counted = false;
            }
            Step::Wait(_) | Step::Done(_) | Step::Blocked(_) => {}
        }
        step
    }

    /// What is still to do, as it was planned last, and what is worth knowing before it is done.
    #[must_use]
    pub fn plan(&self) -> (&[Change], &[Finding]) {
        (&self.planned, &self.plan_findings)
    }

    fn step(&mut self, observed: &Observed, elapsed: Duration) -> Result<Step> {
        if let Some(error) = failure_to_wait_for(observed)
            && !std::mem::replace(&mut self.waited, true)
        {
            return if is_contention(&error) {
                self.wait_for_others(elapsed, error)
            } else {
                self.wait(elapsed, error)
            };
        }
        if let Some(error) = hopeless_failure(observed, |call| self.needs(observed, call)) {
            return Err(error);
        }
        self.waited = false;
        let missing = self.missing_reads(observed);
        if !missing.is_empty() {
            return Ok(Step::Read(missing));
        }
        if let Some(step) = self.reread_versions(observed, elapsed) {
            return step;
        }
        let account = self.account(observed)?;
        let desired = self.recipe.desired_state(&account);
        let recipe = Arc::clone(&self.recipe);
        self.note_replaced(observed);
        let replaced = self.replaced();
        // Cloned, since a step may settle what was left open.
        let options = self.options.clone();
        let snapshot = Snapshot {
            recipe: &*recipe,
            desired: &desired,
            observed,
            options: &options,
            replaced: &replaced,
        };
        match self.goal {
            Goal::Plan | Goal::Apply | Goal::Drift => self.step_towards(&snapshot, elapsed),
            Goal::Destroy => self.step_down(&snapshot, elapsed),
            Goal::Remove => self.step_removing(&snapshot, elapsed),
            Goal::Rollback => self.step_back(&snapshot, elapsed),
            Goal::Verify => self.step_judging(&snapshot),
            Goal::Show => self.done(&snapshot),
        }
    }

    fn step_towards(&mut self, snapshot: &Snapshot<'_>, elapsed: Duration) -> Result<Step> {
        let need = match need(snapshot) {
            Err(error) if error.kind() == ErrorKind::LimitExceeded => {
                return self.give_back(snapshot, error, elapsed);
            }
            need => need?,
        };
        let rewrites = match &need {
            Need::Versions(_) | Need::Room(_) => true,
            Need::Changes(changes) => changes.iter().any(|change| {
                let action = change.call.action.as_ref();
                matches!(
                    action,
                    "UpdateRole" | "CreatePolicyVersion" | "DetachPolicyFromRole"
                )
            }),
        };
        // Whose role and policy it is shows in their tags, and matters before they are rewritten.
        let mut reads = if rewrites && self.carried_out.is_empty() {
            self.missing_tags(snapshot.observed)
        } else {
            Vec::new()
        };
        let changes = match need {
            Need::Versions(names) => {
                reads.extend(versions_calls(&names));
                return Ok(Step::Read(reads));
            }
            Need::Room(error) => return self.wait_for_room(error, elapsed),
            Need::Changes(_) if !reads.is_empty() => return Ok(Step::Read(reads)),
            Need::Changes(changes) => changes,
        };
        if self.goal != Goal::Apply {
            self.planned = changes;
            // With nothing to change it is judged whether that is enough.
            return if self.planned.is_empty() {
                self.step_judging(snapshot)
            } else {
                self.done(snapshot)
            };
        }
        if changes.is_empty() {
            self.settle_versions();
        }
        self.carry_out(snapshot, changes, elapsed)
    }

    /// Judges; where something is refused, another version may be the one that was meant.
    fn step_judging(&mut self, snapshot: &Snapshot<'_>) -> Result<Step> {
        let name = snapshot.observed.own_key().1;
        let untried = !snapshot.observed.versions.contains_key(&name);
        if untried && snapshot.exists(&name) && refuses_something(snapshot) {
            return Ok(Step::Read(vec![Observed::versions_call(&name)]));
        }
        let probes = self.missing_probes(snapshot.observed);
        if !probes.is_empty() {
            return Ok(Step::Read(probes));
        }
        self.done(snapshot)
    }

    fn account(&self, observed: &Observed) -> Result<AccountId> {
        let identity = observed
            .identity
            .value()
            .map(|identity| identity.account_id.as_str());
        let account = AccountId::new(identity.unwrap_or_default()).map_err(|error| {
            Error::new(ErrorKind::UnexpectedReply, error.message()).with_action("GetCallerIdentity")
        })?;
        match &self.options.account {
            Some(expected) if *expected != account => Err(Error::new(
                ErrorKind::Refused,
                format!("the credentials are of account {account}, but {expected} was expected; nothing was changed"),
            )
            .with_help("use the other account's credentials, or correct `--account`")),
            _ => Ok(account),
        }
    }

    pub(crate) fn stop(&self, observed: &Observed, error: Error) -> Step {
        let error = retry::advised(error);
        if self.carried_out.is_empty() && self.uncertain.is_empty() {
            return Step::Blocked(error.with_waits(self.waits.clone()));
        }
        Step::Done(Box::new(self.partial_report(observed, &error)))
    }
}

fn versions_calls(names: &[String]) -> Vec<Call> {
    names
        .iter()
        .map(|name| Observed::versions_call(name))
        .collect()
}
