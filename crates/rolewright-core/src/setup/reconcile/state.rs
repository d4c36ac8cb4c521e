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

/// The next step of a run.
#[derive(Clone, Debug)]
pub enum Step {
    /// Make these queries concurrently; none has a lasting effect.
    Read(Vec<Query>),
    /// Make these calls concurrently.
    Write(Vec<Call>),
    /// Wait, then call [`Setup::next`] again.
    Wait(Duration),
    /// The run has ended.
    Done(Box<Report>),
    /// The run can't continue, and nothing was changed.
    Blocked(Error),
}

/// One run: its recipe, goal, options and progress.
///
/// Pure and cheap to clone, so that a test can explore every interleaving of its calls.
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
    /// The number of waits for failed calls and for reads that don't show a write yet.
    pub(super) tries: u32,
    /// The number of waits for other runs since one of them last made progress.
    pub(super) contended: u32,
    /// The number of waits for a service that deletes its role.
    pub(super) polls: u32,
    /// Queries that keep failing and that the run doesn't need; they are not repeated any more.
    pub(super) given_up: Vec<Query>,
    pub(super) progress: Progress,
    pub(super) tracks: Tracks,
    pub(super) counters: Counters,
}

/// The span of a run.
#[cfg(feature = "tracing")]
pub(in crate::setup) fn span_of(setup: &Setup) -> tracing::Span {
    tracing::info_span!(
        "setup_run",
        goal = ?setup.goal.kind(),
        recipe = setup.recipe.name(),
        role = %setup.recipe.role(),
        provider = %setup.provider.name,
        outcome = tracing::field::Empty,
        error = tracing::field::Empty,
    )
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

/// Prints only their number: they follow from the recipe.
impl fmt::Debug for Checks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} checks", self.0.len())
    }
}

/// The driver's backends besides the provider.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Backends {
    /// Whether it can inspect buckets.
    pub(super) buckets: bool,
    /// Whether it can use buckets with the role.
    pub(super) probe: bool,
}

/// The phase of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Reading, planning and writing.
    Acting,
    /// Reading back after the last write.
    ReadingBack,
}

/// The reason for the last wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pause {
    /// A failed call that may succeed later.
    Failure,
    /// Other runs that write to the same policy.
    Contention,
    /// A read that doesn't show a write yet.
    ReadBack,
    /// A service that deletes its role.
    Deletion,
}

/// The changes of a run, made and remaining.
#[derive(Clone, Debug, Default)]
pub(super) struct Progress {
    pub(super) done: Vec<Change>,
    /// Writes without a reply; only a read shows whether they succeeded.
    pub(super) uncertain: Vec<Change>,
    pub(super) planned: Vec<Change>,
    pub(super) findings: Vec<Finding>,
}

/// The counts of a report.
#[derive(Clone, Debug, Default)]
pub(super) struct Counters {
    pub(super) calls: usize,
    pub(super) rounds: usize,
    pub(super) waits: Vec<Wait>,
    /// Whether the last round's waits are included.
    pub(super) counted: bool,
}

impl Setup {
    /// Returns a run that has not started.
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
            polls: 0,
            given_up: Vec::new(),
            progress: Progress::default(),
            tracks: Tracks::default(),
            counters: Counters::default(),
        }
    }

    /// Returns the goal.
    #[must_use]
    pub fn goal(&self) -> &Goal {
        &self.goal
    }

    /// Sets the options.
    #[must_use]
    pub fn with_options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Sets whether the driver can inspect buckets; if so, the run queries them.
    #[must_use]
    pub fn inspecting_buckets(mut self, sees_buckets: bool) -> Self {
        self.backends.buckets = sees_buckets;
        self
    }

    /// Sets whether the driver can use buckets with the role; if so, a live verify tests them.
    #[must_use]
    pub fn with_probe(mut self, has_probe: bool) -> Self {
        self.backends.probe = has_probe;
        self
    }

    /// Returns the empty observed state for the recipe's role and policy.
    #[must_use]
    pub fn observe(&self) -> Observed {
        let recipe = &self.recipe;
        Observed::new(recipe.role().clone(), recipe.policy_type(), recipe.policy())
    }
}
