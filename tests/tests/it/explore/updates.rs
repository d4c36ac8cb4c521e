//! Two runs at once that each add a bucket.

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

/// Adds two buckets at once; in the end both are granted besides those of before, and whatever is
/// cut off on the way is finished by the next run.
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
fn two_first_set_ups_at_once_end_with_both_buckets_granted() {
    both_granted("two first set-ups", &empty(), &[]);
}

#[test]
fn two_updates_at_once_end_with_both_buckets_granted() {
    both_granted("two updates", &set_up_for(&["bucket-x"]), &["bucket-x"]);
}

#[test]
fn two_updates_at_once_lose_nothing_where_versions_run_out() {
    let had = ["bucket-v", "bucket-w", "bucket-x", "bucket-y"];
    both_granted("two updates at four versions", &set_up_for(&had), &had);
}

#[test]
fn two_updates_at_once_lose_nothing_at_five_versions() {
    let had = ["bucket-u", "bucket-v", "bucket-w", "bucket-x", "bucket-y"];
    let walk = both_granted("two updates at five versions", &set_up_for(&had), &had);
    let rotated = |account: &Account| account.policies[POLICY].versions.len() == 5;
    assert!(walk.ends.iter().all(|(account, _)| rotated(account)));
}

#[test]
fn two_updates_at_once_lose_nothing_while_an_older_generation_is_brought_to_todays() {
    for page in [Revision::A, Revision::B, Revision::C] {
        let mut start = empty();
        let old = Arc::new(bucket_recipe("bucket-x").revision(page));
        Run::start(setup(old, Goal::Apply)).finished(&mut start);
        assert!(!is_granted(&start, "bucket-x"), "{page} lacks something");
        both_granted(&format!("two upgrades from {page}"), &start, &["bucket-x"]);
    }
}

#[test]
fn two_updates_at_once_lose_nothing_where_the_document_has_to_be_pooled() {
    let filled = super::split::documented_to_the_brim();
    let had: Vec<&str> = filled.buckets.iter().map(String::as_str).collect();
    let walk = both_granted("two updates that need pooling", &filled.account, &had[..1]);
    for account in walk.left_behind() {
        let policy = &account.policies[POLICY];
        let document = &policy.versions[&policy.default_version].document;
        let lists = document.matches("acs:oss:*:*:bucket-a/*").count();
        assert_eq!(lists, 1, "pooled: each resource stands there once");
        assert!(
            had.iter()
                .all(|name| document.contains(&format!("{name}/*")))
        );
    }
}

/// The reduced walk comes to just the ends that a walk through each single order comes to.
#[test]
fn orders_that_count_once_differ_in_nothing() {
    let five = ["bucket-u", "bucket-v", "bucket-w", "bucket-x", "bucket-y"];
    for start in [set_up_for(&["bucket-x"]), set_up_for(&five)] {
        let (adds, other) = (Run::apply(&["bucket-a"]), Run::apply(&["bucket-b"]));
        let (few, all) = (
            Walk::of(&start, &[adds.clone(), other.clone()]),
            Walk::of_every_order(&start, &[adds, other]),
        );
        few.told("counted once");
        all.told("every order");
        assert_eq!(few.end_keys(), all.end_keys());
        assert_eq!(few.accounts, all.accounts);
        assert!(few.states < all.states);
    }
}

/// The explorer would see a loss: a writer that never looks at the versions in between loses a
/// bucket in some order.
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
        });
        account.execute(&call, &moment()).unwrap();
    }
    assert!(is_granted(&account, "bucket-b") && !is_granted(&account, "bucket-a"));
}

/// Who asks for `exact` takes away what it did not name, whoever wrote it a moment before; nothing
/// more than its own buckets is guaranteed, and that the other's next run finishes.
#[test]
fn an_exact_update_at_once_with_another_keeps_its_own_buckets() {
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
    walk.told("an exact update and another");
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

/// A trust policy has no versions: of two runs that change it at the same moment, the later one
/// wins, and the earlier one may have read back already. ARCHITECTURE.md tells this window.
#[test]
fn of_two_runs_that_change_the_trust_at_once_one_may_be_lost_but_never_what_was_there_before() {
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
    walk.told("two changes of the trust");
    println!("{} of {} ends lost one", lost.get(), walk.ends.len());
    assert!(lost.get() < walk.ends.len(), "most orders lose nothing");
}
