//! Removal of buckets during another run.

use rolewright::mock::Account;
use rolewright::recipe::container_registry::ROLE;
use rolewright::setup::{Goal, Options};

use super::split::{pooled_to_the_brim, second};
use super::{
    Walk, all_end_well, assert_granted, assert_sound, describe, empty, ended_well, hours_later,
    is_granted, is_left, next_finishes, set_up_for,
};
use crate::runs::Run;

/// Counts the ends in which the bucket is granted.
fn ends_with(walk: &Walk, bucket: &str) -> usize {
    let left = walk.judged(|account| is_left(account, bucket));
    let left = left.filter(|(left, _)| *left);
    let count = left.count();
    println!(
        "  {bucket} is granted again in {count} of {} ends",
        walk.ends.len()
    );
    count
}

/// Asserts that in each end a later run can add a bucket.
fn another_can_be_added(walk: &Walk) {
    for account in walk.left_behind() {
        let run = Run::apply(&["bucket-z"]).finished(&mut account.clone());
        assert!(ended_well(&run), "{}", describe(&run));
    }
}

/// The update writes the whole document that it read, so it can restore a bucket that was removed in
/// between; see ARCHITECTURE.md.
#[test]
fn a_bucket_added_during_a_removal_is_granted() {
    let three = ["bucket-w", "bucket-x", "bucket-y"];
    let five = ["bucket-u", "bucket-v", "bucket-w", "bucket-x", "bucket-y"];
    for had in [&three[..], &five[..]] {
        let start = set_up_for(had);
        let runs = [Run::apply(&["bucket-a"]), Run::remove(&["bucket-x"])];
        let walk = all_end_well("an update and a removal", &start, &runs);
        for account in walk.left_behind() {
            let mut others = had.to_vec();
            others.retain(|bucket| *bucket != "bucket-x");
            assert_granted(account, &others);
            assert_granted(account, &["bucket-a"]);
        }
        let back = ends_with(&walk, "bucket-x");
        assert!(
            back * 2 < walk.ends.len(),
            "most ends are without it: {back}"
        );
        another_can_be_added(&walk);
        next_finishes(&walk, &|| Run::remove(&["bucket-x"]), &|account| {
            assert!(!is_left(account, "bucket-x"));
            assert_sound(account);
        });
        next_finishes(&walk, &|| Run::apply(&["bucket-a"]), &|account| {
            assert_granted(account, &["bucket-a"]);
        });
    }
}

#[test]
fn two_concurrent_removals_keep_the_other_buckets() {
    // One version: versions of the removals can't be deleted within an hour.
    let mut start = empty();
    Run::apply(&["bucket-w", "bucket-x", "bucket-y"]).finished(&mut start);
    let runs = [Run::remove(&["bucket-x"]), Run::remove(&["bucket-y"])];
    let walk = all_end_well("two removals", &start, &runs);
    for account in walk.left_behind() {
        assert_granted(account, &["bucket-w"]);
    }
    let back = ends_with(&walk, "bucket-x") + ends_with(&walk, "bucket-y");
    assert!(
        back * 2 < walk.ends.len(),
        "most ends are without them: {back}"
    );
    another_can_be_added(&walk);
    next_finishes(
        &walk,
        &|| Run::remove(&["bucket-x", "bucket-y"]),
        &|account| {
            assert!(!is_left(account, "bucket-x") && !is_left(account, "bucket-y"));
            assert_granted(account, &["bucket-w"]);
        },
    );
}

/// Creates a full first policy, and a numbered one with only `bucket-x`.
fn with_a_further_policy() -> Account {
    let mut account = pooled_to_the_brim().account;
    Run::split(&["bucket-x"]).finished(&mut account);
    assert!(account.policies.contains_key(&second()));
    account
}

#[test]
fn a_numbered_policy_without_buckets_is_deleted() {
    let mut account = with_a_further_policy();
    let full = pooled_to_the_brim().account;
    let run = Run::remove(&["bucket-x"]).finished(&mut account);
    assert!(ended_well(&run) && !account.policies.contains_key(&second()));
    assert_eq!(account.roles[ROLE].policies, full.roles[ROLE].policies);
}

/// The policy is deleted, or kept with the added bucket: it is never deleted with a bucket, and never
/// kept without the role.
#[test]
fn a_bucket_added_to_a_numbered_policy_during_its_deletion_is_granted() {
    for start in [with_a_further_policy(), {
        let mut versions = with_a_further_policy();
        Run::split(&["bucket-y"]).finished(&mut versions);
        Run::remove(&["bucket-y"]).finished(&mut versions);
        versions
    }] {
        let options = Options {
            split: true,
            ..Options::default()
        };
        let runs = [
            Run::hasty(Goal::Apply, &["bucket-a"], options),
            Run::hasty(Goal::Remove, &["bucket-x"], Options::default()),
        ];
        let walk = Walk::with_interruptions(3, &start, &runs);
        walk.print_size("an update of a numbered policy during its deletion");
        let mut badly = 0;
        for (granted, (_, runs)) in walk.judged(|account| is_granted(account, "bucket-a")) {
            let results = [describe(&runs[0]), describe(&runs[1])];
            let unfinished = runs.iter().filter(|run| !ended_well(run)).count();
            badly += unfinished;
            assert!(unfinished > 0 || granted, "{results:#?}");
        }
        println!("  {badly} runs reported a failure");
        ends_with(&walk, "bucket-x");
        next_finishes(&walk, &|| Run::split(&["bucket-a"]), &|account| {
            assert_granted(account, &["bucket-a"]);
        });
        next_finishes(&walk, &|| Run::remove(&["bucket-x"]), &|account| {
            assert!(!is_left(account, "bucket-x"));
        });
    }
}

#[test]
fn a_bucket_added_to_a_numbered_policy_without_split_is_granted_or_reported() {
    let start = with_a_further_policy();
    let runs = [
        Run::hasty(Goal::Apply, &["bucket-a"], Options::default()),
        Run::hasty(Goal::Remove, &["bucket-x"], Options::default()),
    ];
    let walk = Walk::of(&start, &runs);
    walk.print_size("an update without split of a numbered policy during its deletion");
    for (granted, (_, runs)) in walk.judged(|account| is_granted(account, "bucket-a")) {
        assert!(!ended_well(&runs[0]) || granted, "{}", describe(&runs[0]));
    }
    next_finishes(&walk, &|| Run::split(&["bucket-a"]), &|account| {
        assert_granted(account, &["bucket-a"]);
    });
}

#[test]
fn a_removed_bucket_stays_removed_after_many_versions() {
    let mut account = set_up_for(&["bucket-x", "bucket-r", "bucket-y"]);
    let mut granted = vec!["bucket-x".to_owned(), "bucket-y".to_owned()];
    for round in 0..3 {
        hours_later(&mut account);
        let runs = (0..7).map(|number| Some(format!("bucket-{round}-{number}")));
        for added in std::iter::once(None).chain(runs) {
            let run = match &added {
                None => Run::remove(&["bucket-r"]),
                Some(bucket) => Run::apply(&[bucket]),
            };
            let run = run.finished(&mut account);
            assert!(ended_well(&run), "{added:?}: {}", describe(&run));
            assert!(!is_left(&account, "bucket-r"), "{added:?}");
            granted.extend(added);
        }
        // Removes another bucket, then adds the first one again.
        let run = Run::remove(&[&granted.pop().unwrap()]).finished(&mut account);
        assert!(ended_well(&run), "{}", describe(&run));
        let run = Run::apply(&["bucket-r"]).finished(&mut account);
        assert!(ended_well(&run), "{}", describe(&run));
    }
    let granted: Vec<_> = granted.iter().map(String::as_str).collect();
    assert_granted(&account, &granted);
}
