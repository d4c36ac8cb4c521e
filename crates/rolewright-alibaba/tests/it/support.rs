//! Shared by the tests: providers, calls and servers.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, KeyUsagePurpose};
use rolewright_alibaba::{AlibabaBuilder, AlibabaProvider, HttpRetryPolicy, StaticCredentials};
use rolewright_core::clock::Clock;
use rolewright_core::operation::{CreateRole, GetRole, ListInstance};
use rolewright_core::{Call, Error, RamProvider};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

pub(crate) const SECRET: &str = "hunter2-of-the-key";

/// A clock that advances and records the duration when a caller sleeps.
#[derive(Clone, Debug, Default)]
pub(crate) struct RecordingClock(Arc<Mutex<Vec<Duration>>>);

impl RecordingClock {
    pub(crate) fn waits(&self) -> Vec<Duration> {
        self.0.lock().unwrap().clone()
    }
}

#[async_trait]
impl Clock for RecordingClock {
    fn now(&self) -> Duration {
        self.waits().into_iter().sum()
    }

    async fn sleep(&self, duration: Duration) {
        self.0.lock().unwrap().push(duration);
    }
}

/// A provider builder without retries.
pub(crate) fn builder(endpoint: &str) -> AlibabaBuilder {
    AlibabaProvider::builder()
        .credentials(StaticCredentials::new("testid", SECRET))
        .endpoint(endpoint)
        .timeout(Duration::from_secs(30))
        .retry(HttpRetryPolicy::never())
}

pub(crate) fn read() -> Call {
    Call::of(&GetRole {
        role_name: "demo".into(),
        ..Default::default()
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

/// A server with the same response for every request.
pub(crate) async fn server(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

/// The errors of a read and of a write for this response.
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

/// An endpoint that refuses connections.
pub(crate) async fn refused_endpoint() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// A server that reads each request's head, writes these bytes and closes the connection.
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

/// A certificate authority for tests.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::self_signed(params, key).unwrap())
    }

    /// An HTTP client that trusts only this authority.
    pub(crate) fn client(&self) -> reqwest::Client {
        let mut roots = RootCertStore::empty();
        roots.add(self.0.der().clone()).unwrap();
        let config = ClientConfig::builder().with_root_certificates(roots);
        let client = reqwest::Client::builder();
        let client = client.tls_backend_preconfigured(config.with_no_client_auth());
        client.build().unwrap()
    }

    /// Its certificate.
    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    /// A certificate for `localhost`.
    pub(crate) fn certificate() -> CertificateParams {
        CertificateParams::new(vec!["localhost".to_owned()]).unwrap()
    }

    /// A server with a certificate of the authority, which closes each connection after the first
    /// bytes.
    pub(crate) async fn server(&self, certificate: &CertificateParams) -> TlsServer {
        let key = KeyPair::generate().unwrap();
        let certificate = certificate.signed_by(&key, &self.0).unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = ServerConfig::builder().with_no_client_auth();
        let config = config.with_single_cert(vec![certificate.der().clone()], key);
        let acceptor = TlsAcceptor::from(Arc::new(config.unwrap()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = TlsServer {
            endpoint: format!("https://localhost:{port}"),
            received: Arc::default(),
        };
        let received = Arc::clone(&server.received);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                received.lock().unwrap().push(String::new());
                if let Ok(mut stream) = acceptor.accept(stream).await {
                    let mut bytes = vec![0; 4096];
                    let length = stream.read(&mut bytes).await.unwrap_or_default();
                    let text = String::from_utf8_lossy(&bytes[..length]).into_owned();
                    *received.lock().unwrap().last_mut().unwrap() = text;
                }
            }
        });
        server
    }
}

/// A TLS server.
pub(crate) struct TlsServer {
    pub(crate) endpoint: String,
    received: Arc<Mutex<Vec<String>>>,
}

impl TlsServer {
    /// The first bytes of each connection; empty after a failed handshake.
    pub(crate) fn received(&self) -> Vec<String> {
        self.received.lock().unwrap().clone()
    }
}
