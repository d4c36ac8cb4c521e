//! The set-up machine explored, not sampled: every order in which the calls of two runs at once
//! can be carried out, and a run cut off, or left without an answer, after each call.
//!
//! The machine and the account are pure, so a state is cloned and walked from; states that were
//! seen before are not walked twice.

use std::collections::HashSet;
use std::sync::Arc;

use rolewright::mock::Account;
use rolewright::operation::{CreatePolicyVersion, ListPoliciesForRole, ListPoliciesForRoleOutput};
use rolewright::recipe::container_registry::{POLICY, ROLE, custom_bucket};
use rolewright::setup::{Goal, Outcome};
use rolewright::{AccountId, BucketName, Call, Error, ErrorKind, Reply};

use crate::runs::{Run, key, moment, setup, walk};

/// Panics unless the account proves, by a run of its own, that all the buckets are granted.
fn assert_granted(account: &Account, buckets: &[&str]) {
    let names = buckets
        .iter()
        .map(|bucket| BucketName::new(*bucket).unwrap());
    let verify = setup(Arc::new(custom_bucket(names).unwrap()), Goal::Verify);
    let run = Run::start(verify).finished(&mut account.clone());
    let report = run.report.expect("verify ends");
    let broken: Vec<_> = report
        .requirements
        .iter()
        .filter(|requirement| requirement.reason.is_some() && requirement.id == "access")
        .collect();
    assert!(
        report.is_proven(),
        "{buckets:?} are not all granted: {broken:#?}"
    );
    assert!(account.policies[POLICY].versions.len() <= 5);
}

fn empty() -> Account {
    Account::new(&AccountId::new("1234567890123456").unwrap())
}

/// An account that was set up for these buckets, one run after the other.
fn set_up_for(buckets: &[&str]) -> Account {
    let mut account = empty();
    for bucket in buckets {
        Run::apply(&[bucket]).finished(&mut account);
    }
    account
}

fn both_granted(start: &Account, had: &[&str]) {
    let runs = [Run::apply(&["bucket-a"]), Run::apply(&["bucket-b"])];
    let all: Vec<&str> = had
        .iter()
        .copied()
        .chain(["bucket-a", "bucket-b"])
        .collect();
    let (states, ends) = walk(start, &runs, &|account, runs| {
        for run in runs {
            assert!(
                matches!(run.outcome(), Outcome::Changed | Outcome::Unchanged),
                "{:?}",
                run.report
            );
        }
        assert_granted(account, &all);
    });
    println!("{states} states, {ends} ends");
    assert!(states > 500 && ends > 0);
}

#[test]
fn two_first_set_ups_at_once_end_with_both_buckets_granted() {
    both_granted(&empty(), &[]);
}

#[test]
fn two_updates_at_once_end_with_both_buckets_granted() {
    both_granted(&set_up_for(&["bucket-x"]), &["bucket-x"]);
}

#[test]
fn two_updates_at_once_lose_nothing_where_versions_run_out() {
    let had = ["bucket-v", "bucket-w", "bucket-x", "bucket-y"];
    both_granted(&set_up_for(&had), &had);
}

#[test]
fn two_updates_at_once_lose_nothing_at_five_versions() {
    let had = ["bucket-u", "bucket-v", "bucket-w", "bucket-x", "bucket-y"];
    both_granted(&set_up_for(&had), &had);
}

/// Cuts a run off after each of its calls, in every order of its calls, and lets another finish.
fn cut_off_everywhere(start: &Account, run: &Run, check: &dyn Fn(&mut Account)) -> usize {
    let mut seen = HashSet::new();
    let mut stack = vec![(start.clone(), run.clone())];
    while let Some((account, run)) = stack.pop() {
        if !seen.insert(key(&account, std::slice::from_ref(&run))) {
            continue;
        }
        check(&mut account.clone());
        for index in run.open_calls() {
            let (mut account, mut run) = (account.clone(), run.clone());
            run.make(index, &mut account, true);
            stack.push((account, run));
        }
    }
    seen.len()
}

#[test]
fn a_run_cut_off_after_each_call_is_finished_by_the_next() {
    let full = set_up_for(&["bucket-u", "bucket-v", "bucket-w", "bucket-x", "bucket-y"]);
    for (start, had) in [
        (empty(), None),
        (set_up_for(&["bucket-x"]), Some("bucket-x")),
        (full, Some("bucket-u")),
    ] {
        let cuts = cut_off_everywhere(&start, &Run::apply(&["bucket-a"]), &|account| {
            let run = Run::apply(&["bucket-a"]).finished(account);
            assert!(matches!(
                run.outcome(),
                Outcome::Changed | Outcome::Unchanged
            ));
            let all: Vec<&str> = had.into_iter().chain(["bucket-a"]).collect();
            assert_granted(account, &all);
        });
        assert!(cuts > 7, "{cuts}");
    }
}

#[test]
fn a_destroy_cut_off_after_each_call_is_finished_by_the_next() {
    let start = set_up_for(&["bucket-x", "bucket-y"]);
    let cuts = cut_off_everywhere(&start, &Run::destroy(), &|account| {
        Run::destroy().finished(account).outcome();
        assert!(account.roles.is_empty() && account.policies.is_empty());
    });
    assert!(cuts > 7, "{cuts}");
}

#[test]
fn an_answer_lost_after_each_call_is_made_up_for_by_the_run_itself() {
    for start in [empty(), set_up_for(&["bucket-x"])] {
        for lost_call in 0..12 {
            let mut account = start.clone();
            let mut run = Run::apply(&["bucket-a"]);
            for made in 0.. {
                let Some(&index) = run.open_calls().first() else {
                    break;
                };
                run.make(index, &mut account, made != lost_call);
            }
            assert_eq!(run.outcome(), Outcome::Changed, "{lost_call}");
            assert_granted(&account, &["bucket-a"]);
            assert_eq!(attached(&mut account), [POLICY]);
        }
    }
}

fn attached(account: &mut Account) -> Vec<String> {
    let call = Call::of(&ListPoliciesForRole {
        role_name: ROLE.into(),
    });
    let output: ListPoliciesForRoleOutput =
        account.execute(&call, &moment()).unwrap().decode().unwrap();
    output
        .policies
        .policy
        .into_iter()
        .map(|policy| policy.policy_name)
        .collect()
}

/// The explorer would see a loss: a writer that never looks at the versions in between loses a
/// bucket in some order.
#[test]
fn a_writer_that_does_not_merge_loses_a_bucket_in_some_order() {
    let start = set_up_for(&["bucket-x"]);
    let blind = |bucket: &str| {
        let mut account = start.clone();
        Run::apply(&[bucket]).finished(&mut account);
        account.policies[POLICY]
            .versions
            .values()
            .last()
            .unwrap()
            .document
            .clone()
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
    let lost = std::panic::catch_unwind(|| assert_granted(&account, &["bucket-a", "bucket-b"]));
    assert!(lost.is_err());
}

#[test]
fn a_write_that_may_have_been_done_is_never_told_as_nothing_changed() {
    let mut account = empty();
    let mut run = Run::apply(&["bucket-a"]);
    for _ in 0..4 {
        run.make(run.open_calls()[0], &mut account, true);
    }
    // CreateRole is carried out and its answer lost; CreatePolicy is refused for good.
    run.make(0, &mut account, false);
    let refusal = Error::new(ErrorKind::PermissionDenied, "no").with_action("CreatePolicy");
    run.round[1].1 = Some(Err(refusal));
    run.hand_over();
    assert_eq!(run.outcome(), Outcome::Partial);
    assert!(account.roles.contains_key(ROLE));
}

#[test]
fn a_read_that_shows_nothing_ends_the_run_and_is_not_asked_again_for_ever() {
    for reply in [
        Reply::new(b"[]".to_vec()),
        Reply::new(br#"{"Role":7}"#.to_vec()),
    ] {
        let mut run = Run::apply(&["bucket-a"]);
        let mut asked = 0;
        while !run.open_calls().is_empty() {
            asked += run.round.len();
            for (_, answer) in &mut run.round {
                *answer = Some(Ok(reply.clone()));
            }
            run.hand_over();
        }
        assert!(
            run.failed.is_some() && asked == 4,
            "{asked}: {:?}",
            run.report
        );
    }
}

/// A trust policy has no versions: of two runs that change it at the same moment, the later one
/// wins, and the earlier one may have read back already. ARCHITECTURE.md tells this window.
#[test]
fn of_two_runs_that_change_the_trust_at_once_one_may_be_lost_but_never_what_was_there_before() {
    let start = set_up_for(&["bucket-x"]);
    let trusting = |account: &str| {
        let recipe = custom_bucket([BucketName::new("bucket-x").unwrap()]).unwrap();
        let choice = format!("account:{account}").parse().unwrap();
        Run::start(setup(Arc::new(recipe.with_trust([choice])), Goal::Apply))
    };
    let lost = std::cell::Cell::new(0);
    let (_, ends) = walk(
        &start,
        &[trusting("111"), trusting("222")],
        &|account, _| {
            assert_granted(account, &["bucket-x"]);
            let trust = &account.roles[ROLE].trust;
            let here = |id: &str| trust.contains(&format!("acs:ram::{id}:root"));
            assert!(here("111") || here("222"));
            lost.set(lost.get() + usize::from(!(here("111") && here("222"))));
        },
    );
    println!("{} of {ends} ends lost one", lost.get());
    assert!(lost.get() < ends, "most orders lose nothing");
}
