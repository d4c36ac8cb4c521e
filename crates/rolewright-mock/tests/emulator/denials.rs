//! What the emulator says about a denial.

use rolewright_core::denial::{DeniedCall, Evidence};
use rolewright_mock::WallClock;
use rolewright_mock::emulator::{Emulator, Seed};
use serde_json::{Value, json};

use crate::client::{Key, NOW, Oss};

const DETAIL: [&str; 7] = [
    "AuthAction",
    "AuthPrincipalType",
    "AuthPrincipalOwnerId",
    "AuthPrincipalDisplayName",
    "NoPermissionType",
    "PolicyType",
    "EncodedDiagnosticMessage",
];
const DETAIL_OF_OSS: [&str; 7] = [
    "PolicyType",
    "AuthPrincipalOwnerId",
    "AuthPrincipalType",
    "AuthPrincipalDisplayName",
    "NoPermissionType",
    "AuthAction",
    "EncodedDiagnosticMessage",
];

/// A seed in which alice has this statement, beside full access to OSS and to `DecodeDiagnosticMessage`.
fn seed(statement: &Value, bucket: &Value) -> Seed {
    let all = json!({ "Effect": "Allow", "Action": ["oss:*", "ram:DecodeDiagnosticMessage"], "Resource": "*" });
    let document = json!({ "Version": "1", "Statement": [all, statement] });
    let trust = json!({ "Version": "1", "Statement": [{ "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": { "RAM": ["acs:ram::42:root"] } }] });
    serde_json::from_value(json!({
        "calls": [
            { "action": "CreateUser", "params": { "UserName": "alice" } },
            { "action": "CreateRole", "params": { "RoleName": "Other", "AssumeRolePolicyDocument": trust } },
            { "action": "CreatePolicy", "params": { "PolicyName": "some", "PolicyDocument": document } },
            { "action": "AttachPolicyToUser", "params": {
                "PolicyType": "Custom", "PolicyName": "some", "UserName": "alice" } },
        ],
        "keys": [{ "id": "alice", "secret": "secret", "user": "alice" }],
        "buckets": { "my-images": { "policy": bucket } },
    }))
    .unwrap()
}

async fn emulator(statement: Value, bucket: Value) -> (Emulator, Key) {
    let builder = Emulator::builder()
        .access_key("testid", "testsecret")
        .clock(WallClock::fixed(NOW.parse().unwrap()))
        .enforce(true)
        .seed(seed(&statement, &bucket));
    (builder.start().await.unwrap(), Key::new("alice", "secret"))
}

fn deny(action: &str) -> Value {
    json!({ "Effect": "Deny", "Action": action, "Resource": "*" })
}

fn bucket_policy(effect: &str) -> Value {
    let statement = json!({ "Effect": effect, "Action": "oss:PutObject", "Principal": ["*"],
        "Resource": "acs:oss:*:*:my-images/*" });
    json!({ "Version": "1", "Statement": [statement] })
        .to_string()
        .into()
}

fn explained(text: &str) -> DeniedCall {
    let evidence = Evidence::parse(text).unwrap();
    assert_eq!(evidence.encoded, None, "decoded without the service");
    evidence.denied.unwrap()
}

#[tokio::test]
async fn a_denied_call_has_all_details_and_a_message_that_the_service_decodes() {
    let (emulator, alice) = emulator(deny("ram:Get*"), Value::Null).await;
    let params = [("RoleName", "Other")];
    let (status, body) = alice.call(&emulator, "GetRole", &params).await;
    assert_eq!(status, 403, "{body}");
    let detail = body["AccessDeniedDetail"].as_object().unwrap();
    assert_eq!(detail.keys().collect::<Vec<_>>(), DETAIL);
    assert_eq!(detail["NoPermissionType"], "ExplicitDeny");
    assert_eq!(detail["AuthPrincipalType"], "SubUser");
    let message = detail["EncodedDiagnosticMessage"].as_str().unwrap();
    assert!(message.starts_with("AQ"), "{message}");

    let params = [("EncodedDiagnosticMessage", message)];
    let (status, decoded) = alice
        .call(&emulator, "DecodeDiagnosticMessage", &params)
        .await;
    assert_eq!(status, 200, "{decoded}");
    let decoded = &decoded["DecodedDiagnosticMessage"];
    assert_eq!(decoded["ExplicitDeny"], true);
    assert_eq!(
        decoded["AuthResource"],
        "acs:ram:*:1234567890123456:role/Other"
    );
    assert_eq!(
        decoded["AuthPrincipal"]["AuthPrincipalDisplayName"],
        detail["AuthPrincipalDisplayName"]
    );
    assert_eq!(
        decoded["AuthConditions"][0]["ConditionKey"],
        "acs:CurrentTime"
    );
    let policy = json!([{ "Effect": "Deny", "PolicyIdentifier": "some", "PolicyType": "Custom",
        "PolicyVersion": "v1", "AttachedEntityType": "RamUser", "AttachedScope": "Account" }]);
    assert_eq!(decoded["MatchedPolicies"], policy);

    let denied = explained(&body.to_string());
    assert_eq!(denied.statement, Some(deny("ram:Get*")));
    assert_eq!(denied, explained(message));
}

#[tokio::test]
async fn a_garbled_message_does_not_exist() {
    let (emulator, alice) = emulator(deny("ram:Get*"), Value::Null).await;
    for odd in ["AQIBIAAAACB1", "%%%", "AQEAAAAA"] {
        let params = [("EncodedDiagnosticMessage", odd)];
        let (status, body) = alice
            .call(&emulator, "DecodeDiagnosticMessage", &params)
            .await;
        let code = "EntityNotExist.DiagnosticMessage";
        assert_eq!((status, &body["Code"]), (404, &code.into()), "{odd}");
    }
    let (status, body) = alice.call(&emulator, "DecodeDiagnosticMessage", &[]).await;
    let code = "MissingParameter.EncodedDiagnosticMessage";
    assert_eq!((status, &body["Code"]), (400, &code.into()));
}

#[tokio::test]
async fn a_role_that_does_not_trust_the_caller_denies_by_its_trust_policy() {
    let (emulator, alice) = emulator(
        json!({ "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*" }),
        Value::Null,
    )
    .await;
    let arn = "acs:ram::1234567890123456:role/other";
    let params = [("RoleArn", arn), ("RoleSessionName", "ci")];
    for (key, kind, principal) in [
        (alice, "SubUser", "acs:ram::1234567890123456:user/alice"),
        (Key::root(), "RootUser", "acs:ram::1234567890123456:root"),
    ] {
        let (status, body) = key.call(&emulator, "AssumeRole", &params).await;
        assert_eq!((status, &body["Code"]), (403, &"NoPermission".into()));
        let detail = &body["AccessDeniedDetail"];
        assert_eq!(detail["PolicyType"], "AssumeRolePolicy");
        assert_eq!(detail["AuthPrincipalType"], kind);
        let statement = explained(&body.to_string()).statement.unwrap();
        assert_eq!(statement["Principal"]["RAM"][0], principal);
    }
}

#[tokio::test]
async fn an_error_of_oss_has_the_details_in_their_order_and_the_code_of_the_cause() {
    let put = Oss {
        method: "PUT",
        key: "a",
        body: b"x",
        ..Oss::default()
    };
    let delete = Oss {
        method: "POST",
        query: &[("delete", "")],
        body: b"<Delete><Object><Key>a</Key></Object></Delete>",
        ..Oss::default()
    };
    let none = json!({ "Effect": "Allow", "Action": "ram:GetRole", "Resource": "*" });
    let put_denied = deny("oss:PutObject");
    for (statement, bucket, call, ec) in [
        (&put_denied, Value::Null, &put, "0003-00000201"),
        (&none, bucket_policy("Deny"), &put, "0003-00000101"),
        (&put_denied, bucket_policy("Deny"), &put, "0003-00000203"),
        (
            &deny("oss:DeleteObject"),
            Value::Null,
            &delete,
            "0003-00000204",
        ),
    ] {
        let (emulator, alice) = emulator(statement.clone(), bucket).await;
        let refused = alice.oss(&emulator, call).await;
        assert_eq!(
            refused.element("EC").as_deref(),
            Some(ec),
            "{}",
            refused.text()
        );
        assert_eq!(refused.header("x-oss-ec"), Some(ec));
        let text = refused.text();
        let order = [
            "Code",
            "Message",
            "RequestId",
            "HostId",
            "AccessDeniedDetail",
        ]
        .into_iter()
        .chain(DETAIL_OF_OSS)
        .chain(["Bucket", "User", "EC", "RecommendDoc"]);
        let places: Vec<_> = order
            .map(|name| {
                text.find(&format!("<{name}>"))
                    .unwrap_or_else(|| panic!("{name}: {text}"))
            })
            .collect();
        assert!(places.is_sorted(), "{text}");
        let denied = explained(&text);
        assert!(denied.explicit);
        let statement = denied.statement.unwrap();
        assert_eq!(statement["Effect"], "Deny", "{statement}");
    }
}

#[tokio::test]
async fn a_session_policy_without_the_action_is_named() {
    let trust = json!({ "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": { "RAM": ["acs:ram::1234567890123456:user/alice"] } });
    let trust = json!({ "Version": "1", "Statement": [trust] }).to_string();
    let may = json!({ "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*" });
    let (emulator, alice) = emulator(may, Value::Null).await;
    let root = Key::root();
    let role = [
        ("RoleName", "Worker"),
        ("AssumeRolePolicyDocument", &*trust),
    ];
    root.call(&emulator, "CreateRole", &role).await;
    let session = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:GetObject","Resource":"*"}]}"#;
    let params = [
        ("RoleArn", "acs:ram::1234567890123456:role/Worker"),
        ("RoleSessionName", "ci"),
        ("Policy", session),
    ];
    let (status, body) = alice.call(&emulator, "AssumeRole", &params).await;
    assert_eq!(status, 200, "{body}");
    let session = Key::of_session(&body);
    let refused = session.oss(&emulator, &Oss::default()).await;
    assert_eq!(refused.element("EC").as_deref(), Some("0003-00000202"));
    assert_eq!(refused.element("User").as_deref(), Some("Worker:ci"));
    let denied = explained(&refused.text());
    assert_eq!(denied.layer, "SessionPolicy");
    assert_eq!(
        denied.caller.as_deref(),
        Some("acs:ram::1234567890123456:assumed-role/Worker/ci")
    );
}

#[cfg(feature = "local")]
#[tokio::test]
async fn a_message_is_valid_after_a_restart_with_the_same_store() {
    use rolewright_mock::LocalProvider;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("account.db");
    let start = async |seed: Seed| {
        let builder = Emulator::builder().access_key("testid", "testsecret");
        let clock = WallClock::fixed(NOW.parse().unwrap());
        let store = LocalProvider::open(&path, None).unwrap();
        let builder = builder.store(store).clock(clock).enforce(true).seed(seed);
        builder.start().await.unwrap()
    };
    let alice = Key::new("alice", "secret");
    let emulator = start(seed(&deny("ram:Get*"), &Value::Null)).await;
    let (_, body) = alice.call(&emulator, "GetRole", &[("RoleName", "r")]).await;
    emulator.stop().await;
    let emulator = start(Seed::default()).await;
    let message = body["AccessDeniedDetail"]["EncodedDiagnosticMessage"]
        .as_str()
        .unwrap();
    let params = [("EncodedDiagnosticMessage", message)];
    let (status, body) = alice
        .call(&emulator, "DecodeDiagnosticMessage", &params)
        .await;
    assert_eq!(status, 200, "{body}");
}
