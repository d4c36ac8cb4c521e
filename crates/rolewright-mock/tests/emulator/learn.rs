//! Soft enforcement, and policies learned from requests.

use rolewright_core::policy::PolicyDocument;
use rolewright_mock::emulator::{Emulator, Enforcement};
use serde_json::{Value, json};

use crate::client::{Key, NOW, Oss, control};
use crate::policies::seed;

async fn emulator(enforce: Enforcement) -> (Emulator, Key) {
    let clock = rolewright_mock::WallClock::fixed(NOW.parse().unwrap());
    let builder = Emulator::builder()
        .access_key("testid", "testsecret")
        .clock(clock)
        .enforce(enforce)
        .seed(seed());
    (builder.start().await.unwrap(), Key::new("alice", "secret"))
}

const PUT: Oss<'_> = Oss {
    method: "PUT",
    bucket: Some("my-images"),
    key: "b",
    query: &[],
    headers: &[],
    body: b"x",
};

async fn requests(emulator: &Emulator) -> Vec<Value> {
    let (_, body) = control(emulator, ("GET", "requests"), "").await;
    body["requests"].as_array().unwrap().clone()
}

#[tokio::test]
async fn soft_enforcement_records_each_decision_and_denies_nothing() {
    let (emulator, alice) = emulator(Enforcement::Soft).await;
    let role = |name| [("RoleName", name)];
    assert_eq!(
        alice.call(&emulator, "GetRole", &role("team-a")).await.0,
        404
    );
    assert_eq!(
        alice.call(&emulator, "GetRole", &role("other")).await.0,
        404
    );
    assert_eq!(alice.oss(&emulator, &PUT).await.status, 200);
    alice.call(&emulator, "GetCallerIdentity", &[]).await;
    let requests = requests(&emulator).await;
    let decisions: Vec<_> = requests.iter().map(|one| &one["decision"]).collect();
    assert_eq!(
        decisions,
        [
            &json!("Allow"),
            &json!("ImplicitDeny"),
            &json!("ImplicitDeny"),
            &Value::Null
        ]
    );
    let statements: Vec<_> = requests.iter().map(|one| &one["statement"]).collect();
    let first = json!({ "policy": "some", "index": 0 });
    assert_eq!(
        statements,
        [&first, &Value::Null, &Value::Null, &Value::Null]
    );
    let denied = &requests[1]["denied"];
    assert_eq!(denied["action"], "ram:GetRole");
    assert_eq!(denied["resource"], "acs:ram:*:1234567890123456:role/other");
    assert_eq!(denied["layer"], "AccountLevelIdentityBasedPolicy");
    let (_, health) = control(&emulator, ("GET", "health"), "").await;
    assert_eq!(health["enforce"], "soft");
}

#[tokio::test]
async fn the_statement_that_decided_is_recorded() {
    for enforce in [Enforcement::Soft, Enforcement::On] {
        let (emulator, alice) = emulator(enforce).await;
        let inside = Oss { key: "a/x", ..PUT };
        assert_eq!(alice.oss(&emulator, &inside).await.status, 200);
        alice.oss(&emulator, &PUT).await;
        let role = [("RoleName", "team-a")];
        alice.call(&emulator, "GetRole", &role).await;
        Key::root().call(&emulator, "GetRole", &role).await;
        let requests = requests(&emulator).await;
        let statements: Vec<_> = requests.iter().map(|one| &one["statement"]).collect();
        let of = |index: usize| json!({ "policy": "some", "index": index });
        assert_eq!(
            statements,
            [&of(1), &Value::Null, &of(0), &Value::Null],
            "{enforce:?}"
        );
        assert_eq!(requests[1]["decision"], "ImplicitDeny");
        assert_eq!(requests[3]["decision"], "Allow");
    }
}

#[tokio::test]
async fn the_learned_policy_allows_exactly_what_was_requested() {
    let (emulator, alice) = emulator(Enforcement::Off).await;
    let attach = [
        ("PolicyType", "Custom"),
        ("PolicyName", "some"),
        ("RoleName", "r"),
    ];
    for (action, params) in [
        ("GetRole", &[("RoleName", "r")][..]),
        ("AttachPolicyToRole", &attach),
        ("GetRole", &[("RoleName", "r")]),
        ("GetCallerIdentity", &[]),
    ] {
        alice.call(&emulator, action, params).await;
    }
    alice.oss(&emulator, &PUT).await;
    let copy = Oss {
        key: "c",
        headers: &[("x-oss-copy-source", "/my-images/b")],
        body: b"",
        ..PUT
    };
    assert_eq!(alice.oss(&emulator, &copy).await.status, 200);
    Key::root().call(&emulator, "ListUsers", &[]).await;
    let path = "policy?caller=acs%3Aram%3A%3A1234567890123456%3Auser%2Falice";
    let (status, policy) = control(&emulator, ("GET", path), "").await;
    assert_eq!(status, 200, "{policy}");
    let allow = |action: &str, resources: &[&str]| json!({ "Effect": "Allow", "Action": [action], "Resource": resources });
    let ram = "acs:ram:*:1234567890123456:";
    let oss = "acs:oss:*:1234567890123456:my-images/";
    let expected = json!({ "Version": "1", "Statement": [
        allow("oss:GetObject", &[&format!("{oss}b")]),
        allow("oss:PutObject", &[&format!("{oss}b"), &format!("{oss}c")]),
        allow("ram:AttachPolicyToRole", &[&format!("{ram}policy/some"), &format!("{ram}role/r")]),
        allow("ram:GetRole", &[&format!("{ram}role/r")]),
    ] });
    assert_eq!(policy, expected);
    assert!(PolicyDocument::parse(&policy.to_string()).is_ok());
}

#[tokio::test]
async fn a_policy_of_an_unclear_caller_is_refused_with_the_callers() {
    let (emulator, alice) = emulator(Enforcement::On).await;
    let error = async |path| {
        let (status, body) = control(&emulator, ("GET", path), "").await;
        assert_eq!(status, 400, "{body}");
        body["error"].as_str().unwrap().to_owned()
    };
    assert!(error("policy").await.contains("no request"));
    alice.call(&emulator, "ListRoles", &[]).await;
    Key::root().call(&emulator, "ListRoles", &[]).await;
    let text = error("policy").await;
    assert!(
        text.contains("user/alice") && text.contains(":root"),
        "{text}"
    );
    assert!(
        error("policy?caller=acs:ram::1:user/x")
            .await
            .contains("user/x")
    );
    assert!(error("policy?user=alice").await.contains("`user`"));
    // Denied requests count, since their caller needs the permission too.
    let path = "policy?caller=acs:ram::1234567890123456:user/alice";
    let (_, policy) = control(&emulator, ("GET", path), "").await;
    assert_eq!(policy["Statement"][0]["Action"], json!(["ram:ListRoles"]));
}
