//! What becomes of a call when no whole answer comes.

use std::time::Duration;

use rolewright_core::{ErrorKind, RamProvider};
use wiremock::ResponseTemplate;

use crate::support::{
    builder, errors, errors_at, raw_server, refused_endpoint, server, tls_server, write,
};

#[tokio::test]
async fn an_answer_that_comes_too_late_is_a_timeout() {
    let late = ResponseTemplate::new(200).set_delay(Duration::from_secs(60));
    let server = server(late).await;
    let provider = builder(&server.uri())
        .timeout(Duration::from_millis(50))
        .build()
        .unwrap();
    let error = provider.execute(write()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.maybe_applied());
    assert!(
        !format!("{error:?}").contains("RoleName"),
        "the address is not shown: {error:?}"
    );
}

#[tokio::test]
async fn an_endpoint_that_hangs_is_a_timeout_before_the_whole_time_is_over() {
    let late = ResponseTemplate::new(200).set_delay(Duration::from_secs(60));
    let server = server(late).await;
    let provider = builder(&server.uri()).read_timeout(Duration::from_millis(50));
    let error = provider
        .build()
        .unwrap()
        .execute(write())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.maybe_applied());
}

#[tokio::test]
async fn a_name_without_address_or_a_server_without_tls_was_surely_not_reached() {
    let plain = server(ResponseTemplate::new(200)).await;
    for endpoint in [
        "https://nowhere.invalid".to_owned(),
        plain.uri().replace("http://", "https://"),
    ] {
        let (_, error) = errors_at(&endpoint).await;
        assert_eq!(error.kind(), ErrorKind::Transport, "{endpoint}");
        assert!(!error.maybe_applied(), "{endpoint}");
    }
    assert!(plain.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_refused_connection_was_surely_not_applied() {
    let (_, error) = errors_at(&refused_endpoint().await).await;
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(!error.maybe_applied());
}

#[tokio::test]
async fn a_connection_that_breaks_leaves_a_write_in_doubt() {
    for answer in [
        "",
        "HTTP/1.1 200 OK\r\ncontent-le",
        "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"Role\":{}}",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n",
        "HTTP/1.1 404 Not Found\r\ncontent-length: 100\r\n\r\n{\"Code\":\"EntityNotExist.Role\"}",
    ] {
        let (read, write) = errors_at(&raw_server(answer).await).await;
        assert_eq!(read.kind(), ErrorKind::Transport, "{answer}");
        assert!(write.maybe_applied(), "{answer}");
    }
}

#[tokio::test]
async fn a_body_without_length_that_ends_early_is_no_success() {
    let (read, write) = errors_at(&raw_server("HTTP/1.1 200 OK\r\n\r\n{\"Role\":").await).await;
    assert_eq!(read.kind(), ErrorKind::UnexpectedReply);
    assert!(write.maybe_applied());
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let body = format!("{{\"RequestId\":\"{}\"}}", "x".repeat(8 << 20));
    let (read, write) = errors(ResponseTemplate::new(200).set_body_string(body)).await;
    assert_eq!(read.kind(), ErrorKind::UnexpectedReply);
    assert!(read.message().contains("larger"), "{read}");
    assert!(write.maybe_applied());
}

#[tokio::test]
async fn parameters_too_long_for_a_request_line_are_not_sent() {
    let server = server(ResponseTemplate::new(200)).await;
    let provider = builder(&server.uri()).build().unwrap();
    let call = write().with_param("Description", "x".repeat(70_000));
    let error = provider.execute(call).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(!error.maybe_applied());
    assert!(error.to_string().len() < 300, "{error}");
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused_before_anything_is_sent() {
    let (endpoint, mut heard) = tls_server().await;
    let (_, error) = errors_at(&endpoint).await;
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(!error.maybe_applied());
    assert!(error.message().contains("certificate"), "{error}");
    assert!(
        error
            .help()
            .is_some_and(|help| help.contains("SSL_CERT_FILE")),
        "{error:?}"
    );
    assert!(heard.try_recv().is_err(), "nothing was sent");
}

#[tokio::test]
async fn a_client_of_the_callers_own_brings_its_own_certificates() {
    let (endpoint, mut heard) = tls_server().await;
    let certificate = reqwest::Certificate::from_pem(include_bytes!("../data/nobodys.crt"));
    let client = reqwest::Client::builder().tls_certs_merge([certificate.unwrap()]);
    let provider = builder(&endpoint).http_client(client.build().unwrap());
    // The server hangs up once it has heard.
    assert!(provider.build().unwrap().execute(write()).await.is_err());
    assert!(heard.try_recv().unwrap().starts_with("POST /?"));
}

#[tokio::test]
async fn http_2_is_offered_and_a_handshake_that_is_not_answered_is_a_timeout() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("https://{}", listener.local_addr().unwrap());
    let hello = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut hello = vec![0; 4096];
        let length = tokio::io::AsyncReadExt::read(&mut stream, &mut hello)
            .await
            .unwrap();
        hello.truncate(length);
        (hello, stream)
    });
    let provider = builder(&endpoint).connect_timeout(Duration::from_millis(300));
    let error = provider
        .build()
        .unwrap()
        .execute(write())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    assert!(!error.maybe_applied());
    let (hello, _open) = hello.await.unwrap();
    let offers = |protocol: &[u8]| hello.windows(protocol.len()).any(|bytes| bytes == protocol);
    assert!(offers(b"\x02h2\x08http/1.1"));
}
