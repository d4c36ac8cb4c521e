//! Two and three runs at once that each add a bucket, with and without one of them killed.

use rolewright::mock::Account;

use super::{Walk, assert_granted, empty, ended_well, is_granted, set_up_for, told};
use crate::runs::Run;

const BUCKETS: [&str; 3] = ["bucket-a", "bucket-b", "bucket-c"];

fn adders(count: usize) -> Vec<Run> {
    let buckets = BUCKETS.iter().take(count);
    buckets.map(|bucket| Run::apply(&[bucket])).collect()
}

/// In each end the runs that lived are done, and what the account had is granted. A bucket that the
/// killed run hid is granted once it is applied again, as ARCHITECTURE.md says; without a kill none
/// is hidden.
fn nothing_is_lost(what: &str, walk: &Walk, had: &[&str]) {
    walk.told(what);
    let (mut healed, mut hidden) = (0, 0);
    for (account, runs) in &walk.ends {
        let mut account = account.clone();
        for (run, bucket) in runs.iter().zip(BUCKETS) {
            if run.is_killed() {
                healed += 1;
                let again = Run::apply(&[bucket]).finished(&mut account);
                assert!(ended_well(&again), "{}", told(&again));
            } else {
                assert!(ended_well(run), "{}", told(run));
            }
        }
        let killed = runs.iter().any(Run::is_killed);
        for bucket in &BUCKETS[..runs.len()] {
            if killed && !is_granted(&account, bucket) {
                hidden += 1;
                let again = Run::apply(&[bucket]).finished(&mut account);
                assert!(ended_well(&again), "{}", told(&again));
            }
        }
        for bucket in had.iter().chain(&BUCKETS[..runs.len()]) {
            assert!(is_granted(&account, bucket), "{bucket} is lost");
        }
        assert_granted(&account, had);
    }
    println!("  {healed} killed runs were run again, {hidden} hidden buckets were applied again");
}

fn starts() -> [(&'static str, Account, Vec<&'static str>); 3] {
    let five = vec!["bucket-u", "bucket-v", "bucket-w", "bucket-x", "bucket-y"];
    [
        ("nothing", empty(), Vec::new()),
        ("one version", set_up_for(&["bucket-x"]), vec!["bucket-x"]),
        ("five versions", set_up_for(&five), five),
    ]
}

#[test]
fn two_runs_of_which_one_is_killed_anywhere_lose_nothing_once_it_ran_again() {
    for (name, start, had) in starts() {
        let walk = Walk::with_a_kill(&start, &adders(2));
        nothing_is_lost(&format!("two and a kill, from {name}"), &walk, &had);
    }
}

#[test]
fn three_first_set_ups_of_which_one_may_be_killed_anywhere_lose_nothing_once_it_ran_again() {
    let walk = Walk::by_rounds_with_a_kill(None, &empty(), &adders(3));
    nothing_is_lost("three and a kill, from nothing", &walk, &[]);
}

#[test]
fn three_updates_of_which_one_is_killed_and_that_interrupt_each_other_a_few_times_lose_nothing() {
    for (name, start, had) in starts().into_iter().skip(1) {
        let walk = Walk::by_rounds_with_a_kill(Some(3), &start, &adders(3));
        nothing_is_lost(&format!("three and a kill, from {name}"), &walk, &had);
    }
}

#[test]
#[ignore = "hours: cargo test -p rolewright-tests --all-features --test it -- explore::crowd --ignored"]
fn three_updates_of_which_one_is_killed_anywhere_lose_nothing_once_it_ran_again() {
    for (name, start, had) in starts().into_iter().skip(1) {
        let walk = Walk::by_rounds_with_a_kill(None, &start, &adders(3));
        nothing_is_lost(&format!("three and a kill, from {name}"), &walk, &had);
    }
}
