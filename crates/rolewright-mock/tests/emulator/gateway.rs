//! The checks of the gateway.

use rolewright_core::ErrorKind;
use rolewright_mock::emulator::{ASSUMED, Emulator};
use rolewright_mock::{MemoryProvider, WallClock};
use tokio::net::TcpStream;

use crate::client::{Client, NOW, TRUST, client, emulator};

#[tokio::test]
async fn calls_reach_the_account_and_return_its_responses_and_errors() {
    let emulator = emulator().await;
    let params = [
        ("RoleName", "demo"),
        ("AssumeRolePolicyDocument", TRUST),
        ("Description", "a b+c"),
    ];
    let (status, body) = client("CreateRole", &params).send(&emulator).await;
    assert_eq!(
        (status, &body["Role"]["RoleName"]),
        (200, &"demo".into()),
        "{body}"
    );
    assert!(body["RequestId"].is_string());
    assert_eq!(
        emulator.account().unwrap().roles["demo"]
            .description
            .as_deref(),
        Some("a b+c")
    );

    let again = Client {
        nonce: "two",
        ..client("CreateRole", &params)
    };
    let body = again
        .refused(&emulator, 409, "EntityAlreadyExists.Role")
        .await;
    assert_eq!(
        format!("http://{}", body["HostId"].as_str().unwrap()),
        emulator.endpoint()
    );
}

#[tokio::test]
async fn parameters_are_accepted_in_the_query_and_in_a_form() {
    let emulator = emulator().await;
    let form = vec![
        ("RoleName", "demo".to_owned()),
        ("AssumeRolePolicyDocument", TRUST.to_owned()),
    ];
    let by_form = Client {
        form,
        ..client("CreateRole", &[])
    };
    assert_eq!(by_form.send(&emulator).await.0, 200);
    let by_get = client("GetRole", &[("RoleName", "demo")]);
    let by_get = Client {
        method: "GET",
        nonce: "two",
        ..by_get
    };
    assert_eq!(by_get.send(&emulator).await.0, 200);
}

#[tokio::test]
async fn sts_is_served_by_its_version() {
    let id = "1111222233334444".parse().unwrap();
    let emulator = Emulator::builder()
        .access_key("testid", "testsecret")
        .account_id(&id);
    let emulator = emulator
        .clock(WallClock::fixed(NOW.parse().unwrap()))
        .start()
        .await
        .unwrap();
    let sts = Client {
        version: "2015-04-01",
        ..client("GetCallerIdentity", &[])
    };
    let (status, body) = sts.send(&emulator).await;
    assert_eq!(
        (status, &body["AccountId"]),
        (200, &"1111222233334444".into())
    );
    let ram = Client {
        nonce: "two",
        ..client("GetCallerIdentity", &[])
    };
    ram.refused(&emulator, 404, "InvalidAction.NotFound").await;
}

#[tokio::test]
async fn a_request_line_of_60_kilobytes_is_accepted() {
    let emulator = emulator().await;
    let long = "x".repeat(60_000);
    let params = [
        ("RoleName", "demo"),
        ("AssumeRolePolicyDocument", TRUST),
        ("Unknown", &long),
    ];
    assert_eq!(client("CreateRole", &params).send(&emulator).await.0, 200);
}

#[tokio::test]
async fn a_wrong_key_or_secret_is_refused_with_the_string_to_sign() {
    let emulator = emulator().await;
    let client = client("ListRoles", &[]);
    let unknown = Client {
        key: ("other", "testsecret"),
        ..client
    };
    unknown
        .refused(&emulator, 404, "InvalidAccessKeyId.NotFound")
        .await;
    let wrong = Client {
        key: ("testid", "wrong"),
        ..unknown
    };
    let body = wrong.refused(&emulator, 400, "SignatureDoesNotMatch").await;
    let expected =
        "Specified signature is not matched with our calculation. server string to sign is:ACS3";
    assert!(
        body["Message"].as_str().unwrap().starts_with(expected),
        "{body}"
    );
    assert!(!body.to_string().contains("testsecret"));
    let temporary = Client {
        key: ("testid", "testsecret"),
        token: Some("token"),
        ..wrong
    };
    temporary
        .refused(&emulator, 400, "InvalidSecurityToken.MismatchWithAccessKey")
        .await;
}

#[tokio::test]
async fn another_scheme_is_refused() {
    let emulator = emulator().await;
    let basic = Client {
        authorization: Some("Basic dGVzdA=="),
        ..client("ListRoles", &[])
    };
    basic
        .refused(&emulator, 400, "InvalidSignatureMethod")
        .await;
    let none = Client {
        authorization: Some(""),
        ..basic
    };
    none.refused(&emulator, 400, "MissingAccessKeyId").await;
}

#[tokio::test]
async fn a_time_stamp_may_be_15_minutes_off_either_way() {
    let emulator = emulator().await;
    for (date, nonce) in [
        ("2026-01-02T02:49:05Z", "early"),
        ("2026-01-02T03:19:05Z", "late"),
    ] {
        let edge = Client {
            date,
            nonce,
            ..client("ListRoles", &[])
        };
        assert_eq!(edge.send(&emulator).await.0, 200, "{date}");
    }
    for date in ["2026-01-02T02:49:04Z", "2026-01-02T03:19:06Z"] {
        let off = Client {
            date,
            ..client("ListRoles", &[])
        };
        off.refused(&emulator, 400, "InvalidTimeStamp.Expired")
            .await;
    }
    for date in [
        "yesterday",
        "2026-01-02 03:04:05Z",
        "2026-01-02T03:04:05+00:00",
        "20260102T030405.0Z",
    ] {
        let odd = Client {
            date,
            ..client("ListRoles", &[])
        };
        odd.refused(&emulator, 400, "InvalidTimeStamp.Format").await;
    }
}

#[tokio::test]
async fn a_nonce_is_valid_for_one_request_with_a_valid_signature() {
    let emulator = emulator().await;
    let forged = Client {
        key: ("testid", "wrong"),
        ..client("ListRoles", &[])
    };
    forged
        .refused(&emulator, 400, "SignatureDoesNotMatch")
        .await;
    let client = client("ListRoles", &[]);
    assert_eq!(client.send(&emulator).await.0, 200);
    client.refused(&emulator, 400, "SignatureNonceUsed").await;
    let none = Client {
        nonce: "",
        ..client
    };
    let (status, _) = none.send(&emulator).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn an_unknown_operation_is_not_found() {
    let emulator = emulator().await;
    client("Sing", &[])
        .refused(&emulator, 404, "InvalidAction.NotFound")
        .await;
    let path = Client {
        path: "/x",
        nonce: "two",
        ..client("ListRoles", &[])
    };
    path.refused(&emulator, 404, "InvalidAction.NotFound").await;
    let version = Client {
        version: "1999-01-01",
        nonce: "three",
        ..client("ListRoles", &[])
    };
    version.refused(&emulator, 400, "InvalidVersion").await;
    let put = Client {
        method: "PUT",
        nonce: "four",
        ..client("ListRoles", &[])
    };
    put.refused(&emulator, 400, "UnsupportedHTTPMethod").await;
}

#[tokio::test]
async fn an_emulator_listens_only_on_loopback_and_until_it_is_stopped() {
    let open = Emulator::builder()
        .listen("0.0.0.0:0".parse().unwrap())
        .start()
        .await;
    assert_eq!(open.unwrap_err().kind(), ErrorKind::InvalidInput);

    let emulator = emulator().await;
    let address: std::net::SocketAddr = emulator.endpoint().replace("http://", "").parse().unwrap();
    let taken = Emulator::builder().listen(address).start().await;
    assert_eq!(taken.unwrap_err().kind(), ErrorKind::Transport);
    emulator.stop().await;
    let again = Emulator::builder().listen(address).start().await;
    drop(again.unwrap());
    // Hangs if the emulator outlives its handle.
    while TcpStream::connect(address).await.is_ok() {}
}

#[tokio::test]
async fn each_emulator_has_its_own_key_which_is_not_shown() {
    let one = Emulator::builder()
        .provider(MemoryProvider::new())
        .start()
        .await
        .unwrap();
    let two = Emulator::builder().start().await.unwrap();
    assert_ne!(one.access_key_id(), two.access_key_id());
    assert_ne!(one.access_key_secret(), two.access_key_secret());
    assert!(!format!("{one:?}").contains(one.access_key_secret().expose()));
}

#[test]
fn the_ids_of_the_assumed_rules_are_unique() {
    for rule in ASSUMED {
        let all = ASSUMED.iter().chain(rolewright_mock::ASSUMED);
        assert_eq!(
            all.filter(|other| other.id == rule.id).count(),
            1,
            "{}",
            rule.id
        );
    }
}
