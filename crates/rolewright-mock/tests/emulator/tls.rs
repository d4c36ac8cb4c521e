//! TLS with a private authority.

use std::sync::Arc;
use std::time::Duration;

use rolewright_mock::WallClock;
use rolewright_mock::emulator::Emulator;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::client::{Key, NOW, exchange};

async fn emulator() -> Emulator {
    let builder = Emulator::builder()
        .access_key("testid", "testsecret")
        .clock(WallClock::fixed(NOW.parse().unwrap()))
        .tls(true);
    builder.start().await.unwrap()
}

/// Connects under this name, trusting the authority of `trusted`.
async fn connect(
    emulator: &Emulator,
    trusted: &Emulator,
    name: &str,
) -> std::io::Result<TlsStream<TcpStream>> {
    let pem = trusted.certificate_authority().unwrap();
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap())
        .unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(emulator.host()).await.unwrap();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
}

async fn ask(emulator: &Emulator, name: &str) -> String {
    let mut stream = connect(emulator, emulator, name).await.unwrap();
    let request = Key::root().request(emulator, "GetCallerIdentity", &[]);
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    // Without the end of TLS, as the connection is closed after the response.
    let _ = stream.read_to_string(&mut answer).await;
    answer
}

#[tokio::test]
async fn every_name_of_this_machine_and_of_its_buckets_has_a_certificate() {
    let emulator = emulator().await;
    assert!(emulator.endpoint().starts_with("https://127.0.0.1:"));
    for name in [
        "localhost",
        "127.0.0.1",
        "::1",
        "my-images.localhost",
        "ram.aliyuncs.com",
    ] {
        let answer = ask(&emulator, name).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{name}: {answer}");
    }
    assert!(connect(&emulator, &emulator, "example.com").await.is_err());
    emulator.stop().await;
}

#[tokio::test]
async fn an_authority_is_of_one_emulator() {
    let (one, other) = (emulator().await, emulator().await);
    assert!(connect(&one, &other, "localhost").await.is_err());
}

#[tokio::test]
async fn a_request_without_tls_is_told_so() {
    let emulator = emulator().await;
    let request = Key::root().request(&emulator, "GetCallerIdentity", &[]);
    let answer = exchange(&emulator, request.as_bytes()).await.unwrap();
    assert_eq!(answer.status, 400);
    assert!(
        answer.text().contains("HTTP request to an HTTPS server"),
        "{answer:?}"
    );
    // The emulator goes on.
    assert!(
        ask(&emulator, "localhost")
            .await
            .starts_with("HTTP/1.1 200")
    );
}

#[tokio::test]
async fn handshakes_that_never_end_keep_nobody_out_and_do_not_delay_the_end() {
    let emulator = emulator().await;
    let mut silent = Vec::new();
    // More than the emulator's connections.
    for _ in 0..600 {
        let mut stream = TcpStream::connect(emulator.host()).await.unwrap();
        stream.write_all(&[0x16, 3, 1]).await.unwrap();
        silent.push(stream);
    }
    assert!(
        ask(&emulator, "localhost")
            .await
            .starts_with("HTTP/1.1 200")
    );
    let ended = tokio::time::timeout(Duration::from_secs(4), emulator.stop());
    assert!(
        ended.await.is_ok(),
        "stopped before the time limit for requests in progress"
    );
}

#[tokio::test]
async fn a_silent_handshake_ends_at_the_time_limit() {
    let builder = Emulator::builder().tls(true);
    let emulator = builder
        .timeout(Duration::from_millis(50))
        .start()
        .await
        .unwrap();
    let mut stream = TcpStream::connect(emulator.host()).await.unwrap();
    let mut rest = Vec::new();
    let closed = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut rest));
    assert!(closed.await.is_ok());
}
