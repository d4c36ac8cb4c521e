//! Two and three concurrent runs that each add a bucket, with and without a kill.

use rolewright::mock::Account;

use super::{Walk, assert_granted, describe, empty, ended_well, is_granted, set_up_for};
use crate::runs::Run;

const BUCKETS: [&str; 3] = ["bucket-a", "bucket-b", "bucket-c"];

fn adders(count: usize) -> Vec<Run> {
    let buckets = BUCKETS.iter().take(count);
    buckets.map(|bucket| Run::apply(&[bucket])).collect()
}

/// Asserts that in each end the surviving runs succeeded, and earlier buckets are granted. A bucket
/// that a killed run hid is granted after another apply, see ARCHITECTURE.md.
fn nothing_is_lost(what: &str, walk: &Walk, had: &[&str]) {
    walk.print_size(what);
    let (mut healed, mut hidden) = (0, 0);
    for (account, runs) in &walk.ends {
        let mut account = account.clone();
        for (run, bucket) in runs.iter().zip(BUCKETS) {
            if run.is_killed() {
                healed += 1;
                let again = Run::apply(&[bucket]).finished(&mut account);
                assert!(ended_well(&again), "{}", describe(&again));
            } else {
                assert!(ended_well(run), "{}", describe(run));
            }
        }
        let killed = runs.iter().any(Run::is_killed);
        for bucket in &BUCKETS[..runs.len()] {
            if killed && !is_granted(&account, bucket) {
                hidden += 1;
                let again = Run::apply(&[bucket]).finished(&mut account);
                assert!(ended_well(&again), "{}", describe(&again));
            }
        }
        for bucket in had.iter().chain(&BUCKETS[..runs.len()]) {
            assert!(is_granted(&account, bucket), "{bucket} is lost");
        }
        assert_granted(&account, had);
    }
    println!("  {healed} killed runs repeated, {hidden} hidden buckets applied again");
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
fn two_runs_with_a_kill_lose_nothing_after_a_repetition() {
    for (name, start, had) in starts() {
        let walk = Walk::with_a_kill(&start, &adders(2));
        nothing_is_lost(&format!("two and a kill, from {name}"), &walk, &had);
    }
}

#[test]
fn three_first_set_ups_with_a_kill_lose_nothing_after_a_repetition() {
    let walk = Walk::by_rounds_with_a_kill(None, &empty(), &adders(3));
    nothing_is_lost("three and a kill, from nothing", &walk, &[]);
}

#[test]
fn three_updates_with_a_kill_and_few_interruptions_lose_nothing() {
    for (name, start, had) in starts().into_iter().skip(1) {
        let walk = Walk::by_rounds_with_a_kill(Some(3), &start, &adders(3));
        nothing_is_lost(&format!("three and a kill, from {name}"), &walk, &had);
    }
}

#[test]
#[ignore = "hours: cargo test -p rolewright-tests --all-features --test it -- explore::contention --ignored"]
fn three_updates_with_a_kill_lose_nothing_after_a_repetition() {
    for (name, start, had) in starts().into_iter().skip(1) {
        let walk = Walk::by_rounds_with_a_kill(None, &start, &adders(3));
        nothing_is_lost(&format!("three and a kill, from {name}"), &walk, &had);
    }
}
