//! The handler for the console, and the handle with which it inspects the emulator.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::Frame;
use hyper::{Request, Response};
use rolewright_mock::WallClock;
use rolewright_mock::emulator::{
    CONSOLE_PATH, ConsoleBody, ConsoleHandler, Emulator, EmulatorBuilder, EmulatorHandle, FaultRule,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{Answer, Key, NOW, control, exchange};

/// Repeats method, path and length of the body; `/events` streams the numbers of requests.
struct Pages;

#[async_trait]
impl ConsoleHandler for Pages {
    async fn handle(
        &self,
        emulator: EmulatorHandle,
        request: Request<Bytes>,
    ) -> Response<ConsoleBody> {
        let (path, length) = (request.uri().path(), request.body().len());
        if path.ends_with("/events") {
            let events = stream::unfold(emulator.feed(0), async |mut feed| {
                let batch = feed.next().await?;
                let numbers = batch.requests.iter().map(|entry| entry.number.to_string());
                let text = numbers.collect::<Vec<_>>().join(",");
                Some((Ok::<_, Infallible>(Frame::data(Bytes::from(text))), feed))
            });
            return Response::new(StreamBody::new(Box::pin(events)).boxed_unsync());
        }
        let text = format!(
            "{} {path} {length} of {}",
            request.method(),
            emulator.host()
        );
        Response::new(Full::from(text).boxed_unsync())
    }
}

fn builder() -> EmulatorBuilder {
    Emulator::builder()
        .access_key("testid", "testsecret")
        .clock(WallClock::fixed(NOW.parse().unwrap()))
        .console(Arc::new(Pages))
}

async fn emulator() -> Emulator {
    builder().start().await.unwrap()
}

/// Sends a request to a path with these headers.
async fn ask(emulator: &Emulator, line: &str, headers: &str, body: &str) -> Answer {
    let request = format!("{line} HTTP/1.1\r\n{headers}connection: close\r\n\r\n{body}");
    exchange(emulator, request.as_bytes()).await.unwrap()
}

/// Opens the stream of events and reads its head.
async fn stream_of(emulator: &Emulator) -> TcpStream {
    let mut stream = TcpStream::connect(emulator.host()).await.unwrap();
    let request = format!("GET {CONSOLE_PATH}/events HTTP/1.1\r\nhost: localhost\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    assert!(head.starts_with(b"HTTP/1.1 200"), "{head:?}");
    stream
}

#[tokio::test]
async fn the_console_answers_below_its_path_only_and_its_requests_are_not_listed() {
    let emulator = emulator().await;
    let host = emulator.host();
    let headers = format!("host: {host}\r\ncontent-length: 3\r\n");
    for path in [CONSOLE_PATH, "/_rolewright/console/a/b"] {
        let answer = ask(&emulator, &format!("POST {path}?x=1"), &headers, "abc").await;
        assert_eq!(answer.text(), format!("POST {path} 3 of {host}"));
    }
    let other = ask(&emulator, "POST /_rolewright/consoles", &headers, "abc").await;
    assert_eq!(other.status, 404);
    assert!(emulator.requests().is_empty());
    let without = crate::client::emulator().await;
    assert_eq!(control(&without, ("GET", "console"), "").await.0, 404);
}

#[tokio::test]
async fn the_console_refuses_other_hosts_and_origins() {
    for emulator in [
        emulator().await,
        builder().reachable(true).start().await.unwrap(),
    ] {
        let line = format!("GET {CONSOLE_PATH}");
        for (headers, status) in [
            ("host: localhost:1\r\norigin: http://127.0.0.1:2\r\n", 200),
            ("host: evil.example.com\r\n", 403),
            ("host: my-images.localhost\r\n", 403),
            (
                "host: localhost\r\norigin: https://evil.example.com\r\n",
                403,
            ),
            ("host: localhost\r\norigin: null\r\n", 403),
            ("", 403),
        ] {
            let answer = ask(&emulator, &line, headers, "").await;
            assert_eq!(answer.status, status, "{headers}");
        }
    }
}

#[tokio::test]
async fn a_body_over_1_mib_does_not_get_to_the_console() {
    let emulator = emulator().await;
    let line = format!("POST {CONSOLE_PATH}");
    for (length, status) in [(1024 * 1024, 200), (1024 * 1024 + 1, 413)] {
        let headers = format!("host: localhost\r\ncontent-length: {length}\r\n");
        let answer = ask(&emulator, &line, &headers, &"x".repeat(length)).await;
        assert_eq!(answer.status, status);
    }
}

#[tokio::test]
async fn a_stream_has_each_request_and_ends_with_the_emulator() {
    let emulator = emulator().await;
    Key::root().call(&emulator, "ListRoles", &[]).await;
    let mut stream = stream_of(&emulator).await;
    let mut begun = [0; 6];
    stream.read_exact(&mut begun).await.unwrap();
    assert_eq!(&begun, b"1\r\n1\r\n");
    Key::root().call(&emulator, "ListUsers", &[]).await;
    // A stream that did not end would delay this for 5 seconds, and cut the response off.
    emulator.stop().await;
    let mut rest = String::new();
    stream.read_to_string(&mut rest).await.unwrap();
    assert!(rest.ends_with("0\r\n\r\n"), "{rest}");
}

#[tokio::test]
async fn open_streams_make_way_for_other_connections() {
    let emulator = builder()
        .timeout(Duration::from_secs(3_600))
        .start()
        .await
        .unwrap();
    let mut streams = Vec::new();
    for _ in 0..515 {
        streams.push(stream_of(&emulator).await);
    }
    let call = Key::root();
    let call = call.call(&emulator, "ListRoles", &[]);
    // Without this bound it would wait for the streams.
    let answered = tokio::time::timeout(Duration::from_secs(60), call).await;
    assert_eq!(answered.unwrap().0, 200);
}

#[tokio::test]
async fn a_console_keeps_more_requests_and_a_reader_learns_how_many_it_missed() {
    let with = emulator().await;
    let without = crate::client::emulator().await;
    for emulator in [&with, &without] {
        for _ in 0..1_001 {
            Key::root().call(emulator, "GetAccountAlias", &[]).await;
        }
    }
    let first = async |emulator: &Emulator, after| {
        let batch = emulator.feed(after).next().await.unwrap();
        (batch.requests[0].number, batch.missed)
    };
    assert_eq!(first(&with, 0).await, (1, 0));
    assert_eq!(first(&without, 0).await, (2, 1));
    assert_eq!(first(&without, 1_000).await, (1_001, 0));
    let mut next = with.feed(u64::MAX);
    Key::root().call(&with, "GetAccountAlias", &[]).await;
    assert_eq!(next.next().await.unwrap().requests[0].number, 1_002);
    assert_eq!(
        (with.requests().len(), without.requests().len()),
        (1_002, 1_000)
    );
}

#[tokio::test]
async fn a_handle_reads_and_changes_the_emulator() {
    let emulator = emulator().await;
    let handle = emulator.handle();
    Key::root().call(&emulator, "ListRoles", &[]).await;
    let policy = handle.policy(None).unwrap();
    assert!(policy.to_compact().contains("ram:ListRoles"));
    let rule = FaultRule {
        action: Some("ListRoles".into()),
        ..FaultRule::default()
    };
    handle.set_faults(vec![rule.clone()]).unwrap();
    assert_eq!(Key::root().call(&emulator, "ListRoles", &[]).await.0, 500);
    assert_eq!(handle.faults(), [(rule, 1)]);
    let before = handle.now();
    handle.move_clock(90);
    assert_eq!((handle.now() - before).as_secs(), 90);
    assert_eq!(
        handle.provider().unwrap().account(),
        handle.account().unwrap()
    );
    handle.reset().unwrap();
    assert_eq!((handle.moved_seconds(), handle.faults().len()), (0, 0));
    assert!(handle.requests().is_empty());
    Key::root().call(&emulator, "ListUsers", &[]).await;
    assert_eq!(
        handle.requests()[0].number,
        3,
        "a reset does not restart the numbers"
    );
}
