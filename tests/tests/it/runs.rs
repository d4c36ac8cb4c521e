//! Runs that a test drives call by call.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use rolewright::mock::{Account, Moment};
use rolewright::recipe::Recipe;
use rolewright::recipe::container_registry::{custom_bucket, role_alone};
use rolewright::setup::{Goal, Observed, Options, Outcome, Report, RetryPolicy, Setup, Step};
use rolewright::{BucketName, Call, Error, ErrorKind, ProviderInfo, Reply, Result};

/// A run: the engine, its observations, and its pending calls.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) setup: Setup,
    pub(crate) observed: Observed,
    pub(crate) round: Vec<(Call, Option<Result<Reply>>)>,
    pub(crate) report: Option<Box<Report>>,
    pub(crate) failed: Option<Error>,
    pub(crate) now: Duration,
    /// Hash of the state that determines further steps, without the round; unused if `None`.
    pub(crate) known: u64,
    pub(crate) unhashed: bool,
}

impl Run {
    pub(crate) fn start(setup: Setup) -> Self {
        let observed = setup.observe();
        let mut run = Self {
            setup,
            observed,
            round: Vec::new(),
            report: None,
            failed: None,
            now: Duration::ZERO,
            known: 0,
            unhashed: false,
        };
        run.advance();
        run
    }

    pub(crate) fn apply(buckets: &[&str]) -> Self {
        Self::with(Goal::Apply, buckets, Options::default())
    }

    pub(crate) fn remove(buckets: &[&str]) -> Self {
        Self::with(Goal::Remove, buckets, Options::default())
    }

    pub(crate) fn split(buckets: &[&str]) -> Self {
        let split = Options {
            split: true,
            ..Options::default()
        };
        Self::with(Goal::Apply, buckets, split)
    }

    pub(crate) fn rollback(version: &str) -> Self {
        let to = Some(version.to_owned());
        Self::with(Goal::Rollback { to }, &[], Options::default())
    }

    pub(crate) fn destroy() -> Self {
        Self::with(Goal::Destroy, &[], Options::default())
    }

    pub(crate) fn with(goal: Goal, buckets: &[&str], options: Options) -> Self {
        Self::start(setup_for(goal, buckets, options))
    }

    /// Gives up sooner, so that runs that revert each other have fewer orders.
    pub(crate) fn hasty(goal: Goal, buckets: &[&str], options: Options) -> Self {
        let retry = RetryPolicy {
            tries: 1,
            ..RetryPolicy::default()
        };
        Self::with(goal, buckets, Options { retry, ..options })
    }

    /// Advances the engine to its next calls, or to its end.
    pub(crate) fn advance(&mut self) {
        self.round = self.next_calls();
        self.known = 0;
        if self.unhashed {
            return;
        }
        let mut hasher = DefaultHasher::new();
        match (&self.report, &self.failed) {
            (None, None) => {
                without_counters(&format!("{:?}", self.setup)).hash(&mut hasher);
                format!("{:?}{:?}", self.observed, self.round).hash(&mut hasher);
            }
            (report, failed) => {
                let summary = report
                    .as_ref()
                    .map(|report| (report.outcome, &report.error, &report.requirements));
                format!("{summary:?}{failed:?}").hash(&mut hasher);
            }
        }
        self.known = hasher.finish();
    }

    fn next_calls(&mut self) -> Vec<(Call, Option<Result<Reply>>)> {
        loop {
            match self.setup.next(&self.observed, self.now) {
                Step::Read(queries) => {
                    let calls = queries.iter().map(|query| query.call().unwrap());
                    return calls.map(|call| (call.clone(), None)).collect();
                }
                Step::Write(calls) => {
                    return calls.into_iter().map(|call| (call, None)).collect();
                }
                Step::Wait(time) => self.now += time,
                Step::Done(report) => self.report = Some(report),
                Step::Blocked(error) => self.failed = Some(error),
            }
            if self.report.is_some() || self.failed.is_some() {
                return Vec::new();
            }
        }
    }

    pub(crate) fn open_calls(&self) -> Vec<usize> {
        let open = self
            .round
            .iter()
            .enumerate()
            .filter(|(_, (_, answer))| answer.is_none());
        open.map(|(index, _)| index).collect()
    }

    /// Executes one call of the round; the engine gets the replies when all have arrived.
    pub(crate) fn make(&mut self, index: usize, account: &mut Account, answered: bool) {
        let (call, answer) = &mut self.round[index];
        let reply = account.execute(call, &moment());
        *answer = Some(if answered { reply } else { Err(lost()) });
        if self.open_calls().is_empty() {
            self.hand_over();
        }
    }

    /// Passes the replies of the round to the engine.
    pub(crate) fn hand_over(&mut self) {
        self.observed.begin_round();
        for (call, answer) in std::mem::take(&mut self.round) {
            self.observed.absorb(call, answer.unwrap());
        }
        self.advance();
    }

    pub(crate) fn finished(mut self, account: &mut Account) -> Self {
        while let Some(&index) = self.open_calls().first() {
            self.make(index, account, true);
        }
        self
    }

    /// Returns the run after a kill: it makes no further calls, and all killed runs are equal.
    pub(crate) fn killed(mut self) -> Self {
        self.round.clear();
        self.failed = Some(Error::new(ErrorKind::Incomplete, KILLED));
        self.known = u64::MAX;
        self
    }

    pub(crate) fn is_killed(&self) -> bool {
        self.known == u64::MAX
    }

    /// Whether the run waits for the replies of a read-only round.
    pub(crate) fn is_reading(&self) -> bool {
        self.round.iter().all(|(call, _)| call.is_read())
    }

    pub(crate) fn outcome(&self) -> Outcome {
        match (&self.report, &self.failed) {
            (Some(report), _) => report.outcome,
            (None, failed) => panic!("the run failed: {failed:?}"),
        }
    }
}

/// Removes the counters, which only the report uses.
fn without_counters(setup: &str) -> String {
    let (before, counters) = setup.split_once(", counters: ").unwrap();
    let (_, after) = counters.rsplit_once(", counted: ").unwrap();
    format!("{before}{after}")
}

const KILLED: &str = "killed";

/// Returns the recipe for these buckets; without buckets, the one for existing ones.
pub(crate) fn recipe(buckets: &[&str]) -> Arc<dyn Recipe> {
    let names = buckets.iter().map(|name| BucketName::new(*name).unwrap());
    if buckets.is_empty() {
        Arc::new(role_alone().unwrap())
    } else {
        Arc::new(custom_bucket(names).unwrap())
    }
}

impl Hash for Run {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.known.hash(hasher);
        for (_, answer) in &self.round {
            match answer {
                None => hasher.write_u8(0),
                Some(Ok(reply)) => reply.body().hash(hasher),
                Some(Err(error)) => format!("{error:?}").hash(hasher),
            }
        }
    }
}

pub(crate) fn setup(recipe: Arc<dyn Recipe>, goal: Goal) -> Setup {
    let info = ProviderInfo::new("memory", "memory").with_simulated(true);
    Setup::new(recipe, goal, info)
}

pub(crate) fn setup_for(goal: Goal, buckets: &[&str], options: Options) -> Setup {
    setup(recipe(buckets), goal).with_options(options)
}

pub(crate) fn moment() -> Moment {
    Moment::new("2026-01-02T03:04:05Z".parse().unwrap(), "R")
}

pub(crate) fn lost() -> Error {
    Error::new(ErrorKind::Transport, "the reply was lost").with_maybe_applied(true)
}
