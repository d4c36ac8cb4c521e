//! Authorization with `enforce`.

use rolewright_mock::Clock;
use rolewright_mock::emulator::{Emulator, Seed};

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
    let clock = Clock::fixed(NOW.parse().unwrap());
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
