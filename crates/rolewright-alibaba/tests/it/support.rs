//! What the tests share: providers, calls, and a server that writes raw bytes.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use rolewright_alibaba::{AlibabaBuilder, AlibabaProvider, RetryPolicy, StaticCredentials};
use rolewright_core::clock::Clock;
use rolewright_core::operation::{CreateRole, GetRole, ListInstance};
use rolewright_core::{Call, Error, RamProvider};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

pub(crate) const SECRET: &str = "hunter2-of-the-key";

/// A clock that goes on when somebody waits, and notes for how long.
#[derive(Clone, Debug, Default)]
pub(crate) struct NotingClock(Arc<Mutex<Vec<Duration>>>);

impl NotingClock {
    pub(crate) fn waits(&self) -> Vec<Duration> {
        self.0.lock().unwrap().clone()
    }
}

#[async_trait]
impl Clock for NotingClock {
    fn now(&self) -> Duration {
        self.waits().into_iter().sum()
    }

    async fn sleep(&self, duration: Duration) {
        self.0.lock().unwrap().push(duration);
    }
}

/// A provider's settings, with which each call is sent once.
pub(crate) fn builder(endpoint: &str) -> AlibabaBuilder {
    AlibabaProvider::builder()
        .credentials(StaticCredentials::new("testid", SECRET))
        .endpoint(endpoint)
        .timeout(Duration::from_secs(30))
        .retry(RetryPolicy::never())
}

pub(crate) fn read() -> Call {
    Call::of(&GetRole {
        role_name: "demo".into(),
    })
}

pub(crate) fn write() -> Call {
    Call::of(&CreateRole {
        role_name: "demo".into(),
        ..CreateRole::default()
    })
}

pub(crate) fn instances(region: &str) -> Call {
    Call::of(&ListInstance {
        region_id: region.into(),
        ..ListInstance::default()
    })
}

/// A server that gives every request the same answer.
pub(crate) async fn server(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

/// What a read and a write become when the server answers so.
pub(crate) async fn errors(answer: ResponseTemplate) -> (Error, Error) {
    let server = server(answer).await;
    errors_at(&server.uri()).await
}

pub(crate) async fn errors_at(endpoint: &str) -> (Error, Error) {
    let provider = builder(endpoint).build().unwrap();
    let read = provider.execute(read()).await.unwrap_err();
    let write = provider.execute(write()).await.unwrap_err();
    assert!(!read.maybe_applied(), "a read changes nothing: {read}");
    (read, write)
}

/// An address where nobody listens.
pub(crate) async fn refused_endpoint() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// A server that reads each request's head, writes these bytes and hangs up.
pub(crate) async fn raw_server(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.unwrap());
            }
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    endpoint
}

/// A server with a certificate that nobody vouches for: its address, and the requests' first bytes.
pub(crate) async fn tls_server() -> (String, mpsc::UnboundedReceiver<String>) {
    let certificate = CertificateDer::from_pem_slice(include_bytes!("../data/nobodys.crt"));
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("../data/nobodys.key"));
    let config = ServerConfig::builder().with_no_client_auth();
    let config = config.with_single_cert(vec![certificate.unwrap()], key.unwrap());
    let acceptor = TlsAcceptor::from(Arc::new(config.unwrap()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("https://{}", listener.local_addr().unwrap());
    let (tell, heard) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                let mut bytes = vec![0; 4096];
                let length = stream.read(&mut bytes).await.unwrap_or_default();
                let text = String::from_utf8_lossy(&bytes[..length]).into_owned();
                let _ = tell.send(text);
            }
        }
    });
    (endpoint, heard)
}
