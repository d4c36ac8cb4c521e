//! A moved clock.

use rolewright_core::RamProviderExt;
use rolewright_core::operation::CreateUser;
use rolewright_mock::WallClock;
use rolewright_mock::emulator::Emulator;

use crate::client::{Key, NOW, Oss, TRUST, control, exchange};

async fn emulator(strict: bool) -> Emulator {
    let builder = Emulator::builder()
        .access_key("testid", "testsecret")
        .clock(WallClock::fixed(NOW.parse().unwrap()))
        .strict_time(strict);
    let emulator = builder.start().await.unwrap();
    control(&emulator, ("POST", "clock"), r#"{"seconds":86400}"#).await;
    emulator
}

#[tokio::test]
async fn a_moved_clock_moves_every_date_and_requests_signed_with_real_time_stay_valid() {
    let emulator = emulator(false).await;
    let root = Key::root();
    let role = [("RoleName", "r"), ("AssumeRolePolicyDocument", TRUST)];
    let request = root.request(&emulator, "CreateRole", &role);
    let answer = exchange(&emulator, request.as_bytes()).await.unwrap();
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("date"), Some("Sat, 03 Jan 2026 03:04:05 GMT"));
    assert_eq!(answer.json()["Role"]["CreateDate"], "2026-01-03T03:04:05Z");
    let again = exchange(&emulator, request.as_bytes()).await.unwrap();
    assert_eq!(again.json()["Code"], "SignatureNonceUsed");

    let put = Oss {
        method: "PUT",
        ..Oss::default()
    };
    assert_eq!(root.oss(&emulator, &put).await.status, 200);
    let listed = root
        .oss(
            &emulator,
            &Oss {
                bucket: None,
                ..Oss::default()
            },
        )
        .await;
    let created = listed.element("CreationDate").unwrap();
    assert!(created.starts_with("2026-01-03T"), "{created}");

    let account = emulator.provider().unwrap();
    let user = account
        .send(CreateUser {
            user_name: "alice".into(),
            ..CreateUser::default()
        })
        .await
        .unwrap();
    assert_eq!(user.user.create_date, "2026-01-03T03:04:05Z");
    emulator.move_clock(60);
    let dates = account
        .send(rolewright_core::operation::GetCallerIdentity::default())
        .await;
    assert!(dates.is_ok());
}

#[tokio::test]
async fn with_strict_time_a_request_must_be_signed_with_the_moved_time() {
    let emulator = emulator(true).await;
    let root = Key::root();
    let (status, body) = root.call(&emulator, "ListRoles", &[]).await;
    assert_eq!(
        (status, &body["Code"]),
        (400, &"InvalidTimeStamp.Expired".into())
    );
    let refused = root.oss(&emulator, &Oss::default()).await;
    assert_eq!(
        refused.element("Code").as_deref(),
        Some("RequestTimeTooSkewed")
    );
    control(&emulator, ("POST", "clock"), r#"{"seconds":-86400}"#).await;
    assert_eq!(root.call(&emulator, "ListRoles", &[]).await.0, 200);
}

#[tokio::test]
async fn a_session_expires_by_the_moved_clock() {
    let emulator = emulator(false).await;
    let root = Key::root();
    let user = [("UserName", "alice")];
    assert_eq!(root.call(&emulator, "CreateUser", &user).await.0, 200);
    let (_, key) = root.call(&emulator, "CreateAccessKey", &user).await;
    let text = |name: &str| key["AccessKey"][name].as_str().unwrap().to_owned();
    let alice = Key::new(&text("AccessKeyId"), &text("AccessKeySecret"));
    let trust = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":["acs:ram::1234567890123456:user/alice"]}}]}"#;
    let role = [("RoleName", "r"), ("AssumeRolePolicyDocument", trust)];
    assert_eq!(root.call(&emulator, "CreateRole", &role).await.0, 200);
    let params = [
        ("RoleArn", "acs:ram::1234567890123456:role/r"),
        ("RoleSessionName", "ci"),
    ];
    let (_, body) = alice.call(&emulator, "AssumeRole", &params).await;
    let session = Key::of_session(&body);
    assert_eq!(
        session.call(&emulator, "GetCallerIdentity", &[]).await.0,
        200
    );
    emulator.move_clock(3601);
    let (_, body) = session.call(&emulator, "GetCallerIdentity", &[]).await;
    assert_eq!(body["Code"], "InvalidSecurityToken.Expired");
}
