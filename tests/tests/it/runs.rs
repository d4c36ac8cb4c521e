//! Runs that are driven by hand, call by call, and every order in which they can be.

use std::collections::HashSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use rolewright::mock::{Account, Moment};
use rolewright::recipe::Recipe;
use rolewright::recipe::container_registry::{custom_bucket, role_alone};
use rolewright::setup::{Goal, Observed, Outcome, Report, Setup, Step};
use rolewright::{BucketName, Call, Error, ErrorKind, ProviderInfo, Reply, Result};

/// One run: the machine, what it has seen, and the calls that it waits for.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) setup: Setup,
    pub(crate) observed: Observed,
    pub(crate) round: Vec<(Call, Option<Result<Reply>>)>,
    pub(crate) report: Option<Box<Report>>,
    pub(crate) failed: Option<Error>,
    pub(crate) now: Duration,
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
        };
        run.advance();
        run
    }

    pub(crate) fn apply(buckets: &[&str]) -> Self {
        let buckets = buckets
            .iter()
            .map(|bucket| BucketName::new(*bucket).unwrap());
        Self::start(setup(
            Arc::new(custom_bucket(buckets).unwrap()),
            Goal::Apply,
        ))
    }

    pub(crate) fn destroy() -> Self {
        Self::start(setup(Arc::new(role_alone().unwrap()), Goal::Destroy))
    }

    /// Asks the machine until it wants calls made, or ends.
    pub(crate) fn advance(&mut self) {
        loop {
            match self.setup.next(&self.observed, self.now) {
                Step::Read(calls) | Step::Write(calls) => {
                    self.round = calls.into_iter().map(|call| (call, None)).collect();
                    return;
                }
                Step::Wait(time) => self.now += time,
                Step::Done(report) => return self.report = Some(report),
                Step::Blocked(error) => return self.failed = Some(error),
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

    /// Carries out one call of the round; the machine sees the answers once all are there.
    pub(crate) fn make(&mut self, index: usize, account: &mut Account, answered: bool) {
        let (call, answer) = &mut self.round[index];
        let reply = account.execute(call, &moment());
        *answer = Some(if answered { reply } else { Err(lost()) });
        if self.open_calls().is_empty() {
            self.hand_over();
        }
    }

    /// Shows the machine the answers of the round.
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

    pub(crate) fn outcome(&self) -> Outcome {
        match (&self.report, &self.failed) {
            (Some(report), _) => report.outcome,
            (None, failed) => panic!("the run did not end well: {failed:?}"),
        }
    }
}

pub(crate) fn setup(recipe: Arc<dyn Recipe>, goal: Goal) -> Setup {
    let info = ProviderInfo {
        name: "memory".into(),
        endpoint: "memory".into(),
        simulated: true,
    };
    Setup::new(recipe, goal, info)
}

pub(crate) fn moment() -> Moment {
    Moment::new("2026-01-02T03:04:05Z".parse().unwrap(), "R")
}

pub(crate) fn lost() -> Error {
    Error::new(ErrorKind::Transport, "the answer was lost").with_maybe_applied(true)
}

pub(crate) fn key(account: &Account, runs: &[Run]) -> u64 {
    let mut hasher = DefaultHasher::new();
    account.hash(&mut hasher);
    format!("{runs:?}").hash(&mut hasher);
    hasher.finish()
}

/// Walks every order of the runs' calls and hands each end to `check`; says how many states and
/// ends there were.
pub(crate) fn walk(
    start: &Account,
    runs: &[Run],
    check: &dyn Fn(&Account, &[Run]),
) -> (usize, usize) {
    let mut seen = HashSet::new();
    let mut ends = 0;
    let mut stack = vec![(start.clone(), runs.to_vec())];
    while let Some((account, runs)) = stack.pop() {
        if !seen.insert(key(&account, &runs)) {
            continue;
        }
        let mut moved = false;
        for (who, run) in runs.iter().enumerate() {
            for index in run.open_calls() {
                let (mut account, mut runs) = (account.clone(), runs.clone());
                runs[who].make(index, &mut account, true);
                stack.push((account, runs));
                moved = true;
            }
        }
        if !moved {
            ends += 1;
            check(&account, &runs);
        }
    }
    (seen.len(), ends)
}
