//! Calls without a complete response.

use std::time::Duration;

use rolewright_core::{ErrorKind, RamProvider};
use wiremock::ResponseTemplate;

use crate::support::{
    Authority, builder, errors, errors_at, raw_server, refused_endpoint, server, write,
};

/// Without the timeout under test, the call would succeed.
fn late() -> ResponseTemplate {
    let answer = ResponseTemplate::new(200).set_body_string("{}");
    answer.set_delay(Duration::from_secs(5))
}

#[tokio::test]
async fn a_late_response_is_a_timeout() {
    let server = server(late()).await;
    let provider = builder(&server.uri())
        .timeout(Duration::from_millis(50))
        .build()
        .unwrap();
    let error = provider.execute(write()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.maybe_applied());
    assert!(
        !format!("{error:?}").contains("RoleName"),
        "the URL is not shown: {error:?}"
    );
}

#[tokio::test]
async fn a_stalled_response_is_a_timeout_before_the_overall_timeout() {
    let server = server(late()).await;
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
async fn an_unresolvable_host_or_a_failed_handshake_means_not_applied() {
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
async fn the_remedy_of_a_port_with_the_other_scheme_is_the_right_one() {
    let plain = server(ResponseTemplate::new(200)).await.uri();
    let tls = plain.replace("http://", "https://");
    let (error, _) = errors_at(&tls).await;
    let help = &error.remedy().unwrap().text;
    assert_eq!(
        *help,
        format!("this port speaks plain http: write `{plain}`")
    );
    assert!(error.message().contains(&format!("`{tls}`")), "{error}");

    let tls = Authority::new()
        .server(&Authority::certificate())
        .await
        .endpoint;
    let (error, _) = errors_at(&tls.replace("https://", "http://")).await;
    let help = &error.remedy().unwrap().text;
    assert!(help.ends_with(&format!("write `{tls}`")), "{help}");

    let page = "Client sent an HTTP request to an HTTPS server.\n";
    let (error, _) = errors(ResponseTemplate::new(400).set_body_string(page)).await;
    assert!(
        error.remedy().unwrap().text.contains("https://"),
        "{error:?}"
    );
}

#[tokio::test]
async fn an_unreachable_host_is_named_with_a_remedy() {
    let refused = refused_endpoint().await;
    for endpoint in ["https://nowhere.invalid", &refused] {
        let (error, _) = errors_at(endpoint).await;
        assert!(
            error.message().contains(&format!("`{endpoint}`")),
            "{error}"
        );
        assert!(error.remedy().is_some(), "{error}");
    }
}

#[tokio::test]
async fn a_refused_connection_means_not_applied() {
    let (_, error) = errors_at(&refused_endpoint().await).await;
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(!error.maybe_applied());
}

#[tokio::test]
async fn after_a_lost_connection_a_write_may_have_been_applied() {
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
async fn a_truncated_body_without_a_length_is_an_error() {
    let (read, write) = errors_at(&raw_server("HTTP/1.1 200 OK\r\n\r\n{\"Role\":").await).await;
    assert_eq!(read.kind(), ErrorKind::UnexpectedReply);
    assert!(write.maybe_applied());
}

#[tokio::test]
async fn a_body_over_the_limit_is_an_error() {
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
