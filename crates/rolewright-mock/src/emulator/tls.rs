//! TLS with a private certificate authority, whose key is never stored.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};
use rolewright_core::{Error, ErrorKind, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::{default_provider, sign::any_supported_type};
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::{CertifiedKey, SigningKey};
use tokio_rustls::server::TlsStream;

use super::host;
use super::write_timeout::WriteTimeout;

/// The names in each certificate.
const NAMES: [&str; 4] = ["localhost", "*.localhost", "127.0.0.1", "::1"];

/// The first byte of a TLS handshake.
const HANDSHAKE: u8 = 0x16;
/// The most bytes of a refused request to read, so that its client gets the answer.
const REST: u64 = 64 * 1024;

/// The server's side of TLS.
#[derive(Clone)]
pub(super) struct Tls {
    acceptor: TlsAcceptor,
    /// The certificate of the authority, in PEM.
    pub(super) authority: String,
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").finish_non_exhaustive()
    }
}

impl Tls {
    /// Creates an authority and a certificate for this machine.
    pub(super) fn new() -> Result<Self> {
        let issued = Certificates::new().map_err(|error| failed(&error.to_string(), error))?;
        let authority = issued.authority.pem();
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| failed(&error.to_string(), error))?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(issued));
        Ok(Self {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            authority,
        })
    }
}

impl Tls {
    /// Finishes the handshake within this time. A request without TLS is told so.
    pub(super) async fn accept(
        &self,
        stream: WriteTimeout,
        timeout: Duration,
    ) -> Option<TlsStream<WriteTimeout>> {
        let handshake = async {
            if stream.first_byte().await? == HANDSHAKE {
                return self.acceptor.accept(stream).await.ok();
            }
            refuse_plain(stream).await;
            None
        };
        tokio::time::timeout(timeout, handshake).await.ok()?
    }
}

/// Answers a request without TLS as Go's server does.
async fn refuse_plain(mut stream: WriteTimeout) {
    let text = "Client sent an HTTP request to an HTTPS server.\n";
    let length = text.len();
    let answer = format!(
        "HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain\r\nconnection: close\r\n\
         content-length: {length}\r\n\r\n{text}"
    );
    if stream.write_all(answer.as_bytes()).await.is_err() || stream.shutdown().await.is_err() {
        return;
    }
    // What is left unread would reset the connection before the client has read the answer.
    let mut rest = stream.take(REST);
    let _ = tokio::io::copy(&mut rest, &mut tokio::io::sink()).await;
}

fn failed(why: &str, source: impl std::error::Error + Send + Sync + 'static) -> Error {
    let message = format!("can't make a certificate: {why}");
    Error::new(ErrorKind::Transport, message).with_source(source)
}

/// Issues certificates for the names that clients ask for.
struct Certificates {
    authority: CertifiedIssuer<'static, KeyPair>,
    key: KeyPair,
    signing: Arc<dyn SigningKey>,
    /// The certificate for the names that most clients use.
    usual: Arc<CertifiedKey>,
}

impl fmt::Debug for Certificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificates").finish_non_exhaustive()
    }
}

impl Certificates {
    fn new() -> std::result::Result<Self, rcgen::Error> {
        let mut params = CertificateParams::default();
        let name = "Emulator of rolewright, for this run only";
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        let key = KeyPair::generate()?;
        let der = PrivateKeyDer::try_from(key.serialize_der())
            .map_err(|_| rcgen::Error::CouldNotParseKeyPair)?;
        let signing = any_supported_type(&der).map_err(|_| rcgen::Error::CouldNotParseKeyPair)?;
        let usual = issue(&authority, &key, &signing, None)?;
        Ok(Self {
            authority,
            key,
            signing,
            usual,
        })
    }
}

impl ResolvesServerCert for Certificates {
    /// A certificate also has the name that the client asks for, if the emulator serves it: many clients
    /// accept no wildcard directly below a top-level name, and buckets are below `localhost`.
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let asked = hello.server_name().filter(|name| *name != "localhost");
        match asked.filter(|name| host::is_known(name)) {
            Some(name) => issue(&self.authority, &self.key, &self.signing, Some(name)).ok(),
            None => Some(Arc::clone(&self.usual)),
        }
    }
}

fn issue(
    authority: &CertifiedIssuer<'static, KeyPair>,
    key: &KeyPair,
    signing: &Arc<dyn SigningKey>,
    name: Option<&str>,
) -> std::result::Result<Arc<CertifiedKey>, rcgen::Error> {
    let names = NAMES.into_iter().chain(name).map(str::to_owned);
    let mut params = CertificateParams::new(names.collect::<Vec<_>>())?;
    params
        .distinguished_name
        .push(DnType::CommonName, "Emulator of rolewright");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    let certificate = params.signed_by(key, authority)?;
    let chain = vec![certificate.der().clone()];
    Ok(Arc::new(CertifiedKey::new(chain, Arc::clone(signing))))
}
