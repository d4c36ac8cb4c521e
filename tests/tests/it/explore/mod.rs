//! Exhaustive exploration of the set-up engine: every order of the calls of two concurrent runs, and
//! runs that are killed or lose a reply after each call.

mod contention;
mod cut_off;
mod removal;
mod rollback_and_destroy;
pub(crate) mod split;
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

/// Creates an account that is set up for these buckets, one run per bucket.
pub(crate) fn set_up_for(buckets: &[&str]) -> Account {
    let mut account = empty();
    for bucket in buckets {
        Run::apply(&[bucket]).finished(&mut account);
    }
    account
}

/// Whether a verify run passes for the bucket.
pub(crate) fn is_granted(account: &Account, bucket: &str) -> bool {
    let verify = Run::start(setup(recipe(&[bucket]), Goal::VERIFY));
    let report = verify.finished(&mut account.clone()).report;
    report.is_some_and(|report| report.has_passed())
}

/// Whether any access to the bucket is allowed.
pub(crate) fn is_left(account: &Account, bucket: &str) -> bool {
    let verify = Run::start(setup(recipe(&[bucket]), Goal::VERIFY));
    let report = verify.finished(&mut account.clone()).report.unwrap();
    let mut requirements = report.requirements.iter();
    requirements.any(|requirement| {
        requirement.subject.as_deref() == Some(bucket) && requirement.status == Status::Passed
    })
}

/// Ages all versions by hours, so that none counts as recent.
pub(crate) fn hours_later(account: &mut Account) {
    for version in account
        .policies
        .values_mut()
        .flat_map(|policy| policy.versions.values_mut())
    {
        version.created = "2026-01-01T00:00:00Z".to_owned();
    }
}

/// Asserts that all buckets are granted, and that the account is sound.
pub(crate) fn assert_granted(account: &Account, buckets: &[&str]) {
    for bucket in buckets {
        assert!(is_granted(account, bucket), "{bucket} is not granted");
    }
    assert_sound(account);
}

/// Asserts that limits are kept, and that all policies are attached.
pub(crate) fn assert_sound(account: &Account) {
    let attached = |name: &str| {
        let mut roles = account.roles.values();
        roles.any(|role| role.policies.iter().any(|one| one.policy_name == *name))
    };
    for (name, policy) in &account.policies {
        assert!(policy.versions.len() <= 5, "{name}");
        assert!(attached(name), "{name} is not attached");
    }
}

pub(crate) fn ended_well(run: &Run) -> bool {
    let report = run.report.as_ref();
    report.is_some_and(|report| matches!(report.outcome, Outcome::Changed | Outcome::Unchanged))
}

/// Returns the result of a run, in one line.
pub(crate) fn describe(run: &Run) -> String {
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

/// Asserts that after each intermediate account the next run finishes, and `check` passes.
fn next_finishes(walk: &Walk, next: &dyn Fn() -> Run, check: &dyn Fn(&Account)) {
    for account in walk.accounts.values() {
        let mut account = account.clone();
        let run = next().finished(&mut account);
        assert!(ended_well(&run), "{}", describe(&run));
        check(&account);
    }
}

/// Walks, and asserts that all runs succeed in each end.
fn all_end_well(what: &str, start: &Account, runs: &[Run]) -> Walk {
    let walk = Walk::of(start, runs);
    walk.print_size(what);
    for run in walk.ends.iter().flat_map(|(_, runs)| runs) {
        assert!(ended_well(run), "{}", describe(run));
    }
    walk
}
