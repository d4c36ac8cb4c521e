//! The state of a run.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::version_tracker::Tracks;
use crate::error::Error;
use crate::provider::{Call, ProviderInfo, Wait};
use crate::recipe::{Check, Recipe};
use crate::setup::observe::Observed;
use crate::setup::query::Query;
use crate::setup::report::{Change, Finding, Report};
use crate::setup::{Goal, Options};

/// What to do next.
#[derive(Clone, Debug)]
pub enum Step {
    /// Make these queries, all at once; none changes anything that stays.
    Read(Vec<Query>),
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
    pub(super) recipe: Arc<dyn Recipe>,
    pub(super) checks: Checks,
    pub(super) goal: Goal,
    pub(super) options: Options,
    pub(super) provider: ProviderInfo,
    pub(super) backends: Backends,
    pub(super) started: Option<Duration>,
    pub(super) phase: Phase,
    pub(super) pause: Option<Pause>,
    /// Waits for failed calls and for reads that do not show yet what was written.
    pub(super) tries: u32,
    /// Waits for other runs since one of them last made progress.
    pub(super) contended: u32,
    pub(super) progress: Progress,
    pub(super) tracks: Tracks,
    pub(super) counters: Counters,
}

/// The checks of the recipe.
#[derive(Clone)]
pub(super) struct Checks(Arc<[Box<dyn Check>]>);

impl std::ops::Deref for Checks {
    type Target = [Box<dyn Check>];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// They follow from the recipe.
impl fmt::Debug for Checks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} checks", self.0.len())
    }
}

/// What the driver has besides the provider.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Backends {
    /// It can inspect buckets.
    pub(super) buckets: bool,
    /// It can try buckets with the role.
    pub(super) probe: bool,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// It reads, plans and writes.
    Acting,
    /// Everything is written, and is read back.
    Proving,
}

/// What a run has just waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pause {
    /// A failed call that may succeed later.
    Failure,
    /// Other runs that work on the same policy.
    Contention,
    /// A read that does not show yet what was written.
    Proof,
}

/// What a run has changed, and what it has still to change.
#[derive(Clone, Debug, Default)]
pub(super) struct Progress {
    pub(super) done: Vec<Change>,
    /// Written, and left without an answer: only reading shows whether it was done.
    pub(super) uncertain: Vec<Change>,
    pub(super) planned: Vec<Change>,
    pub(super) findings: Vec<Finding>,
}

/// What a report counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Counters {
    pub(super) calls: usize,
    pub(super) rounds: usize,
    pub(super) waits: Vec<Wait>,
    /// Whether the waits of the last round are among them.
    pub(super) counted: bool,
}

impl Setup {
    /// A run that has not begun.
    pub fn new(recipe: Arc<dyn Recipe>, goal: Goal, provider: ProviderInfo) -> Self {
        Self {
            checks: Checks(recipe.checks().into()),
            recipe,
            goal,
            options: Options::default(),
            provider,
            backends: Backends::default(),
            started: None,
            phase: Phase::Acting,
            pause: None,
            tries: 0,
            contended: 0,
            progress: Progress::default(),
            tracks: Tracks::default(),
            counters: Counters::default(),
        }
    }

    /// What the run is for.
    #[must_use]
    pub fn goal(&self) -> &Goal {
        &self.goal
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
        self.backends.buckets = sees_buckets;
        self
    }

    /// Tries the buckets with the role, too, when that is asked for: whoever drives the run can.
    #[must_use]
    pub fn with_probe(mut self, has_probe: bool) -> Self {
        self.backends.probe = has_probe;
        self
    }

    /// What the recipe calls its role and policy, to begin observing.
    #[must_use]
    pub fn observe(&self) -> Observed {
        let recipe = &self.recipe;
        Observed::new(recipe.role().clone(), recipe.policy_type(), recipe.policy())
    }
}
