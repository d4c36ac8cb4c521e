//! Buckets added and removed in any order: added ones are granted, or the run fails because they do
//! not fit; removed ones are not granted; unmanaged statements are kept.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::Index;
use rolewright::ErrorKind;
use rolewright::mock::Account;
use rolewright::policy::{PolicyDocument, Statement};
use rolewright::recipe::container_registry::POLICY;
use rolewright::setup::{Goal, LivePolicyState, Options, Outcome};

use crate::explore::{describe, ended_well};
use crate::runs::Run;

/// Whether to add or remove buckets, and their indices.
type Change = (bool, Vec<Index>);

fn names(most: usize) -> impl Strategy<Value = Vec<String>> {
    let name = "[a-z][a-z0-9-]{1,20}[a-z0-9]";
    prop::collection::btree_set(name, 1..=most).prop_map(|set| set.into_iter().collect())
}

fn changes(most: usize) -> impl Strategy<Value = Vec<Change>> {
    let some = prop::collection::vec(any::<Index>(), 1..=most);
    prop::collection::vec((prop::bool::weighted(0.7), some), 1..6)
}

/// A set-up for one bucket, with an unmanaged statement in its policy.
fn shared_account(theirs: &Statement) -> Account {
    let mut account = crate::explore::set_up_for(&["first-bucket"]);
    let policy = account.policies.get_mut(POLICY).unwrap();
    let version = policy.versions.get_mut(&policy.default_version).unwrap();
    let document = PolicyDocument::parse(&version.document).unwrap();
    let statements = document.statements().iter().chain([theirs]);
    version.document = PolicyDocument::new(statements.cloned()).to_compact();
    account
}

/// The granted buckets according to `show`.
fn shown(account: &Account) -> BTreeSet<String> {
    let show = Run::with(Goal::Show, &[], Options::default()).finished(&mut account.clone());
    let state = show.report.unwrap().state;
    let policies = state.policy.iter().chain(&state.further_policies);
    let subjects = policies.flat_map(|policy: &LivePolicyState| policy.subjects.clone());
    subjects.collect()
}

fn add_and_remove(names: &[String], changes: &[Change], split: bool) {
    let theirs = Statement::allow(["log:PostLogStoreLogs"]).on(["acs:log:*:*:project/*"]);
    let mut account = shared_account(&theirs);
    let mut held = BTreeSet::from(["first-bucket".to_owned()]);
    for (adds, picked) in changes {
        let part: BTreeSet<&str> = picked.iter().map(|i| i.get(names).as_str()).collect();
        let buckets: Vec<&str> = part.iter().copied().collect();
        let before = account.clone();
        let options = Options {
            split,
            ..Options::default()
        };
        let goal = if *adds { Goal::Apply } else { Goal::Remove };
        let run = Run::with(goal, &buckets, options).finished(&mut account);
        if let Some(error) = &run.failed {
            assert!(*adds && !split, "{error}");
            assert_eq!(error.kind(), ErrorKind::LimitExceeded, "{error}");
            assert_eq!(account, before);
            continue;
        }
        assert!(ended_well(&run), "{}", describe(&run));
        if *adds {
            held.extend(buckets.iter().map(|bucket| (*bucket).to_owned()));
        } else {
            held.retain(|bucket| !part.contains(bucket.as_str()));
        }
        assert_eq!(shown(&account), held);
        assert_holds(&account, &held, &theirs);
    }
    let destroy = Run::destroy().finished(&mut account);
    let report = destroy.report.as_ref().unwrap();
    // The unmanaged statement is not the recipe's, so its policy is kept.
    assert_eq!(report.outcome, Outcome::Failed, "{}", describe(&destroy));
    assert!(account.roles.is_empty());
    assert_eq!(account.policies.keys().collect::<Vec<_>>(), [POLICY]);
}

/// Asserts that all buckets are granted, and that the unmanaged statement is kept.
fn assert_holds(account: &Account, held: &BTreeSet<String>, theirs: &Statement) {
    if !held.is_empty() {
        let buckets: Vec<&str> = held.iter().map(String::as_str).collect();
        let verify = Run::with(Goal::VERIFY, &buckets, Options::default());
        let report = verify.finished(&mut account.clone()).report.unwrap();
        assert!(report.has_passed(), "{:?}", report.causes);
    }
    let policy = &account.policies[POLICY];
    let document = &policy.versions[&policy.default_version].document;
    let document = PolicyDocument::parse(document).unwrap();
    assert!(document.statements().contains(theirs));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn few_buckets_are_added_and_removed_in_any_order(
        names in names(60), changes in changes(30), split in any::<bool>(),
    ) {
        add_and_remove(&names, &changes, split);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, ..ProptestConfig::default() })]

    #[test]
    fn hundreds_of_buckets_are_added_and_removed_in_any_order(
        names in names(300), changes in changes(150), split in any::<bool>(),
    ) {
        add_and_remove(&names, &changes, split);
    }
}
