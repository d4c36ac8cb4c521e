//! Runs in an account that changes during the run or is at a limit: they finish, or fail with a
//! remedy, and report every change.

use rolewright::mock::{Account, Limits};
use rolewright::operation::{
    AttachPolicyToRole, AttachPolicyToUser, CreatePolicy, CreatePolicyVersion, CreateRole,
    CreateUser, PolicyType,
};
use rolewright::recipe::container_registry::{POLICY, ROLE};
use rolewright::setup::Outcome;
use rolewright::{Call, ErrorKind, Operation};

use crate::explore::split::{pooled_to_the_brim, second};
use crate::explore::{assert_granted, describe, ended_well, is_granted, set_up_for};
use crate::runs::{Run, moment};

fn make<O: Operation>(account: &mut Account, operation: &O) {
    account.execute(&Call::of(operation), &moment()).unwrap();
}

/// Runs with a change from outside before a call.
fn disturbed(account: &mut Account, mut run: Run, before: usize, what: fn(&mut Account)) -> Run {
    let mut made = 0;
    while let Some(&index) = run.open_calls().first() {
        if made == before {
            what(account);
        }
        run.make(index, account, true);
        made += 1;
    }
    run
}

fn role_is_deleted(account: &mut Account) {
    account.roles.clear();
}

fn policy_is_deleted(account: &mut Account) {
    account.policies.clear();
    for role in account.roles.values_mut() {
        role.policies.clear();
    }
}

fn policy_is_detached(account: &mut Account) {
    for role in account.roles.values_mut() {
        role.policies.clear();
    }
}

const DELETIONS: [fn(&mut Account); 3] = [role_is_deleted, policy_is_deleted, policy_is_detached];

#[test]
fn objects_deleted_before_any_call_are_created_again_by_this_run_or_the_next() {
    let mut further = pooled_to_the_brim().account;
    Run::split(&["bucket-x"]).finished(&mut further);
    for start in [set_up_for(&["bucket-x"]), further] {
        for what in DELETIONS {
            for before in 0..16 {
                let mut account = start.clone();
                let run = disturbed(&mut account, Run::split(&["bucket-a"]), before, what);
                assert!(ended_well(&run), "{before}: {}", describe(&run));
                let next = Run::split(&["bucket-a"]).finished(&mut account);
                assert!(ended_well(&next), "{before}: {}", describe(&next));
                assert!(is_granted(&account, "bucket-a"));
            }
        }
    }
}

#[test]
fn remove_and_destroy_finish_whatever_is_deleted_before_any_of_their_calls() {
    let mut start = pooled_to_the_brim().account;
    Run::split(&["bucket-x"]).finished(&mut start);
    for what in DELETIONS {
        for before in 0..16 {
            for run in [Run::remove(&["bucket-x"]), Run::destroy()] {
                let mut account = start.clone();
                let run = disturbed(&mut account, run, before, what);
                assert!(ended_well(&run), "{before}: {}", describe(&run));
                let destroy = Run::destroy().finished(&mut account);
                assert!(ended_well(&destroy), "{before}: {}", describe(&destroy));
                assert!(account.roles.is_empty() && account.policies.is_empty());
            }
        }
    }
}

#[test]
fn a_rollback_without_its_policy_fails_with_the_reason() {
    for before in 0..8 {
        let mut account = set_up_for(&["bucket-x", "bucket-y"]);
        let run = disturbed(&mut account, Run::rollback("v1"), before, policy_is_deleted);
        let error = run.failed.as_ref().map(ToString::to_string);
        let partial = run.report.as_ref().and_then(|report| report.error.as_ref());
        let text = error.or(partial.map(|problem| problem.message.clone()));
        let text = text.unwrap_or_default();
        assert!(
            ended_well(&run) || text.contains("does not exist"),
            "{before}: {text}"
        );
    }
}

/// A limit, and the call that reaches it.
type Limit = (&'static str, fn(&mut Limits));

const LIMITS: [Limit; 4] = [
    (CreateRole::ACTION, |limits| limits.roles = 0),
    (CreatePolicy::ACTION, |limits| limits.custom_policies = 0),
    (AttachPolicyToRole::ACTION, |limits| {
        limits.custom_policies_per_role = 0;
    }),
    (CreatePolicyVersion::ACTION, |limits| limits.versions = 1),
];

#[test]
fn at_each_account_limit_the_run_reports_its_changes_and_a_remedy() {
    for (action, limit) in LIMITS {
        let start = match action {
            CreatePolicyVersion::ACTION => set_up_for(&["bucket-x"]),
            _ => Account::default(),
        };
        let mut account = start.clone();
        limit(&mut account.limits);
        let run = Run::apply(&["bucket-a"]).finished(&mut account);
        let (kind, message, remedy, done) = match (&run.report, &run.failed) {
            (Some(report), _) => {
                assert_eq!(report.outcome, Outcome::Partial, "{}", describe(&run));
                let error = report.error.clone().unwrap();
                let done = report.changes.iter().filter(|change| change.done).count();
                (error.kind, error.message, error.remedy, done)
            }
            (None, error) => {
                let error = error.clone().unwrap();
                let remedy = error.remedy().cloned();
                (error.kind(), error.to_string(), remedy, 0)
            }
        };
        assert_eq!(kind, ErrorKind::LimitExceeded, "{message}");
        assert!(message.contains(action), "{message}");
        assert!(remedy.is_some(), "{message}");
        let made = account.roles.len() + account.policies.len();
        let had = start.roles.len() + start.policies.len();
        assert_eq!(done, made - had, "{message}");
        account.limits = Limits::default();
        assert!(ended_well(
            &Run::apply(&["bucket-a"]).finished(&mut account)
        ));
        assert_granted(&account, &["bucket-a"]);
    }
}

fn attached_to_a_user(account: &mut Account, policy: &str) {
    let user_name = "alice".to_owned();
    let user = CreateUser {
        user_name: user_name.clone(),
        ..CreateUser::default()
    };
    make(account, &user);
    let (policy_type, policy_name) = (PolicyType::Custom, policy.to_owned());
    make(
        account,
        &AttachPolicyToUser {
            policy_type,
            policy_name,
            user_name,
            ..Default::default()
        },
    );
}

#[test]
fn a_policy_attached_to_users_is_kept_complete_and_not_deleted_by_destroy() {
    let mut account = set_up_for(&["bucket-x"]);
    attached_to_a_user(&mut account, POLICY);
    let run = Run::apply(&["bucket-a"]).finished(&mut account);
    let report = run.report.as_ref().unwrap();
    assert!(
        report
            .findings
            .iter()
            .any(|finding| finding.id == "shared_policy")
    );
    assert_granted(&account, &["bucket-a", "bucket-x"]);
    let policy = account.policies[POLICY].clone();
    let report = Run::destroy().finished(&mut account).report.unwrap();
    assert_eq!(report.outcome, Outcome::Failed);
    let kept = report.findings.iter().find(|one| one.id == "kept_policy");
    assert!(kept.unwrap().text.contains("user alice"));
    assert!(account.roles.is_empty());
    assert_eq!(account.policies[POLICY].versions, policy.versions);
}

#[test]
fn a_numbered_policy_attached_to_users_is_not_deleted_with_its_last_bucket() {
    let mut account = pooled_to_the_brim().account;
    Run::split(&["bucket-x"]).finished(&mut account);
    attached_to_a_user(&mut account, &second());
    let before = account.clone();
    let error = Run::remove(&["bucket-x"])
        .finished(&mut account)
        .failed
        .unwrap();
    assert!(error.to_string().contains("user alice"), "{error}");
    assert_eq!(account, before);
}

/// Content of other writers' versions is kept, so an unreadable one stops the run.
#[test]
fn an_unreadable_version_stops_the_run_before_it_writes() {
    let mut account = set_up_for(&["bucket-x"]);
    let document = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:GetObject","Resource":"*","Effect":"Deny"}]}"#;
    make(
        &mut account,
        &CreatePolicyVersion {
            policy_name: POLICY.into(),
            policy_document:
                r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#
                    .into(),
            set_as_default: Some(true),
            rotate_strategy: None,
            ..Default::default()
        },
    );
    let policy = account.policies.get_mut(POLICY).unwrap();
    policy.versions.get_mut(&2).unwrap().document = document.into();
    let before = account.clone();
    for run in [Run::apply(&["bucket-a"]), Run::remove(&["bucket-x"])] {
        let run = run.finished(&mut account);
        let error = run.failed.unwrap();
        assert!(error.remedy().is_some(), "{error}");
        assert_eq!(account, before);
    }
    assert!(account.roles.contains_key(ROLE));
}
