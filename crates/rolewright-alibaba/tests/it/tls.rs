//! TLS: accepted and rejected certificates.

use std::time::Duration;

use rcgen::{CertificateParams, date_time_ymd};
use rolewright_alibaba::{
    AssumeRoleCredentials, CertificateAuthorities, HttpRetryPolicy, StaticCredentials,
};
use rolewright_core::operation::AssumeRole;
use rolewright_core::{ErrorKind, Operation, RamProvider};

use crate::support::{Authority, RecordingClock, SECRET, builder, write};

#[tokio::test]
async fn a_certificate_of_an_unknown_authority_is_rejected_without_a_retry() {
    let server = Authority::new().server(&Authority::certificate()).await;
    let clock = RecordingClock::default();
    let provider = builder(&server.endpoint)
        .retry(HttpRetryPolicy::default())
        .waiting(clock.clone())
        .build()
        .unwrap();
    let error = provider.execute(write()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(!error.maybe_applied());
    let reason = "was rejected: no trusted certificate authority issued it";
    assert!(error.message().ends_with(reason), "{error}");
    let help = &error.remedy().unwrap().text;
    assert!(help.contains("SSL_CERT_FILE"), "{help}");
    assert_eq!(
        server.received(),
        [""],
        "one connection, and nothing is sent"
    );
    assert!(clock.waits().is_empty());
}

#[tokio::test]
async fn a_role_is_not_assumed_at_a_server_with_an_untrusted_certificate() {
    let server = Authority::new().server(&Authority::certificate()).await;
    let key = StaticCredentials::new("testid", SECRET);
    let role = AssumeRoleCredentials::new(key, "acs:ram::1:role/x");
    let role = role.with_sts_endpoint(&server.endpoint);
    let provider = builder("http://127.0.0.1:9").credentials_from(role);
    let error = provider.build().unwrap().execute(write()).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert_eq!(error.action(), Some(AssumeRole::ACTION));
    assert_eq!(
        server.received(),
        [""],
        "one connection, and nothing is sent"
    );
}

#[tokio::test]
async fn an_expired_a_premature_and_a_misnamed_certificate_are_rejected_without_a_retry() {
    let authority = Authority::new();
    let mut expired = Authority::certificate();
    expired.not_after = date_time_ymd(2020, 2, 1);
    let mut early = Authority::certificate();
    early.not_before = date_time_ymd(2096, 1, 1);
    let names = ["ram.example.com", "10.0.0.1"].map(str::to_owned);
    for (certificate, reason) in [
        (expired, "it expired at 2020-02-01T00:00:00Z"),
        (early, "it is not valid before 2096-01-01T00:00:00Z"),
        (
            CertificateParams::new(names).unwrap(),
            "it is valid only for `ram.example.com`, `10.0.0.1`",
        ),
    ] {
        let server = authority.server(&certificate).await;
        let provider = builder(&server.endpoint)
            .retry(HttpRetryPolicy::default())
            .http_client(authority.client())
            .build()
            .unwrap();
        let error = provider.execute(write()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Refused);
        let host = server.endpoint.trim_start_matches("https://");
        let message = format!("the certificate of `{host}` was rejected: {reason}");
        assert_eq!(error.message(), message);
        assert!(error.remedy().is_some());
        assert_eq!(
            server.received(),
            [""],
            "one connection, and nothing is sent"
        );
    }
}

#[tokio::test]
async fn a_custom_client_has_its_own_certificates() {
    let authority = Authority::new();
    let server = authority.server(&Authority::certificate()).await;
    let provider = builder(&server.endpoint).http_client(authority.client());
    // The server closes the connection without a response.
    assert!(provider.build().unwrap().execute(write()).await.is_err());
    assert!(server.received()[0].starts_with("POST /?"));
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

#[tokio::test]
async fn only_the_certificate_authorities_that_are_set_are_trusted() {
    let authority = Authority::new();
    let server = authority.server(&Authority::certificate()).await;
    let trusted = CertificateAuthorities::from_pem(&authority.pem()).unwrap();
    let provider = builder(&server.endpoint).certificate_authorities(trusted.clone());
    // The server closes the connection without a response.
    assert!(provider.build().unwrap().execute(write()).await.is_err());
    assert!(server.received()[0].starts_with("POST /?"));
    let key = StaticCredentials::new("testid", SECRET);
    let role = AssumeRoleCredentials::new(key, "acs:ram::1:role/x")
        .with_sts_endpoint(&server.endpoint)
        .with_retry(HttpRetryPolicy::never())
        .with_authorities(trusted);
    let provider = builder("http://127.0.0.1:9").credentials_from(role);
    let _ = provider.build().unwrap().execute(write()).await;
    assert!(
        server.received()[1].starts_with("POST /?"),
        "{:?}",
        server.received()
    );
    let others = CertificateAuthorities::from_pem(&Authority::new().pem()).unwrap();
    let provider = builder(&server.endpoint).certificate_authorities(others);
    let error = provider
        .build()
        .unwrap()
        .execute(write())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
}

#[test]
fn a_text_without_certificates_is_no_authority() {
    let cut = Authority::new().pem().replace("-----END", "");
    for text in ["", "no PEM", &cut] {
        let error = CertificateAuthorities::from_pem(text).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{text}");
    }
}
