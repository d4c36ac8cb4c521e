//! RPC with the older signature, keys and sessions.

use rolewright_mock::emulator::Emulator;
use rolewright_sign::encoding::encode_pairs;
use rolewright_sign::rpc::{Request, sign, signature};
use serde_json::Value;

use crate::client::{Answer, Key, NOW, TRUST, emulator, exchange};

/// A call with the older signature, by `GET` in the query or by `POST` in a form.
async fn v1(
    emulator: &Emulator,
    method: &'static str,
    params: &[(&str, &str)],
    nonce: &str,
) -> Answer {
    let action = params.iter().find(|(name, _)| *name == "Action").unwrap().1;
    let of_sign = |name: &str| matches!(name, "Action" | "Format");
    let own: Vec<_> = params
        .iter()
        .copied()
        .filter(|(name, _)| !of_sign(name))
        .collect();
    let mut pairs = sign(&Request {
        method,
        action,
        version: "2015-05-01",
        timestamp: NOW,
        nonce,
        params: &own,
        access_key_id: "testid",
        access_key_secret: "testsecret",
        security_token: None,
    });
    // The signer requests JSON; here the test sets the format.
    pairs.retain(|(name, _)| name != "Signature" && name != "Format");
    let format = params.iter().find(|(name, _)| *name == "Format").unwrap().1;
    pairs.push(("Format".into(), format.into()));
    let all: Vec<_> = pairs
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let signature = signature(method, &all, "testsecret");
    pairs.push(("Signature".into(), signature));
    let (query, body) = match method {
        "GET" => (encode_pairs(&pairs), String::new()),
        _ => (String::new(), encode_pairs(&pairs)),
    };
    let (host, length) = (emulator.host(), body.len());
    // Both official clients send these headers with the older signature too.
    let request = format!(
        "{method} /?{query} HTTP/1.1\r\nhost: {host}\r\nx-acs-action: {action}\r\n\
         x-acs-version: 2015-05-01\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
    exchange(emulator, request.as_bytes()).await.unwrap()
}

const CREATE: [(&str, &str); 9] = [
    ("Action", "CreateRole"),
    ("RoleName", "demo"),
    ("AssumeRolePolicyDocument", TRUST),
    ("Description", "a b+c~*"),
    ("RegionId", "cn-hangzhou"),
    ("SignatureType", ""),
    ("Tag.1.Key", "k"),
    ("Tag.1.Value", "v"),
    ("Format", "JSON"),
];

#[tokio::test]
async fn the_older_signature_is_accepted_in_the_query_and_in_a_form() {
    for method in ["GET", "POST"] {
        let emulator = emulator().await;
        let answer = v1(&emulator, method, &CREATE, "1").await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let role = &emulator.account().unwrap().roles["demo"];
        assert_eq!(role.description.as_deref(), Some("a b+c~*"));
        assert_eq!(role.tags["k"], "v");
        let again = v1(&emulator, method, &CREATE, "1").await;
        assert_eq!(again.json()["Code"], "SignatureNonceUsed");
    }
}

#[tokio::test]
async fn a_client_with_the_older_signature_can_request_xml() {
    let emulator = emulator().await;
    let mut create = CREATE;
    create[8] = ("Format", "xml");
    let answer = v1(&emulator, "GET", &create, "1").await;
    assert_eq!(
        answer.header("content-type"),
        Some("text/xml;charset=utf-8")
    );
    assert!(answer.text().contains("<CreateRoleResponse>"), "{answer:?}");
    assert_eq!(answer.element("RoleName").as_deref(), Some("demo"));
    let again = v1(&emulator, "GET", &create, "2").await;
    assert_eq!(again.status, 409);
    assert!(again.text().contains("<Error>"), "{again:?}");
    assert_eq!(
        again.element("Code").as_deref(),
        Some("EntityAlreadyExists.Role")
    );
    create[8] = ("Format", "YAML");
    let odd = v1(&emulator, "GET", &create, "3").await;
    assert_eq!(odd.json()["Code"], "InvalidParameter.Format");
}

#[tokio::test]
async fn a_wrong_secret_in_the_older_signature_returns_the_string_to_sign() {
    let emulator = emulator().await;
    let pairs = sign(&Request {
        method: "GET",
        action: "ListRoles",
        version: "2015-05-01",
        timestamp: NOW,
        nonce: "n",
        params: &[],
        access_key_id: "testid",
        access_key_secret: "wrong",
        security_token: None,
    });
    let host = emulator.host();
    let request = |query: String| {
        format!("GET /?{query} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n")
    };
    let answer = exchange(&emulator, request(encode_pairs(&pairs)).as_bytes())
        .await
        .unwrap();
    assert_eq!(
        (answer.status, &answer.json()["Code"]),
        (400, &"SignatureDoesNotMatch".into())
    );
    let message = answer.json()["Message"].as_str().unwrap().to_owned();
    assert!(
        message.contains("server string to sign is:GET&%2F&AccessKeyId%3Dtestid"),
        "{message}"
    );
    for (missing, code) in [
        ("AccessKeyId", "MissingAccessKeyId"),
        ("Timestamp", "MissingTimestamp"),
        ("SignatureNonce", "MissingSignatureNonce"),
        ("Signature", "MissingSignature"),
    ] {
        let kept: Vec<_> = pairs
            .iter()
            .filter(|(name, _)| *name != missing)
            .cloned()
            .collect();
        let answer = exchange(&emulator, request(encode_pairs(&kept)).as_bytes())
            .await
            .unwrap();
        let code = match missing {
            // The signature of the rest is wrong too, and is checked first.
            "SignatureNonce" => "SignatureDoesNotMatch",
            _ => code,
        };
        assert_eq!(answer.json()["Code"], code, "{missing}");
    }
}

#[tokio::test]
async fn a_users_key_works_until_it_is_disabled_or_deleted() {
    let emulator = emulator().await;
    let root = Key::root();
    let user = [("UserName", "alice")];
    root.call(&emulator, "CreateUser", &user).await;
    let (_, made) = root.call(&emulator, "CreateAccessKey", &user).await;
    let made = &made["AccessKey"];
    let id = made["AccessKeyId"].as_str().unwrap();
    let alice = Key::new(id, made["AccessKeySecret"].as_str().unwrap());
    let (_, who) = alice.call(&emulator, "GetCallerIdentity", &[]).await;
    assert_eq!(who["Arn"], "acs:ram::1234567890123456:user/alice");
    let switch = [
        ("UserName", "alice"),
        ("UserAccessKeyId", id),
        ("Status", "Inactive"),
    ];
    root.call(&emulator, "UpdateAccessKey", &switch).await;
    let (status, refused) = alice.call(&emulator, "GetCallerIdentity", &[]).await;
    assert_eq!(
        (status, &refused["Code"]),
        (400, &"InvalidAccessKeyId.Inactive".into())
    );
    let (status, _) = root.call(&emulator, "DeleteAccessKey", &switch[..2]).await;
    assert_eq!(status, 200);
    let (status, refused) = alice.call(&emulator, "GetCallerIdentity", &[]).await;
    assert_eq!(
        (status, &refused["Code"]),
        (404, &"InvalidAccessKeyId.NotFound".into())
    );
}

/// An emulator with a user alice and a role `builder` that trusts alice.
pub(crate) async fn with_session(emulator: &Emulator) -> (Key, Value) {
    let root = Key::root();
    let user = [("UserName", "alice")];
    root.call(emulator, "CreateUser", &user).await;
    let trust = TRUST.replace(
        r#"{"Service":["cr.aliyuncs.com"]}"#,
        r#"{"RAM":["acs:ram::1234567890123456:user/alice"]}"#,
    );
    let role = [
        ("RoleName", "builder"),
        ("AssumeRolePolicyDocument", trust.as_str()),
    ];
    let (status, made) = root.call(emulator, "CreateRole", &role).await;
    assert_eq!(status, 200, "{made}");
    let (_, made) = root.call(emulator, "CreateAccessKey", &user).await;
    let text = |name: &str| made["AccessKey"][name].as_str().unwrap().to_owned();
    let alice = Key::new(&text("AccessKeyId"), &text("AccessKeySecret"));
    let assume = [
        ("RoleArn", "acs:ram::1234567890123456:role/builder"),
        ("RoleSessionName", "ci"),
        ("DurationSeconds", "900"),
    ];
    let (status, session) = alice.call(emulator, "AssumeRole", &assume).await;
    assert_eq!(status, 200, "{session}");
    (Key::of_session(&session), session)
}

#[tokio::test]
async fn a_sessions_key_works_with_its_token_until_it_expires() {
    let emulator = emulator().await;
    let (session, _) = with_session(&emulator).await;
    let code = async |key: &Key| {
        let (_, answer) = key.call(&emulator, "GetCallerIdentity", &[]).await;
        answer["Code"].as_str().unwrap_or("executed").to_owned()
    };
    let (_, who) = session.call(&emulator, "GetCallerIdentity", &[]).await;
    assert_eq!(
        who["Arn"],
        "acs:ram::1234567890123456:assumed-role/builder/ci"
    );
    let without = Key {
        token: None,
        ..session.clone()
    };
    assert_eq!(code(&without).await, "MissingSecurityToken");
    let odd = Key {
        token: Some("odd".into()),
        ..session.clone()
    };
    assert_eq!(code(&odd).await, "InvalidSecurityToken.Malformed");
    let other = Key {
        id: "STS.other".into(),
        ..session.clone()
    };
    assert_eq!(
        code(&other).await,
        "InvalidSecurityToken.MismatchWithAccessKey"
    );
    let wrong = Key {
        secret: "wrong".into(),
        ..session.clone()
    };
    assert_eq!(code(&wrong).await, "SignatureDoesNotMatch");
    let root = Key {
        token: session.token.clone(),
        ..Key::root()
    };
    assert_eq!(
        code(&root).await,
        "InvalidSecurityToken.MismatchWithAccessKey"
    );
    let (status, _) =
        crate::client::control(&emulator, ("POST", "clock"), r#"{"seconds":899}"#).await;
    assert_eq!(status, 200);
    assert_eq!(code(&session).await, "executed");
    crate::client::control(&emulator, ("POST", "clock"), r#"{"seconds":1}"#).await;
    assert_eq!(code(&session).await, "InvalidSecurityToken.Expired");
}
