//! The set-up machine explored, not sampled: every order in which the calls of two runs at once
//! can be carried out, and a run cut off, or left without an answer, after each call.
//!
//! The machine and the account are pure, so a state is cloned and walked from; states that were
//! seen before are not walked twice.

use std::collections::HashSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use rolewright::mock::{Account, Moment};
use rolewright::operation::{
    CreatePolicy, CreatePolicyVersion, ListPoliciesForRole, ListPoliciesForRoleOutput,
};
use rolewright::recipe::container_registry::{POLICY, ROLE, custom_bucket, role_alone};
use rolewright::setup::{Goal, Observed, Outcome, Report, Setup, Step};
use rolewright::{
    AccountId, BucketName, Call, Error, ErrorKind, Operation, ProviderInfo, Reply, Result,
};

/// One run: the machine, what it has seen, and the calls that it waits for.
#[derive(Clone, Debug)]
struct Run {
    setup: Setup,
    observed: Observed,
    round: Vec<(Call, Option<Result<Reply>>)>,
    report: Option<Box<Report>>,
    failed: Option<Error>,
    now: Duration,
}

impl Run {
    fn start(setup: Setup) -> Self {
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

    fn apply(buckets: &[&str]) -> Self {
        let buckets = buckets
            .iter()
            .map(|bucket| BucketName::new(*bucket).unwrap());
        Self::start(setup(
            Arc::new(custom_bucket(buckets).unwrap()),
            Goal::Apply,
        ))
    }

    fn destroy() -> Self {
        Self::start(setup(Arc::new(role_alone().unwrap()), Goal::Destroy))
    }

    /// Asks the machine until it wants calls made, or ends.
    fn advance(&mut self) {
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

    fn open_calls(&self) -> Vec<usize> {
        let open = self
            .round
            .iter()
            .enumerate()
            .filter(|(_, (_, answer))| answer.is_none());
        open.map(|(index, _)| index).collect()
    }

    /// Carries out one call of the round; the machine sees the answers once all are there.
    fn make(&mut self, index: usize, account: &mut Account, answered: bool) {
        let (call, answer) = &mut self.round[index];
        let reply = account.execute(call, &moment());
        *answer = Some(if answered { reply } else { Err(lost()) });
        if self.open_calls().is_empty() {
            self.observed.begin_round();
            for (call, answer) in std::mem::take(&mut self.round) {
                self.observed.absorb(call, answer.unwrap());
            }
            self.advance();
        }
    }

    fn finished(mut self, account: &mut Account) -> Self {
        while let Some(&index) = self.open_calls().first() {
            self.make(index, account, true);
        }
        self
    }

    fn outcome(&self) -> Outcome {
        match (&self.report, &self.failed) {
            (Some(report), _) => report.outcome,
            (None, failed) => panic!("the run did not end well: {failed:?}"),
        }
    }
}

fn setup(recipe: Arc<dyn rolewright::recipe::Recipe>, goal: Goal) -> Setup {
    let info = ProviderInfo {
        name: "memory".into(),
        endpoint: "memory".into(),
        simulated: true,
    };
    Setup::new(recipe, goal, info)
}

fn moment() -> Moment {
    Moment::new("2026-01-02T03:04:05Z".parse().unwrap(), "R")
}

fn lost() -> Error {
    Error::new(ErrorKind::Transport, "the answer was lost").with_maybe_applied(true)
}

fn key(account: &Account, runs: &[Run]) -> u64 {
    let mut hasher = DefaultHasher::new();
    account.hash(&mut hasher);
    format!("{runs:?}").hash(&mut hasher);
    hasher.finish()
}

/// Walks every order of the runs' calls and hands each end to `check`; says how many states and
/// ends there were.
fn walk(start: &Account, runs: &[Run], check: &dyn Fn(&Account, &[Run])) -> (usize, usize) {
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

/// Panics unless the account proves, by a run of its own, that all the buckets are granted.
fn assert_granted(account: &Account, buckets: &[&str]) {
    let names = buckets
        .iter()
        .map(|bucket| BucketName::new(*bucket).unwrap());
    let verify = setup(Arc::new(custom_bucket(names).unwrap()), Goal::Verify);
    let run = Run::start(verify).finished(&mut account.clone());
    let report = run.report.expect("verify ends");
    let broken: Vec<_> = report
        .requirements
        .iter()
        .filter(|requirement| requirement.reason.is_some() && requirement.id == "access")
        .collect();
    assert!(
        report.is_proven(),
        "{buckets:?} are not all granted: {broken:#?}"
    );
    assert!(account.policies[POLICY].versions.len() <= 5);
}

fn empty() -> Account {
    Account::new(&AccountId::new("1234567890123456").unwrap())
}

/// An account that was set up for these buckets, one run after the other.
fn set_up_for(buckets: &[&str]) -> Account {
    let mut account = empty();
    for bucket in buckets {
        Run::apply(&[bucket]).finished(&mut account);
    }
    account
}

fn both_granted(start: &Account, had: &[&str]) {
    let runs = [Run::apply(&["bucket-a"]), Run::apply(&["bucket-b"])];
    let all: Vec<&str> = had
        .iter()
        .copied()
        .chain(["bucket-a", "bucket-b"])
        .collect();
    let (states, ends) = walk(start, &runs, &|account, runs| {
        for run in runs {
            assert!(
                matches!(run.outcome(), Outcome::Changed | Outcome::Unchanged),
                "{:?}",
                run.report
            );
        }
        assert_granted(account, &all);
    });
    println!("{states} states, {ends} ends");
    assert!(states > 500 && ends > 0);
}

#[test]
fn two_first_set_ups_at_once_end_with_both_buckets_granted() {
    both_granted(&empty(), &[]);
}

#[test]
fn two_updates_at_once_end_with_both_buckets_granted() {
    both_granted(&set_up_for(&["bucket-x"]), &["bucket-x"]);
}

#[test]
fn two_updates_at_once_lose_nothing_where_versions_run_out() {
    let had = ["bucket-v", "bucket-w", "bucket-x", "bucket-y"];
    both_granted(&set_up_for(&had), &had);
}

#[test]
fn two_updates_at_once_lose_nothing_at_five_versions() {
    let had = ["bucket-u", "bucket-v", "bucket-w", "bucket-x", "bucket-y"];
    both_granted(&set_up_for(&had), &had);
}

/// Cuts a run off after each of its calls, in every order of its calls, and lets another finish.
fn cut_off_everywhere(start: &Account, run: &Run, check: &dyn Fn(&mut Account)) -> usize {
    let mut seen = HashSet::new();
    let mut stack = vec![(start.clone(), run.clone())];
    while let Some((account, run)) = stack.pop() {
        if !seen.insert(key(&account, std::slice::from_ref(&run))) {
            continue;
        }
        check(&mut account.clone());
        for index in run.open_calls() {
            let (mut account, mut run) = (account.clone(), run.clone());
            run.make(index, &mut account, true);
            stack.push((account, run));
        }
    }
    seen.len()
}

#[test]
fn a_run_cut_off_after_each_call_is_finished_by_the_next() {
    let full = set_up_for(&["bucket-u", "bucket-v", "bucket-w", "bucket-x", "bucket-y"]);
    for (start, had) in [
        (empty(), None),
        (set_up_for(&["bucket-x"]), Some("bucket-x")),
        (full, Some("bucket-u")),
    ] {
        let cuts = cut_off_everywhere(&start, &Run::apply(&["bucket-a"]), &|account| {
            let run = Run::apply(&["bucket-a"]).finished(account);
            assert!(matches!(
                run.outcome(),
                Outcome::Changed | Outcome::Unchanged
            ));
            let all: Vec<&str> = had.into_iter().chain(["bucket-a"]).collect();
            assert_granted(account, &all);
        });
        assert!(cuts > 7, "{cuts}");
    }
}

#[test]
fn a_destroy_cut_off_after_each_call_is_finished_by_the_next() {
    let start = set_up_for(&["bucket-x", "bucket-y"]);
    let cuts = cut_off_everywhere(&start, &Run::destroy(), &|account| {
        Run::destroy().finished(account).outcome();
        assert!(account.roles.is_empty() && account.policies.is_empty());
    });
    assert!(cuts > 7, "{cuts}");
}

#[test]
fn an_answer_lost_after_each_call_is_made_up_for_by_the_run_itself() {
    for start in [empty(), set_up_for(&["bucket-x"])] {
        for lost_call in 0..12 {
            let mut account = start.clone();
            let mut run = Run::apply(&["bucket-a"]);
            for made in 0.. {
                let Some(&index) = run.open_calls().first() else {
                    break;
                };
                run.make(index, &mut account, made != lost_call);
            }
            assert!(
                matches!(run.outcome(), Outcome::Changed | Outcome::Unchanged),
                "{lost_call}"
            );
            assert_granted(&account, &["bucket-a"]);
            assert_eq!(attached(&mut account), [POLICY]);
        }
    }
}

fn attached(account: &mut Account) -> Vec<String> {
    let call = Call::of(&ListPoliciesForRole {
        role_name: ROLE.into(),
    });
    let output: ListPoliciesForRoleOutput =
        account.execute(&call, &moment()).unwrap().decode().unwrap();
    output
        .policies
        .policy
        .into_iter()
        .map(|policy| policy.policy_name)
        .collect()
}

/// The explorer would see a loss: a writer that never looks at the versions in between loses a
/// bucket in some order.
#[test]
fn a_writer_that_does_not_merge_loses_a_bucket_in_some_order() {
    let start = set_up_for(&["bucket-x"]);
    let blind = |bucket: &str| {
        let mut account = start.clone();
        Run::apply(&[bucket]).finished(&mut account);
        account.policies[POLICY]
            .versions
            .values()
            .last()
            .unwrap()
            .document
            .clone()
    };
    let mut account = start.clone();
    for bucket in ["bucket-a", "bucket-b"] {
        let call = Call::of(&CreatePolicyVersion {
            policy_name: POLICY.into(),
            policy_document: blind(bucket),
            set_as_default: Some(true),
            rotate_strategy: None,
        });
        account.execute(&call, &moment()).unwrap();
    }
    let lost = std::panic::catch_unwind(|| assert_granted(&account, &["bucket-a", "bucket-b"]));
    assert!(lost.is_err());
    assert_eq!(CreatePolicy::ACTION, "CreatePolicy");
}
