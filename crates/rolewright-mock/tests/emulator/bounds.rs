//! Limits of bodies, connections and stored objects.

use std::time::Duration;

use rolewright_mock::WallClock;
use rolewright_mock::emulator::{Emulator, EmulatorBuilder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{Key, NOW, Oss, control, exchange};
use crate::oss::{get, put, refused, send};

const MIB: usize = 1024 * 1024;

fn builder() -> EmulatorBuilder {
    Emulator::builder()
        .access_key("testid", "testsecret")
        .clock(WallClock::fixed(NOW.parse().unwrap()))
}

async fn with_bucket(builder: EmulatorBuilder) -> Emulator {
    let emulator = builder.start().await.unwrap();
    let made = send(&emulator, put("", b"")).await;
    assert_eq!(made.status, 200, "{made:?}");
    emulator
}

/// Sends a part of a request and reads the answer; the emulator closes the connection.
async fn answered(emulator: &Emulator, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(emulator.host()).await.unwrap();
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

/// The head of a request that announces a body.
fn head(request: &[u8], length: usize) -> Vec<u8> {
    let text = String::from_utf8(request.to_vec()).unwrap();
    let announced = format!("content-length: {length}");
    text.replace("content-length: 0", &announced).into_bytes()
}

#[tokio::test]
async fn a_large_body_needs_a_valid_signature_in_the_head() {
    let emulator = with_bucket(builder()).await;
    let body = vec![b'x'; 2 * MIB];
    assert_eq!(send(&emulator, put("k", &body)).await.status, 200);
    assert_eq!(send(&emulator, get("k")).await.body.len(), body.len());
    let wrong = Key::new("testid", "wrong").oss_request(&emulator, &put("k", b""));
    // By the announced length, before any of it is sent, and by the length that is sent.
    let refused = answered(&emulator, &head(&wrong, body.len())).await;
    assert!(refused.starts_with("HTTP/1.1 413"), "{refused}");
    assert!(refused.contains("<Code>EntityTooLarge</Code>"), "{refused}");
    let text = String::from_utf8(wrong).unwrap();
    let mut chunked = text
        .replace("content-length: 0", "transfer-encoding: chunked")
        .into_bytes();
    chunked.extend(format!("{:x}\r\n", body.len()).into_bytes());
    chunked.extend(&body);
    let refused = answered(&emulator, &chunked).await;
    assert!(
        refused.is_empty() || refused.starts_with("HTTP/1.1 413"),
        "{refused}"
    );
    // RPC calls are small.
    let call = Key::root().request(&emulator, "ListRoles", &[]);
    let refused = answered(&emulator, &head(call.as_bytes(), 2 * MIB)).await;
    assert!(refused.starts_with("HTTP/1.1 413"), "{refused}");
}

#[tokio::test]
async fn a_body_over_the_limit_is_an_oss_error_before_it_is_sent() {
    let emulator = with_bucket(builder()).await;
    let request = Key::root().oss_request(&emulator, &put("k", b""));
    let refused = answered(&emulator, &head(&request, 33 * MIB)).await;
    assert!(refused.starts_with("HTTP/1.1 413"), "{refused}");
    assert!(refused.contains("<Code>EntityTooLarge</Code>"), "{refused}");
    assert!(refused.contains("x-oss-request-id: "), "{refused}");
}

#[tokio::test]
async fn the_bodies_of_all_connections_together_are_limited() {
    let emulator = with_bucket(builder().body_bytes(3_000)).await;
    let request = Key::root().oss_request(&emulator, &put("k", b""));
    let mut first = TcpStream::connect(emulator.host()).await.unwrap();
    first.write_all(&head(&request, 2_001)).await.unwrap();
    first.write_all(&[b'x'; 2_000]).await.unwrap();
    // The second one may arrive before the first is read.
    let mut second = send(&emulator, put("other", &[b'x'; 2_000])).await;
    for _ in 0..1_000 {
        if second.status != 200 {
            break;
        }
        second = send(&emulator, put("other", &[b'x'; 2_000])).await;
    }
    assert_eq!(second.status, 503);
    assert_eq!(
        second.element("Code").as_deref(),
        Some("ServiceUnavailable")
    );
    first.write_all(b"x").await.unwrap();
    let mut answer = vec![0; 12];
    first.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, b"HTTP/1.1 200");
    assert_eq!(send(&emulator, put("k", &[b'x'; 2_000])).await.status, 200);
}

#[tokio::test]
async fn connections_without_a_request_make_way_for_others() {
    // None of them is closed for being slow.
    let emulator = with_bucket(builder().timeout(Duration::from_secs(3_600))).await;
    let mut slow = Vec::new();
    for number in 0..522 {
        let mut stream = TcpStream::connect(emulator.host()).await.unwrap();
        let begun = [
            "",
            "GET / HTTP/1.1\r\nhost:",
            "PUT /my-images/k HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\n\r\nab",
        ];
        stream
            .write_all(begun[number % begun.len()].as_bytes())
            .await
            .unwrap();
        slow.push(stream);
    }
    let others = async {
        assert_eq!(control(&emulator, ("GET", "health"), "").await.0, 200);
        assert_eq!(send(&emulator, put("k", b"x")).await.status, 200);
    };
    // Without this bound it would wait for the connections above.
    let answered = tokio::time::timeout(Duration::from_secs(60), others).await;
    assert!(answered.is_ok());
    // The first ones were closed, the last one was not.
    let mut rest = Vec::new();
    slow[0].read_to_end(&mut rest).await.unwrap();
    assert!(rest.is_empty());
    let mut last = slow.pop().unwrap();
    last.write_all(b"cde").await.unwrap();
    let mut answer = vec![0; 12];
    last.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, b"HTTP/1.1 403");
}

#[tokio::test]
async fn a_foreign_request_is_refused_before_its_body() {
    let emulator = with_bucket(builder()).await;
    let begun =
        b"PUT /_rolewright/faults HTTP/1.1\r\nhost: evil.example.com\r\ncontent-length: 5\r\n\r\n";
    let answer = exchange(&emulator, begun).await.unwrap();
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn stored_objects_are_limited_together() {
    let emulator = with_bucket(builder().object_bytes(20_000)).await;
    let body = [b'x'; 7_000];
    assert_eq!(send(&emulator, put("a", &body)).await.status, 200);
    assert_eq!(send(&emulator, put("b", &body)).await.status, 200);
    let full = "403 QuotaExceeded";
    assert_eq!(refused(&emulator, put("c", &body)).await, full);
    let copy = Oss {
        headers: &[("x-oss-copy-source", "/my-images/a")],
        ..put("c", b"")
    };
    assert_eq!(refused(&emulator, copy).await, full);
    let setting = Oss {
        query: &[("cors", "")],
        ..put("", &body)
    };
    assert_eq!(refused(&emulator, setting).await, full);
    let started = send(
        &emulator,
        Oss {
            method: "POST",
            query: &[("uploads", "")],
            ..get("c")
        },
    )
    .await;
    let id = started.element("UploadId").unwrap();
    let part = Oss {
        query: &[("partNumber", "1"), ("uploadId", &id)],
        ..put("c", &body)
    };
    assert_eq!(refused(&emulator, part).await, full);
    let delete = Oss {
        method: "DELETE",
        ..get("b")
    };
    assert_eq!(send(&emulator, delete).await.status, 204);
    assert_eq!(send(&emulator, put("c", &body)).await.status, 200);
    // Reads need no space, and a reset frees it.
    assert_eq!(send(&emulator, get("a")).await.status, 200);
    control(&emulator, ("POST", "reset"), "").await;
    send(&emulator, put("", b"")).await;
    assert_eq!(send(&emulator, put("b", &body)).await.status, 200);
    let seed = format!(
        r#"{{"buckets":{{"more":{{"settings":{{"x":"{}"}}}}}}}}"#,
        "x".repeat(20_000)
    );
    let (status, answer) = control(&emulator, ("POST", "seed"), &seed).await;
    assert_eq!(status, 400, "{answer}");
}
