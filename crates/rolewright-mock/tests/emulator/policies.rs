//! Authorization with `enforce`.

use rolewright_mock::emulator::{Emulator, Seed};
use rolewright_mock::{InstanceState, WallClock};
use serde_json::{Value, json};

use crate::client::{Key, NOW, Oss};

const SEED: &str = r#"{
    "calls": [
        { "action": "CreateUser", "params": { "UserName": "alice" } },
        { "action": "CreatePolicy", "params": { "PolicyName": "some", "PolicyDocument": {
            "Version": "1",
            "Statement": [
                { "Effect": "Allow", "Action": "ram:GetRole", "Resource": "acs:ram:*:*:role/team-*" },
                { "Effect": "Allow", "Action": "oss:PutObject", "Resource": "acs:oss:*:*:my-images/a/*" }
            ]
        } } },
        { "action": "AttachPolicyToUser", "params": {
            "PolicyType": "Custom", "PolicyName": "some", "UserName": "alice" } }
    ],
    "keys": [{ "id": "alice", "secret": "secret", "user": "alice" }],
    "buckets": { "my-images": {} }
}"#;

pub(crate) fn seed() -> Seed {
    serde_json::from_str(SEED).unwrap()
}

pub(crate) async fn emulator(enforce: bool) -> Emulator {
    let builder = Emulator::builder()
        .access_key("testid", "testsecret")
        .seed(seed());
    let clock = WallClock::fixed(NOW.parse().unwrap());
    builder.clock(clock).enforce(enforce).start().await.unwrap()
}

#[tokio::test]
async fn a_denied_call_names_the_missing_permission() {
    let emulator = emulator(true).await;
    let alice = Key::new("alice", "secret");
    let (status, body) = alice
        .call(&emulator, "GetRole", &[("RoleName", "team-a")])
        .await;
    assert_eq!(
        (status, &body["Code"]),
        (404, &"EntityNotExist.Role".into())
    );
    let (status, body) = alice
        .call(&emulator, "GetRole", &[("RoleName", "other")])
        .await;
    assert_eq!(
        (status, &body["Code"]),
        (403, &"NoPermission".into()),
        "{body}"
    );
    let text = "You are not authorized to do this action. Resource: \
                acs:ram:*:1234567890123456:role/other Action: ram:GetRole";
    assert_eq!(body["Message"], text);
    let detail = &body["AccessDeniedDetail"];
    assert_eq!(detail["AuthAction"], "ram:GetRole");
    assert_eq!(detail["NoPermissionType"], "ImplicitDeny");
    assert_eq!(detail["AuthPrincipalOwnerId"], "1234567890123456");
    let (status, _) = Key::root().call(&emulator, "ListRoles", &[]).await;
    assert_eq!(status, 200);
    let (status, _) = alice.call(&emulator, "GetCallerIdentity", &[]).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn without_enforcement_every_key_has_full_access() {
    let emulator = emulator(false).await;
    let alice = Key::new("alice", "secret");
    let (status, _) = alice
        .call(&emulator, "GetRole", &[("RoleName", "other")])
        .await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn access_to_objects_is_checked_too() {
    let emulator = emulator(true).await;
    let alice = Key::new("alice", "secret");
    let put = |key| Oss {
        method: "PUT",
        key,
        body: b"x",
        ..Oss::default()
    };
    assert_eq!(alice.oss(&emulator, &put("a/b")).await.status, 200);
    let refused = alice.oss(&emulator, &put("b")).await;
    assert_eq!(refused.status, 403);
    assert_eq!(refused.element("Code").as_deref(), Some("AccessDenied"));
    assert_eq!(
        refused.element("AuthAction").as_deref(),
        Some("oss:PutObject")
    );
    let listed = alice.oss(&emulator, &Oss::default()).await;
    assert_eq!(
        listed.element("AuthAction").as_deref(),
        Some("oss:ListObjects")
    );
}

#[tokio::test]
async fn enforced_policies_decide_on_purchases_namespaces_and_repositories() {
    let calls = |policy: Value| {
        json!({ "calls": [
            { "action": "CreateUser", "params": { "UserName": "u" } },
            { "action": "CreatePolicy", "params": { "PolicyName": "p", "PolicyDocument": policy } },
            { "action": "AttachPolicyToUser", "params": {
                "PolicyType": "Custom", "PolicyName": "p", "UserName": "u" } },
        ] })
    };
    let policy = json!({ "Version": "1", "Statement": [
        { "Effect": "Allow", "Action": "bssapi:QueryAvailableInstances", "Resource": "*",
          "Condition": { "StringEquals": { "bssapi:ProductCode": "acr" } } },
        { "Effect": "Allow", "Action": "cr:*Namespace",
          "Resource": "acs:cr:*:*:repository/cri-1/team" },
        { "Effect": "Allow", "Action": "cr:*Repository",
          "Resource": "acs:cr:*:*:repository/cri-1/team/app" },
    ] });
    let seed: Seed = serde_json::from_value(calls(policy)).unwrap();
    let clock = WallClock::fixed(NOW.parse().unwrap());
    let builder = Emulator::builder().access_key("testid", "testsecret");
    let builder = builder.enforce(true).clock(clock).seed(seed);
    let emulator = builder.start().await.unwrap();
    let state = InstanceState {
        id: "cri-1".into(),
        ..InstanceState::default()
    };
    let add = |account: &mut rolewright_mock::Account| {
        account.instances.insert("cn-hangzhou".into(), vec![state]);
    };
    emulator.with_account(add).unwrap();
    let (_, body) = Key::root()
        .call(&emulator, "CreateAccessKey", &[("UserName", "u")])
        .await;
    let key = &body["AccessKey"];
    let text = |name: &str| key[name].as_str().unwrap();
    let user = Key::new(text("AccessKeyId"), text("AccessKeySecret"));
    let bss = ("2017-12-14", "QueryAvailableInstances");
    for (product, status) in [("acr", 200), ("ecs", 403)] {
        let (answered, body) = user
            .call_of(&emulator, bss, &[("ProductCode", product)])
            .await;
        assert_eq!(answered, status, "{product} {body}");
    }
    let cri = ("InstanceId", "cri-1");
    let repository = |name| {
        [
            cri,
            ("RepoNamespaceName", "team"),
            ("RepoName", name),
            ("RepoType", "PRIVATE"),
            ("Summary", "s"),
        ]
    };
    for (action, params, status) in [
        ("CreateNamespace", vec![cri, ("NamespaceName", "team")], 200),
        (
            "CreateNamespace",
            vec![cri, ("NamespaceName", "other")],
            403,
        ),
        ("CreateRepository", repository("app").to_vec(), 200),
        ("CreateRepository", repository("other").to_vec(), 403),
        ("ListNamespace", vec![cri], 403),
    ] {
        let (answered, body) = user
            .call_of(&emulator, ("2018-12-01", action), &params)
            .await;
        assert_eq!(answered, status, "{action} {params:?} {body}");
    }
    // The id of the repository stands for its names.
    let account = emulator.account().unwrap();
    let state = &account.instances["cn-hangzhou"][0].namespaces["team"].repositories["app"];
    let params = [cri, ("RepoId", state.id.as_str())];
    assert_eq!(
        user.call_of(&emulator, ("2018-12-01", "DeleteRepository"), &params)
            .await
            .0,
        200
    );
    let unknown = [cri, ("RepoId", "crr-none")];
    assert_eq!(
        user.call_of(&emulator, ("2018-12-01", "DeleteRepository"), &unknown)
            .await
            .0,
        403
    );
}
