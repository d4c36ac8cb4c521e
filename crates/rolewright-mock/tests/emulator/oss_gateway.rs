//! Authentication of OSS requests.

use rolewright_sign::Received;
use rolewright_sign::oss1;

use crate::client::{Key, Oss, exchange};
use crate::oss::{put, with_bucket};

#[tokio::test]
async fn keys_and_signatures_are_checked() {
    let emulator = with_bucket().await;
    let code = async |key: Key| {
        let answer = key.oss(&emulator, &Oss::default()).await;
        format!(
            "{} {}",
            answer.status,
            answer.element("Code").unwrap_or_default()
        )
    };
    assert_eq!(code(Key::new("other", "x")).await, "403 InvalidAccessKeyId");
    assert_eq!(
        code(Key::new("testid", "x")).await,
        "403 SignatureDoesNotMatch"
    );
    let token = Key {
        token: Some("x".into()),
        ..Key::root()
    };
    assert_eq!(code(token).await, "403 InvalidSecurityToken");
    let host = emulator.host();
    let anonymous =
        format!("GET /my-images/k HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    let answer = exchange(&emulator, anonymous.as_bytes()).await.unwrap();
    assert_eq!(answer.element("Code").as_deref(), Some("AccessDenied"));
}

#[tokio::test]
async fn a_session_reaches_objects_with_its_token() {
    let emulator = with_bucket().await;
    let (session, _) = crate::rpc::with_session(&emulator).await;
    assert_eq!(session.oss(&emulator, &put("k", b"x")).await.status, 200);
}

#[tokio::test]
async fn signature_version_1_and_the_buckets_host_are_accepted() {
    let emulator = with_bucket().await;
    let port = emulator.host().split_once(':').unwrap().1.to_owned();
    let date = "Fri, 02 Jan 2026 03:04:05 GMT";
    for (host, path, bucket) in [
        (emulator.host(), "/my-images/", None),
        (
            format!("my-images.localhost:{port}"),
            "/",
            Some("my-images"),
        ),
        (
            "my-images.oss-cn-hangzhou.aliyuncs.com".to_owned(),
            "/",
            Some("my-images"),
        ),
    ] {
        let headers = [("host", host.as_str()), ("date", date)];
        let received = Received {
            method: "GET",
            path,
            raw_query: "location",
            headers: &headers,
            body: b"",
        };
        let signature = oss1::signature(&received, bucket, "testsecret").unwrap();
        let request = format!(
            "GET {path}?location HTTP/1.1\r\nhost: {host}\r\ndate: {date}\r\n\
             authorization: OSS testid:{signature}\r\nconnection: close\r\n\r\n"
        );
        let answer = exchange(&emulator, request.as_bytes()).await.unwrap();
        assert_eq!(
            answer.element("LocationConstraint").as_deref(),
            Some("oss-cn-hangzhou"),
            "{host} {answer:?}"
        );
    }
}
