//! Rollback and destroy during another run.

use rolewright::mock::Account;
use rolewright::recipe::container_registry::POLICY;
use rolewright::setup::{Goal, Options};

use super::split::pooled_to_the_brim;
use super::{Walk, assert_granted, describe, ended_well, is_granted, next_finishes, set_up_for};
use crate::runs::Run;

fn back_to(version: &str) -> Run {
    let to = Some(version.to_owned());
    Run::hasty(Goal::Rollback { to }, &[], Options::default())
}

#[test]
fn a_rollback_concurrent_with_an_update_is_finished_by_the_next_run() {
    let start = set_up_for(&["bucket-v", "bucket-w", "bucket-x"]);
    let runs = [
        Run::hasty(Goal::Apply, &["bucket-a"], Options::default()),
        back_to("v2"),
    ];
    let walk = Walk::of(&start, &runs);
    walk.print_size("an update and a rollback");
    let granted = |account: &Account| is_granted(account, "bucket-a");
    for (granted, (account, runs)) in walk.judged(granted) {
        assert!(granted || account.policies[POLICY].default_version == 2);
        for run in runs {
            let error = run.report.as_ref().and_then(|report| report.error.as_ref());
            assert!(
                ended_well(run) || error.is_some_and(|e| e.remedy.is_some()),
                "{}",
                describe(run)
            );
        }
    }
    let hidden = walk.judged(granted).filter(|(granted, _)| !granted);
    println!("  bucket-a is not granted in {} ends", hidden.count());
    next_finishes(&walk, &|| Run::apply(&["bucket-a"]), &|account| {
        assert_granted(account, &["bucket-a", "bucket-v", "bucket-w"]);
    });
    next_finishes(&walk, &|| Run::rollback("v2"), &|account| {
        assert_eq!(account.policies[POLICY].default_version, 2);
    });
    next_finishes(&walk, &Run::destroy, &|account| {
        assert!(account.roles.is_empty() && account.policies.is_empty());
    });
}

/// The last writer wins; a run that detects the other reports it, and the next run finishes.
#[test]
fn a_destroy_concurrent_with_an_update_is_finished_by_the_next_run() {
    for (what, start) in [
        (
            "a destroy and an update",
            set_up_for(&["bucket-x", "bucket-y"]),
        ),
        ("a destroy and a first set-up", super::empty()),
    ] {
        let runs = [
            Run::hasty(Goal::Apply, &["bucket-a"], Options::default()),
            Run::hasty(Goal::Destroy, &[], Options::default()),
        ];
        let walk = Walk::with_interruptions(3, &start, &runs);
        walk.print_size(what);
        next_finishes(&walk, &|| Run::apply(&["bucket-a"]), &|account| {
            assert_granted(account, &["bucket-a"]);
        });
        next_finishes(&walk, &Run::destroy, &|account| {
            assert!(account.roles.is_empty() && account.policies.is_empty());
        });
    }
}

#[test]
fn a_destroy_concurrent_with_a_split_leaves_nothing_that_the_next_one_misses() {
    let start = pooled_to_the_brim().account;
    let options = Options {
        split: true,
        ..Options::default()
    };
    let runs = [
        Run::hasty(Goal::Apply, &["bucket-a"], options),
        Run::hasty(Goal::Destroy, &[], Options::default()),
    ];
    let walk = Walk::with_interruptions(3, &start, &runs);
    walk.print_size("a destroy and a split");
    next_finishes(&walk, &Run::destroy, &|account| {
        assert!(account.roles.is_empty() && account.policies.is_empty());
    });
    next_finishes(&walk, &|| Run::split(&["bucket-a"]), &|account| {
        assert_granted(account, &["bucket-a"]);
    });
}
