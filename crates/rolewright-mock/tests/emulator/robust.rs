//! Any input over a socket leads to an error or a closed connection, and the next request is
//! answered.

use std::time::Duration;

use rolewright_mock::emulator::Emulator;
use rolewright_mock::{Body, ObjectVersion, WallClock};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{Key, NOW, Oss, TRUST, control, emulator, exchange};

/// Sends these bytes, reads until the emulator closes the connection, and returns the status, if
/// any.
async fn sent(emulator: &Emulator, bytes: &[u8]) -> Option<u16> {
    let mut stream = TcpStream::connect(emulator.host()).await.unwrap();
    let _ = stream.write_all(bytes).await;
    let _ = stream.shutdown().await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let text = String::from_utf8_lossy(&answer);
    text.split(' ').nth(1)?.parse().ok()
}

async fn still_serves(emulator: &Emulator) {
    let (status, body) = Key::root().call(emulator, "ListRoles", &[]).await;
    assert_eq!(status, 200, "{body}");
}

#[tokio::test]
async fn malformed_requests_are_refused_or_closed() {
    let emulator = emulator().await;
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(500));
    let huge = format!("GET / HTTP/1.1\r\na: {}\r\n\r\n", "b".repeat(1 << 20));
    let long = format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(1 << 20));
    for odd in [
        "",
        "\r\n\r\n",
        "GET",
        "GET / HTTP/9.9\r\n\r\n",
        "GET /%zz?%=%&&=%ff+%2 HTTP/1.1\r\n\r\n",
        "GET /?Action=%ff%fe&Tag.99999999999999999999.Key=x HTTP/1.1\r\n\r\n",
        "GET * HTTP/1.1\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n",
        "CONNECT a:1 HTTP/1.1\r\nhost: x\r\n\r\n",
        "GET http://a/b HTTP/1.1\r\nauthorization: OSS\r\n\r\n",
        "POST / HTTP/1.1\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nabcde",
        "POST / HTTP/1.1\r\ncontent-length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\ncontent-length: 99999999999999999999\r\n\r\n",
        "POST / HTTP/1.1\r\ncontent-length: 10\r\n\r\nabc",
        "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nabc",
        "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
        "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n1\r\na\r\n0\r\n\r\n",
        "PUT /my-images/k HTTP/1.1\r\nhost: x\r\nauthorization: OSS4-HMAC-SHA256 Credential=\r\n\r\n",
        "PUT /my-images/k HTTP/1.1\r\nhost: x\r\nauthorization: OSS a:b\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: \u{1}\r\n\r\n",
        "GET / HTTP/1.1\r\nauthorization: ACS3-HMAC-SHA256 Credential=,SignedHeaders=,Signature=\r\n\r\n",
        "GET /_rolewright/../../etc HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n",
        "POST /_rolewright/instances/%00/layers HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 0\r\n\r\n",
        many.as_str(),
        huge.as_str(),
        long.as_str(),
    ] {
        let status = sent(&emulator, odd.as_bytes()).await;
        let shown: String = odd.chars().take(60).collect();
        assert!(
            status.is_none_or(|status| (400..600).contains(&status)),
            "{shown} {status:?}"
        );
    }
    assert!(
        sent(&emulator, &[0xff; 4096])
            .await
            .is_none_or(|status| status >= 400)
    );
    still_serves(&emulator).await;
}

#[tokio::test]
async fn a_client_that_closed_its_sending_half_is_answered() {
    let emulator = emulator().await;
    let slow = r#"[{"fault":{"kind":"delay","milliseconds":50}}]"#;
    control(&emulator, ("PUT", "faults"), slow).await;
    let read = Key::root().request(&emulator, "ListRoles", &[]);
    assert_eq!(sent(&emulator, read.as_bytes()).await, Some(200));
}

#[tokio::test]
async fn random_bytes_do_not_stop_the_emulator() {
    let emulator = emulator().await;
    let good = Key::root().request(
        &emulator,
        "CreateRole",
        &[("RoleName", "demo"), ("AssumeRolePolicyDocument", TRUST)],
    );
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    for round in 0..300 {
        let mut bytes = match round % 3 {
            0 => (0..next(2000))
                .map(|_| next(256).to_le_bytes()[0])
                .collect(),
            _ => good.clone().into_bytes(),
        };
        for _ in 0..next(6) {
            if !bytes.is_empty() {
                let at = next(bytes.len());
                bytes[at] = next(256).to_le_bytes()[0];
            }
        }
        if round % 3 == 2 {
            bytes.truncate(next(bytes.len() + 1));
        }
        sent(&emulator, &bytes).await;
    }
    still_serves(&emulator).await;
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_order() {
    let emulator = emulator().await;
    let host = emulator.host();
    let one = |path: &str| format!("GET /_rolewright/{path} HTTP/1.1\r\nhost: {host}\r\n\r\n");
    let last =
        format!("GET /_rolewright/clock HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    let all = format!("{}{}{last}", one("health"), one("gone"));
    let answer = exchange(&emulator, all.as_bytes()).await.unwrap();
    let text = format!("{}{}", answer.head, answer.text());
    let statuses: Vec<_> = text
        .split("HTTP/1.1 ")
        .skip(1)
        .map(|rest| rest.split(' ').next().unwrap())
        .collect();
    assert_eq!(statuses, ["200", "404", "200"], "{text}");
}

#[tokio::test]
async fn slow_senders_are_disconnected() {
    let builder = Emulator::builder().access_key("testid", "testsecret");
    let emulator = builder
        .timeout(Duration::from_millis(50))
        .start()
        .await
        .unwrap();
    for (begun, status) in [
        ("", None),
        ("GET / HTTP/1.1\r\nhost:", None),
        (
            "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\n\r\nab",
            Some("408"),
        ),
    ] {
        let mut stream = TcpStream::connect(emulator.host()).await.unwrap();
        stream.write_all(begun.as_bytes()).await.unwrap();
        let mut answer = String::new();
        // Hangs if the emulator waits for the rest.
        stream.read_to_string(&mut answer).await.unwrap();
        let actual = answer.split(' ').nth(1).filter(|_| status.is_some());
        assert_eq!(actual, status, "{begun} {answer}");
    }
    assert_eq!(control(&emulator, ("GET", "health"), "").await.0, 200);
}

#[tokio::test]
async fn clients_that_do_not_read_are_disconnected() {
    let key = Key::root();
    let builder = Emulator::builder()
        .access_key(&key.id, &key.secret)
        .clock(WallClock::fixed(NOW.parse().unwrap()))
        .timeout(Duration::from_millis(100));
    let emulator = builder.start().await.unwrap();
    let large = 30 << 20;
    emulator
        .with_account(|account| {
            let version = ObjectVersion {
                body: Some(Body(vec![b'x'; large].into())),
                ..ObjectVersion::default()
            };
            let buckets = account.buckets.get_or_insert_default();
            let bucket = buckets.entry("my-images".into()).or_default();
            bucket.objects.insert("large".into(), vec![version]);
        })
        .unwrap();
    let put = Oss {
        key: "large",
        ..Oss::default()
    };
    let mut stream = TcpStream::connect(emulator.host()).await.unwrap();
    let request = key.oss_request(&emulator, &put);
    stream.write_all(&request).await.unwrap();
    stream.readable().await.unwrap();
    // Each of these is disconnected after the same time.
    for _ in 0..3 {
        let mut idle = TcpStream::connect(emulator.host()).await.unwrap();
        let _ = idle.read(&mut [0]).await.unwrap();
    }
    let mut taken = Vec::new();
    let _ = stream.read_to_end(&mut taken).await;
    assert!(taken.len() < large, "{}", taken.len());
    assert_eq!(control(&emulator, ("GET", "health"), "").await.0, 200);
}
