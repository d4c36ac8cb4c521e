//! Numbered policies, created and filled by two concurrent runs.

use rolewright::AccountId;
use rolewright::mock::Account;
use rolewright::recipe::container_registry::POLICY;
use rolewright::remedy::RemedyKind;
use rolewright::setup::documents;

use super::{
    Walk, all_end_well, assert_granted, describe, empty, ended_well, is_granted, next_finishes,
};
use crate::runs::{Run, recipe};

/// An account with a full first policy, and its buckets.
pub(crate) struct Filled {
    pub(crate) account: Account,
    pub(crate) buckets: Vec<String>,
}

/// Adds buckets with long, then shorter names, while `fits` returns true.
fn filled(fits: impl Fn(&[&str]) -> bool) -> Filled {
    let mut names: Vec<String> = Vec::new();
    for length in (8..=63).rev() {
        loop {
            let name = format!("{:x<length$}", format!("fill-{:02}", names.len()));
            let all: Vec<&str> = names.iter().chain([&name]).map(String::as_str).collect();
            if !fits(&all) {
                break;
            }
            names.push(name);
        }
    }
    let all: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut account = empty();
    Run::apply(&all).finished(&mut account);
    Filled {
        account,
        buckets: names,
    }
}

fn size(buckets: &[&str]) -> Option<usize> {
    let account = AccountId::new("1234567890123456").unwrap();
    let policies = documents(&*recipe(buckets), &account, false).ok()?;
    Some(policies[0].1.size())
}

/// Full in the documented layout: another bucket needs the pooled layout.
pub(crate) fn documented_to_the_brim() -> Filled {
    let account = AccountId::new("1234567890123456").unwrap();
    filled(|names| {
        let document = recipe(names).desired_state(&account).document();
        document.size() <= 6144
    })
}

/// Full in the pooled layout: another bucket needs another policy.
pub(crate) fn pooled_to_the_brim() -> Filled {
    filled(|names| size(names).is_some())
}

pub(crate) fn second() -> String {
    format!("{POLICY}-2")
}

#[test]
fn a_filled_policy_is_full() {
    let full = pooled_to_the_brim();
    let mut account = full.account.clone();
    let run = Run::apply(&["bucket-a"]).finished(&mut account);
    let error = run.failed.unwrap();
    assert_eq!(error.remedy().unwrap().kind, RemedyKind::Split, "{error}");
    assert_eq!(account, full.account);
}

/// Both runs need the second policy; one of them finds it created.
#[test]
fn two_concurrent_splits_share_a_numbered_policy() {
    let full = pooled_to_the_brim();
    let runs = [Run::split(&["bucket-a"]), Run::split(&["bucket-b"])];
    let walk = all_end_well("two splits", &full.account, &runs);
    for account in walk.left_behind() {
        assert_granted(account, &["bucket-a", "bucket-b", &full.buckets[0]]);
        assert_eq!(account.policies.len(), 2, "one numbered policy is enough");
    }
    next_finishes(
        &walk,
        &|| Run::split(&["bucket-a", "bucket-b"]),
        &|account| {
            assert_granted(account, &["bucket-a", "bucket-b"]);
            assert_eq!(account.policies.len(), 2);
        },
    );
}

/// One bucket fits into the policy, two don't: with `split` the later run uses the next policy.
#[test]
fn two_concurrent_splits_for_the_last_place_lose_nothing() {
    let start = one_place_left();
    let runs = [Run::split(&["bucket-a"]), Run::split(&["bucket-b"])];
    let walk = all_end_well("two splits for one place", &start, &runs);
    for account in walk.left_behind() {
        assert_granted(account, &["bucket-a", "bucket-b"]);
    }
    next_finishes(
        &walk,
        &|| Run::split(&["bucket-a", "bucket-b"]),
        &|account| {
            assert_granted(account, &["bucket-a", "bucket-b"]);
        },
    );
}

/// Without `split` one run fails, and keeps the other's bucket.
#[test]
fn of_two_concurrent_updates_for_the_last_place_one_succeeds_and_the_other_fails() {
    let start = one_place_left();
    let runs = [Run::apply(&["bucket-a"]), Run::apply(&["bucket-b"])];
    let walk = Walk::of(&start, &runs);
    walk.print_size("two updates for one place");
    for (account, runs) in &walk.ends {
        for (run, bucket) in runs.iter().zip(["bucket-a", "bucket-b"]) {
            let granted = is_granted(account, bucket);
            assert!(granted || !ended_well(run), "{bucket}: {}", describe(run));
        }
        assert!(is_granted(account, "bucket-a") != is_granted(account, "bucket-b"));
    }
}

/// Leaves space for one short name.
fn one_place_left() -> Account {
    let full = pooled_to_the_brim();
    let mut account = full.account;
    let last = full.buckets.last().unwrap();
    Run::remove(&[last]).finished(&mut account);
    let place = |bucket: &str| Run::apply(&[bucket]).finished(&mut account.clone());
    assert!(place("bucket-a").failed.is_none());
    account
}

#[test]
fn two_concurrent_updates_of_a_numbered_policy_lose_nothing() {
    let mut start = pooled_to_the_brim().account;
    Run::split(&["bucket-x"]).finished(&mut start);
    let runs = [Run::split(&["bucket-a"]), Run::apply(&["bucket-b"])];
    let walk = all_end_well("two updates of a numbered policy", &start, &runs);
    for account in walk.left_behind() {
        assert_granted(account, &["bucket-a", "bucket-b", "bucket-x"]);
        assert_eq!(account.policies.len(), 2);
    }
}
