//! Two concurrent runs that each add a bucket.

use std::cell::Cell;
use std::sync::Arc;

use rolewright::BucketName;
use rolewright::Call;
use rolewright::mock::Account;
use rolewright::operation::CreatePolicyVersion;
use rolewright::recipe::container_registry::{CustomBucket, POLICY, ROLE, Revision, custom_bucket};
use rolewright::setup::{Exact, Goal, Options};

use super::{Walk, all_end_well, assert_granted, empty, is_granted, next_finishes, set_up_for};
use crate::runs::{Run, moment, setup};

/// Adds two buckets concurrently and asserts that in the end these and earlier ones are granted, and
/// that the next run finishes interrupted ones.
fn both_granted(what: &str, start: &Account, had: &[&str]) -> Walk {
    let runs = [Run::apply(&["bucket-a"]), Run::apply(&["bucket-b"])];
    let walk = all_end_well(what, start, &runs);
    let all = [had, &["bucket-a", "bucket-b"]].concat();
    for account in walk.left_behind() {
        assert_granted(account, &all);
    }
    let next = || Run::apply(&["bucket-a", "bucket-b"]);
    next_finishes(&walk, &next, &|account| {
        assert_granted(account, &["bucket-a", "bucket-b"]);
    });
    walk
}

fn bucket_recipe(bucket: &str) -> CustomBucket {
    custom_bucket([BucketName::new(bucket).unwrap()]).unwrap()
}

#[test]
fn two_concurrent_first_set_ups_grant_both_buckets() {
    both_granted("two first set-ups", &empty(), &[]);
}

#[test]
fn two_concurrent_updates_grant_both_buckets() {
    both_granted("two updates", &set_up_for(&["bucket-x"]), &["bucket-x"]);
}

#[test]
fn two_concurrent_updates_lose_nothing_at_four_versions() {
    let had = ["bucket-v", "bucket-w", "bucket-x", "bucket-y"];
    both_granted("two updates at four versions", &set_up_for(&had), &had);
}

#[test]
fn two_concurrent_updates_lose_nothing_at_five_versions() {
    let had = ["bucket-u", "bucket-v", "bucket-w", "bucket-x", "bucket-y"];
    let walk = both_granted("two updates at five versions", &set_up_for(&had), &had);
    let rotated = |account: &Account| account.policies[POLICY].versions.len() == 5;
    assert!(walk.ends.iter().all(|(account, _)| rotated(account)));
}

#[test]
fn two_concurrent_upgrades_of_an_older_revision_lose_nothing() {
    for page in [Revision::A, Revision::B, Revision::C] {
        let mut start = empty();
        let old = Arc::new(bucket_recipe("bucket-x").revision(page));
        Run::start(setup(old, Goal::Apply)).finished(&mut start);
        assert!(!is_granted(&start, "bucket-x"), "{page} grants everything");
        both_granted(&format!("two upgrades from {page}"), &start, &["bucket-x"]);
    }
}

#[test]
fn two_concurrent_updates_lose_nothing_when_the_document_is_pooled() {
    let filled = super::split::documented_to_the_brim();
    let had: Vec<&str> = filled.buckets.iter().map(String::as_str).collect();
    let walk = both_granted("two updates that need pooling", &filled.account, &had[..1]);
    for account in walk.left_behind() {
        let policy = &account.policies[POLICY];
        let document = &policy.versions[&policy.default_version].document;
        let lists = document.matches("acs:oss:*:*:bucket-a/*").count();
        assert_eq!(lists, 1, "pooled: each resource occurs once");
        assert!(
            had.iter()
                .all(|name| document.contains(&format!("{name}/*")))
        );
    }
}

/// The reduced walk has the same ends as the walk of every order.
#[test]
fn skipped_orders_have_no_other_end() {
    let five = ["bucket-u", "bucket-v", "bucket-w", "bucket-x", "bucket-y"];
    for start in [set_up_for(&["bucket-x"]), set_up_for(&five)] {
        let (adds, other) = (Run::apply(&["bucket-a"]), Run::apply(&["bucket-b"]));
        let (few, all) = (
            Walk::of(&start, &[adds.clone(), other.clone()]),
            Walk::of_every_order(&start, &[adds, other]),
        );
        few.print_size("counted once");
        all.print_size("every order");
        assert_eq!(few.end_keys(), all.end_keys());
        assert_eq!(few.accounts, all.accounts);
        assert!(few.states < all.states);
    }
}

/// The explorer detects a loss: a writer that ignores versions in between loses a bucket in some
/// order.
#[test]
fn a_writer_that_does_not_merge_loses_a_bucket_in_some_order() {
    let start = set_up_for(&["bucket-x"]);
    let blind = |bucket: &str| {
        let mut account = start.clone();
        Run::apply(&[bucket]).finished(&mut account);
        let versions = &account.policies[POLICY].versions;
        versions.values().last().unwrap().document.clone()
    };
    let mut account = start.clone();
    for bucket in ["bucket-a", "bucket-b"] {
        let call = Call::of(&CreatePolicyVersion {
            policy_name: POLICY.into(),
            policy_document: blind(bucket),
            set_as_default: Some(true),
            rotate_strategy: None,
            ..Default::default()
        });
        account.execute(&call, &moment()).unwrap();
    }
    assert!(is_granted(&account, "bucket-b") && !is_granted(&account, "bucket-a"));
}

/// An `exact` run removes everything that it does not name, including concurrent additions; only its
/// own buckets are guaranteed, and the next run of the other finishes.
#[test]
fn an_exact_update_concurrent_with_another_keeps_its_own_buckets() {
    let start = set_up_for(&["bucket-x"]);
    let exact = Options {
        exact: Exact::ALL,
        ..Options::default()
    };
    let runs = [
        Run::hasty(Goal::Apply, &["bucket-a"], exact),
        Run::hasty(Goal::Apply, &["bucket-b"], Options::default()),
    ];
    let walk = Walk::of(&start, &runs);
    walk.print_size("an exact update and another");
    for account in walk.left_behind() {
        assert!(is_granted(account, "bucket-a") || is_granted(account, "bucket-b"));
    }
    next_finishes(
        &walk,
        &|| Run::apply(&["bucket-a", "bucket-b"]),
        &|account| {
            assert_granted(account, &["bucket-a", "bucket-b"]);
        },
    );
}

/// A trust policy has no versions: of two concurrent changes the later one wins, even after the other
/// run has read back; see ARCHITECTURE.md.
#[test]
fn of_two_concurrent_trust_changes_one_may_be_lost_but_no_earlier_principal() {
    let start = set_up_for(&["bucket-x"]);
    let trusting = |account: &str| {
        let choice = format!("account:{account}").parse().unwrap();
        let recipe = bucket_recipe("bucket-x").with_trust([choice]);
        Run::start(setup(Arc::new(recipe), Goal::Apply))
    };
    let lost = Cell::new(0);
    let walk = Walk::of(&start, &[trusting("111"), trusting("222")]);
    for account in walk.left_behind() {
        assert_granted(account, &["bucket-x"]);
        let trust = &account.roles[ROLE].trust;
        let here = |id: &str| trust.contains(&format!("acs:ram::{id}:root"));
        assert!(here("111") || here("222"));
        lost.set(lost.get() + usize::from(!(here("111") && here("222"))));
    }
    walk.print_size("two changes of the trust");
    println!(
        "one change lost in {} of {} ends",
        lost.get(),
        walk.ends.len()
    );
    assert!(lost.get() < walk.ends.len(), "most orders lose nothing");
}
