//! What a run does when the account is not as it was a moment ago, or takes no more: it finishes,
//! or says what to do, and tells every change that it made.

use rolewright::mock::{Account, Limits};
use rolewright::operation::{
    AttachPolicyToRole, AttachPolicyToUser, CreatePolicy, CreatePolicyVersion, CreateRole,
    CreateUser, PolicyType,
};
use rolewright::recipe::container_registry::{POLICY, ROLE};
use rolewright::setup::Outcome;
use rolewright::{Call, ErrorKind, Operation};

use crate::explore::split::{pooled_to_the_brim, second};
use crate::explore::{assert_granted, ended_well, is_granted, set_up_for, told};
use crate::runs::{Run, moment};

fn make<O: Operation>(account: &mut Account, operation: &O) {
    account.execute(&Call::of(operation), &moment()).unwrap();
}

/// Lets somebody else do something before that call of the run.
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

fn role_goes(account: &mut Account) {
    account.roles.clear();
}

fn policy_goes(account: &mut Account) {
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

const SURPRISES: [fn(&mut Account); 3] = [role_goes, policy_goes, policy_is_detached];

#[test]
fn what_is_deleted_before_any_call_of_a_run_is_made_again_by_it_or_by_the_next() {
    let mut further = pooled_to_the_brim().account;
    Run::split(&["bucket-x"]).finished(&mut further);
    for start in [set_up_for(&["bucket-x"]), further] {
        for what in SURPRISES {
            for before in 0..16 {
                let mut account = start.clone();
                let run = disturbed(&mut account, Run::split(&["bucket-a"]), before, what);
                assert!(ended_well(&run), "{before}: {}", told(&run));
                let next = Run::split(&["bucket-a"]).finished(&mut account);
                assert!(ended_well(&next), "{before}: {}", told(&next));
                assert!(is_granted(&account, "bucket-a"));
            }
        }
    }
}

#[test]
fn a_removal_or_a_destroy_ends_whatever_is_deleted_before_any_of_its_calls() {
    let mut start = pooled_to_the_brim().account;
    Run::split(&["bucket-x"]).finished(&mut start);
    for what in SURPRISES {
        for before in 0..16 {
            for run in [Run::remove(&["bucket-x"]), Run::destroy()] {
                let mut account = start.clone();
                let run = disturbed(&mut account, run, before, what);
                assert!(ended_well(&run), "{before}: {}", told(&run));
                let destroy = Run::destroy().finished(&mut account);
                assert!(ended_well(&destroy), "{before}: {}", told(&destroy));
                assert!(account.roles.is_empty() && account.policies.is_empty());
            }
        }
    }
}

#[test]
fn a_rollback_whose_policy_goes_says_so() {
    for before in 0..8 {
        let mut account = set_up_for(&["bucket-x", "bucket-y"]);
        let run = disturbed(&mut account, Run::rollback("v1"), before, policy_goes);
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

/// A limit that is reached, and by which call.
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
fn at_every_limit_of_the_account_the_run_says_what_to_do_and_tells_what_it_did() {
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
                assert_eq!(report.outcome, Outcome::Partial, "{}", told(&run));
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
        },
    );
}

#[test]
fn a_policy_that_users_have_too_is_kept_complete_and_never_taken_down() {
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
    let before = account.clone();
    let error = Run::destroy().finished(&mut account).failed.unwrap();
    assert!(error.to_string().contains("user alice"), "{error}");
    assert_eq!(account, before);
}

#[test]
fn a_further_policy_that_users_have_too_is_not_deleted_with_its_last_bucket() {
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

/// What somebody else's version says is kept, whatever it says.
#[test]
fn a_version_that_nobody_can_read_stops_the_run_before_it_writes() {
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
