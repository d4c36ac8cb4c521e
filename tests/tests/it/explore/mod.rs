//! The set-up machine explored, not sampled: every order in which the calls of two runs at once
//! can be carried out, and a run cut off, or left without an answer, after each call.

mod crowd;
mod cut_off;
mod removal;
pub(crate) mod split;
mod takedown;
mod updates;
mod walk;
mod world;

use rolewright::mock::Account;
use rolewright::setup::{Goal, Outcome, Status};

use crate::runs::{Run, recipe, setup};
use walk::Walk;

fn empty() -> Account {
    Account::default()
}

/// An account that was set up for these buckets, one run after the other.
pub(crate) fn set_up_for(buckets: &[&str]) -> Account {
    let mut account = empty();
    for bucket in buckets {
        Run::apply(&[bucket]).finished(&mut account);
    }
    account
}

/// Whether the account proves, by a run of its own, that each access on the bucket is allowed.
pub(crate) fn is_granted(account: &Account, bucket: &str) -> bool {
    let verify = Run::start(setup(recipe(&[bucket]), Goal::VERIFY));
    let report = verify.finished(&mut account.clone()).report;
    report.is_some_and(|report| report.has_passed())
}

/// Whether some access on the bucket is allowed.
pub(crate) fn is_left(account: &Account, bucket: &str) -> bool {
    let verify = Run::start(setup(recipe(&[bucket]), Goal::VERIFY));
    let report = verify.finished(&mut account.clone()).report.unwrap();
    let mut requirements = report.requirements.iter();
    requirements.any(|requirement| {
        requirement.subject.as_deref() == Some(bucket) && requirement.status == Status::Passed
    })
}

/// The account hours later: no version is the recent work of another run any more.
pub(crate) fn hours_later(account: &mut Account) {
    for version in account
        .policies
        .values_mut()
        .flat_map(|policy| policy.versions.values_mut())
    {
        version.created = "2026-01-01T00:00:00Z".to_owned();
    }
}

/// Panics unless all the buckets are granted, and the account is as a set-up leaves it.
pub(crate) fn assert_granted(account: &Account, buckets: &[&str]) {
    for bucket in buckets {
        assert!(is_granted(account, bucket), "{bucket} is not granted");
    }
    assert_sound(account);
}

/// Within the limits, and every further policy in use.
pub(crate) fn assert_sound(account: &Account) {
    let attached = |name: &str| {
        let mut roles = account.roles.values();
        roles.any(|role| role.policies.iter().any(|one| one.policy_name == *name))
    };
    for (name, policy) in &account.policies {
        assert!(policy.versions.len() <= 5, "{name}");
        assert!(attached(name), "{name} is attached to nobody");
    }
}

pub(crate) fn ended_well(run: &Run) -> bool {
    let report = run.report.as_ref();
    report.is_some_and(|report| matches!(report.outcome, Outcome::Changed | Outcome::Unchanged))
}

/// How a run ended, in one line.
pub(crate) fn told(run: &Run) -> String {
    match (&run.report, &run.failed) {
        (Some(report), _) => {
            let done: Vec<_> = report
                .changes
                .iter()
                .map(|c| (c.done, &c.summary))
                .collect();
            let error = report.error.as_ref().map(|error| &error.message);
            format!("{:?} {error:?} {done:?}", report.outcome)
        }
        (None, failed) => format!("{failed:?}"),
    }
}

/// Whatever account the runs leave behind, cut off anywhere: the next run finishes, and `check`
/// holds.
fn next_finishes(walk: &Walk, next: &dyn Fn() -> Run, check: &dyn Fn(&Account)) {
    for account in walk.accounts.values() {
        let mut account = account.clone();
        let run = next().finished(&mut account);
        assert!(ended_well(&run), "{}", told(&run));
        check(&account);
    }
}

/// Walks, and sees that all runs end well in each end.
fn all_end_well(what: &str, start: &Account, runs: &[Run]) -> Walk {
    let walk = Walk::of(start, runs);
    walk.told(what);
    for run in walk.ends.iter().flat_map(|(_, runs)| runs) {
        assert!(ended_well(run), "{}", told(run));
    }
    walk
}
