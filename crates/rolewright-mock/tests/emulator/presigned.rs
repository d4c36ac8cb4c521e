//! Signatures of OSS: presigned URLs, HTTP dates and regions.

use rolewright_mock::emulator::Emulator;
use rolewright_sign::encoding::{encode_pairs, percent_encode};
use rolewright_sign::{Received, oss1, oss4};

use crate::client::{Answer, Key, control, exchange};
use crate::oss::{put, send, with_bucket};

/// 2026-01-02T03:04:05Z.
const NOW: i64 = 1_767_323_045;

async fn with_object() -> Emulator {
    let emulator = with_bucket().await;
    assert_eq!(send(&emulator, put("k", b"body")).await.status, 200);
    emulator
}

async fn ask(emulator: &Emulator, head: &str, body: &str) -> Answer {
    let request = format!(
        "{head}connection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    exchange(emulator, request.as_bytes()).await.unwrap()
}

/// The path and query of a URL presigned with version 1.
fn presigned1(key: &Key, method: &str, expires: i64) -> String {
    let mut query = vec![
        ("OSSAccessKeyId", key.id.clone()),
        ("Expires", expires.to_string()),
    ];
    query.extend(key.token.clone().map(|token| ("security-token", token)));
    let query = encode_pairs(&query);
    let received = Received {
        method,
        path: "/my-images/k",
        raw_query: &query,
        headers: &[],
        body: b"",
    };
    let signature = oss1::signature(&received, None, &key.secret).unwrap();
    let signature = percent_encode(&signature);
    format!("/my-images/k?{query}&Signature={signature}")
}

/// The same with version 4.
fn presigned4(key: &Key, method: &str, (date, seconds): (&str, u32)) -> String {
    let added = oss4::presign(&request(key, method, date), seconds);
    format!("/my-images/k?{}", encode_pairs(&added))
}

fn request<'a>(key: &'a Key, method: &'a str, date: &'a str) -> oss4::Request<'a> {
    oss4::Request {
        method,
        bucket: Some("my-images"),
        key: "k",
        query: &[],
        headers: &[],
        additional_headers: &[],
        region: "cn-hangzhou",
        date_time: date,
        access_key_id: &key.id,
        access_key_secret: &key.secret,
        security_token: key.token.as_deref(),
    }
}

#[tokio::test]
async fn a_presigned_url_needs_no_header_and_allows_only_its_method() {
    let emulator = with_object().await;
    let root = Key::root();
    let (session, _) = crate::rpc::with_session(&emulator).await;
    for key in [&root, &session] {
        for make in [
            |key: &Key, method: &str| presigned1(key, method, NOW + 60),
            |key: &Key, method: &str| presigned4(key, method, ("20260102T030405Z", 60)),
        ] {
            let url = make(key, "GET");
            let read = ask(
                &emulator,
                &format!("GET {url} HTTP/1.1\r\nhost: localhost\r\n"),
                "",
            )
            .await;
            assert_eq!((read.status, read.text()), (200, "body".into()), "{url}");
            let head = format!("PUT {url} HTTP/1.1\r\nhost: localhost\r\n");
            let other = ask(&emulator, &head, "x").await;
            let code = other.element("Code");
            assert_eq!(code.as_deref(), Some("SignatureDoesNotMatch"), "{url}");
            assert_eq!(other.element("EC").as_deref(), Some("0002-00000040"));
            assert!(
                !session
                    .token
                    .as_ref()
                    .is_some_and(|token| other.text().contains(token))
            );
            let url = make(key, "PUT");
            let head = format!("PUT {url} HTTP/1.1\r\nhost: localhost\r\n");
            assert_eq!(ask(&emulator, &head, "body").await.status, 200, "{url}");
        }
    }
}

#[tokio::test]
async fn a_presigned_url_is_valid_until_it_expires() {
    let emulator = with_object().await;
    let root = Key::root();
    let later = presigned4(&root, "GET", ("20260102T032005Z", 60));
    let urls = [
        presigned1(&root, "GET", NOW + 60),
        presigned4(&root, "GET", ("20260102T030405Z", 60)),
        presigned4(&root, "GET", ("20260102T030405Z", 604_801)),
        presigned1(&root, "GET", -1),
        later,
    ];
    let statuses = async || {
        let mut all = Vec::new();
        for url in &urls {
            let head = format!("GET {url} HTTP/1.1\r\nhost: localhost\r\n");
            let answer = ask(&emulator, &head, "").await;
            all.push((answer.status, answer.element("EC").unwrap_or_default()));
        }
        all
    };
    let (odd, early) = ("0002-00000070", "0002-00000235");
    let expected = [(200, ""), (200, ""), (403, odd), (403, odd), (403, early)];
    assert_eq!(statuses().await, expected.map(|(s, ec)| (s, ec.to_owned())));
    control(&emulator, ("POST", "clock"), r#"{"seconds":61}"#).await;
    let expired = "0002-00000069";
    let expected = [
        (403, expired),
        (403, expired),
        (403, odd),
        (403, odd),
        (200, ""),
    ];
    assert_eq!(statuses().await, expected.map(|(s, ec)| (s, ec.to_owned())));
}

#[tokio::test]
async fn a_session_needs_the_token_in_its_presigned_url() {
    let emulator = with_object().await;
    let (session, _) = crate::rpc::with_session(&emulator).await;
    let without = Key {
        token: None,
        ..session
    };
    for url in [
        presigned1(&without, "GET", NOW + 60),
        presigned4(&without, "GET", ("20260102T030405Z", 60)),
    ] {
        let head = format!("GET {url} HTTP/1.1\r\nhost: localhost\r\n");
        let answer = ask(&emulator, &head, "").await;
        let code = answer.element("Code");
        assert_eq!(code.as_deref(), Some("InvalidSecurityToken"), "{url}");
    }
}

/// Reads the object with the signature of `request`.
async fn read(emulator: &Emulator, request: &oss4::Request<'_>, host: &str) -> Answer {
    let path = if host.starts_with("my-images.") {
        "/k"
    } else {
        "/my-images/k"
    };
    let mut head = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n");
    for (name, value) in oss4::sign(request) {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    ask(emulator, &head, "").await
}

#[tokio::test]
async fn an_http_date_without_x_oss_date_is_accepted_within_its_window() {
    let emulator = with_object().await;
    let root = Key::root();
    for (date, status) in [
        ("Fri, 02 Jan 2026 03:04:05 GMT", 200),
        ("Fri, 02 Jan 2026 03:19:05 GMT", 200),
        ("Fri, 02 Jan 2026 03:19:06 GMT", 403),
        ("Fri, 02 Jan 2026", 403),
    ] {
        let answer = read(&emulator, &request(&root, "GET", date), "localhost").await;
        assert_eq!(answer.status, status, "{date} {answer:?}");
    }
}

#[tokio::test]
async fn a_signature_for_another_region_is_refused() {
    let emulator = with_object().await;
    let root = Key::root();
    let signed = |region| oss4::Request {
        region,
        ..request(&root, "GET", "20260102T030405Z")
    };
    let own = "my-images.oss-cn-hangzhou.aliyuncs.com";
    assert_eq!(
        read(&emulator, &signed("cn-hangzhou"), own).await.status,
        200
    );
    // Another one than that in the host.
    let refused = read(&emulator, &signed("cn-beijing"), own).await;
    assert_eq!(refused.status, 400);
    assert_eq!(refused.element("Code").as_deref(), Some("InvalidArgument"));
    assert_eq!(refused.header("x-oss-ec"), Some("0002-00000226"));
    // Another one than that of the bucket.
    let refused = read(&emulator, &signed("cn-beijing"), "localhost").await;
    assert_eq!(refused.status, 403);
    assert_eq!(refused.element("Code").as_deref(), Some("AccessDenied"));
    assert_eq!(
        refused.element("Endpoint").as_deref(),
        Some("oss-cn-hangzhou.aliyuncs.com")
    );
}
