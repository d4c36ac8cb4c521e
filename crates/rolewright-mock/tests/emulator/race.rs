//! Concurrent clients on one role, one policy and its versions: no rule of RAM is broken.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rolewright_mock::Account;
use rolewright_mock::emulator::Emulator;
use serde_json::Value;

use crate::client::{Key, TRUST};

const CLIENTS: u64 = 12;
const CALLS: usize = 60;
/// The maximum number of versions of a policy.
const VERSIONS: usize = 5;
const DOCUMENT: &str =
    r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:Get*","Resource":"*"}]}"#;

const ROLE: (&str, &str) = ("RoleName", "demo");
const POLICY: (&str, &str) = ("PolicyName", "images");
const TYPE: (&str, &str) = ("PolicyType", "Custom");
const TEXT: (&str, &str) = ("PolicyDocument", DOCUMENT);
const ROTATE: (&str, &str) = (
    "RotateStrategy",
    "DeleteOldestNonDefaultVersionWhenLimitExceeded",
);

/// A call, and its possible error codes.
type Choice = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static [&'static str],
);

const CHOICES: [Choice; 15] = [
    (
        "CreateRole",
        &[ROLE, ("AssumeRolePolicyDocument", TRUST)],
        &["EntityAlreadyExists.Role"],
    ),
    (
        "DeleteRole",
        &[ROLE],
        &["EntityNotExist.Role", "DeleteConflict.Role.Policy"],
    ),
    (
        "CreatePolicy",
        &[POLICY, TEXT],
        &["EntityAlreadyExists.Policy"],
    ),
    (
        "DeletePolicy",
        &[POLICY, ("CascadingDelete", "true")],
        &["EntityNotExist.Policy", "DeleteConflict.Policy.Role"],
    ),
    (
        "DeletePolicy",
        &[POLICY],
        &[
            "EntityNotExist.Policy",
            "DeleteConflict.Policy.Role",
            "DeleteConflict.Policy.Version",
        ],
    ),
    (
        "AttachPolicyToRole",
        &[ROLE, TYPE, POLICY],
        &[
            "EntityNotExist.Role",
            "EntityNotExist.Policy",
            "EntityAlreadyExists.Role.Policy",
        ],
    ),
    (
        "DetachPolicyFromRole",
        &[ROLE, TYPE, POLICY],
        &[
            "EntityNotExist.Role",
            "EntityNotExist.Policy",
            "EntityNotExist.Role.Policy",
        ],
    ),
    (
        "CreatePolicyVersion",
        &[POLICY, TEXT],
        &["EntityNotExist.Policy", "LimitExceeded.Policy.Version"],
    ),
    (
        "CreatePolicyVersion",
        &[POLICY, TEXT, ("SetAsDefault", "true")],
        &["EntityNotExist.Policy", "LimitExceeded.Policy.Version"],
    ),
    (
        "CreatePolicyVersion",
        &[POLICY, TEXT, ROTATE],
        &["EntityNotExist.Policy"],
    ),
    (
        "SetDefaultPolicyVersion",
        &[POLICY, ("VersionId", "v2")],
        &["EntityNotExist.Policy", "EntityNotExist.Policy.Version"],
    ),
    (
        "DeletePolicyVersion",
        &[POLICY, ("VersionId", "v3")],
        &[
            "EntityNotExist.Policy",
            "EntityNotExist.Policy.Version",
            "DeleteConflict.Policy.Version.Default",
        ],
    ),
    ("GetPolicy", &[POLICY, TYPE], &["EntityNotExist.Policy"]),
    (
        "ListPolicyVersions",
        &[POLICY, TYPE],
        &["EntityNotExist.Policy"],
    ),
    ("ListPoliciesForRole", &[ROLE], &["EntityNotExist.Role"]),
];

/// Checks a single response.
fn check_answer(action: &str, body: &Value) {
    match action {
        "GetPolicy" => assert_eq!(
            body["Policy"]["DefaultVersion"], body["DefaultPolicyVersion"]["VersionId"],
            "{body}"
        ),
        "ListPolicyVersions" => {
            let versions = body["PolicyVersions"]["PolicyVersion"].as_array().unwrap();
            let ids: BTreeSet<_> = versions.iter().map(|v| v["VersionId"].as_str()).collect();
            let defaults = versions.iter().filter(|v| v["IsDefaultVersion"] == true);
            assert_eq!(defaults.count(), 1, "{body}");
            assert!(
                ids.len() == versions.len() && ids.len() <= VERSIONS,
                "{body}"
            );
        }
        "ListPoliciesForRole" => {
            let attached = body["Policies"]["Policy"].as_array().unwrap();
            assert!(attached.len() <= 1, "{body}");
        }
        _ => {}
    }
}

/// Checks the invariants of an account.
fn check_account(account: &Account) {
    for policy in account.policies.values() {
        let numbers: Vec<_> = policy.versions.keys().copied().collect();
        assert!((1..=VERSIONS).contains(&numbers.len()), "{numbers:?}");
        assert!(numbers.contains(&policy.default_version), "{policy:?}");
        assert!(numbers.iter().all(|number| *number < policy.next_version));
    }
    for attachment in account.roles.values().flat_map(|role| &role.policies) {
        let name = &attachment.policy_name;
        assert!(account.policies.contains_key(name), "{attachment:?}");
    }
}

/// Runs one client. Returns the number of executed calls per action.
async fn client(emulator: Arc<Emulator>, seed: u64) -> BTreeMap<&'static str, i32> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut done = BTreeMap::new();
    for _ in 0..CALLS {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let drawn = usize::try_from(state >> 33).unwrap() % CHOICES.len();
        let (action, params, codes) = CHOICES[drawn];
        let (status, body) = Key::root().call(&emulator, action, params).await;
        if status == 200 {
            check_answer(action, &body);
            *done.entry(action).or_default() += 1;
        } else {
            let code = body["Code"].as_str().unwrap();
            assert!(codes.contains(&code), "{action}: {body}");
        }
        check_account(&emulator.account().unwrap());
    }
    done
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_clients_break_no_rule() {
    let emulator = Arc::new(crate::client::emulator().await);
    let clients = (1..=CLIENTS).map(|seed| tokio::spawn(client(Arc::clone(&emulator), seed)));
    let mut done: BTreeMap<&str, i32> = BTreeMap::new();
    for client in clients.collect::<Vec<_>>() {
        for (action, count) in client.await.unwrap() {
            *done.entry(action).or_default() += count;
        }
    }
    // Exactly what was created and not deleted exists.
    let left = |made: &str, gone: &str| done[made] - done[gone];
    let account = emulator.account().unwrap();
    let count = |length: usize| i32::try_from(length).unwrap();
    assert_eq!(left("CreateRole", "DeleteRole"), count(account.roles.len()));
    let policies = account.policies.len();
    assert_eq!(left("CreatePolicy", "DeletePolicy"), count(policies));
    let attached = account.roles.values().map(|role| role.policies.len()).sum();
    let still = left("AttachPolicyToRole", "DetachPolicyFromRole");
    assert_eq!(still, count(attached));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_versions_get_distinct_numbers_and_stay_within_the_limit() {
    let emulator = Arc::new(crate::client::emulator().await);
    let (status, _) = Key::root()
        .call(&emulator, "CreatePolicy", &[POLICY, TEXT])
        .await;
    assert_eq!(status, 200);
    let writer = |emulator: Arc<Emulator>| async move {
        let mut numbers = Vec::new();
        for _ in 0..20 {
            let params = [POLICY, TEXT, ROTATE, ("SetAsDefault", "true")];
            let (status, body) = Key::root()
                .call(&emulator, "CreatePolicyVersion", &params)
                .await;
            assert_eq!(status, 200, "{body}");
            numbers.push(body["PolicyVersion"]["VersionId"].to_string());
            check_account(&emulator.account().unwrap());
        }
        numbers
    };
    let writers = (0..CLIENTS).map(|_| tokio::spawn(writer(Arc::clone(&emulator))));
    let mut numbers = BTreeSet::new();
    for writer in writers.collect::<Vec<_>>() {
        numbers.extend(writer.await.unwrap());
    }
    assert_eq!(numbers.len(), 20 * usize::try_from(CLIENTS).unwrap());
}
