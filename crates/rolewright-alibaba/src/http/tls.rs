//! TLS with rustls and ring: trusted certificate authorities and rejected certificates.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::sync::{Arc, OnceLock};
use std::thread;

use jiff::Timestamp;
use reqwest::Url;
use rolewright_core::text::excerpt;
use rolewright_core::{Error, ErrorKind, Result};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, CipherSuite, ClientConfig, DigitallySignedStruct, OtherError, RootCertStore,
    SignatureScheme,
};

/// The variables that replace the system's authorities, as in OpenSSL and curl.
const VARIABLES: [&str; 2] = ["SSL_CERT_FILE", "SSL_CERT_DIR"];

/// Certificate authorities to trust in place of the system's, for example that of an emulator or of a
/// proxy that inspects TLS.
#[derive(Clone, Debug)]
pub struct CertificateAuthorities(Arc<dyn ServerCertVerifier>);

impl CertificateAuthorities {
    /// Reads the certificates of a text in PEM format. `SSL_CERT_FILE` and the system's authorities are not
    /// trusted then.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`] for a text without a certificate of an authority.
    pub fn from_pem(text: &str) -> Result<Self> {
        let invalid = |why: String| {
            let message = format!("the certificate authorities are not valid: {why}");
            let error = Error::new(ErrorKind::InvalidInput, message);
            error.with_remedy("pass the content of a PEM file with their certificates")
        };
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(text.as_bytes()) {
            let certificate = certificate.map_err(|error| invalid(error.to_string()))?;
            let added = roots.add(certificate);
            added.map_err(|error| invalid(error.to_string()))?;
        }
        if roots.is_empty() {
            return Err(invalid("the text has no certificate".to_owned()));
        }
        let provider = Arc::new(provider());
        let verifier = WebPkiServerVerifier::builder_with_provider(roots.into(), provider);
        let verifier = verifier.build();
        Ok(Self(verifier.map_err(|error| invalid(error.to_string()))?))
    }
}

fn provider() -> CryptoProvider {
    let mut provider = ring::default_provider();
    // Most processors have instructions for SHA-256 and none for SHA-384: a handshake is cheaper.
    let fast = CipherSuite::TLS13_AES_128_GCM_SHA256;
    provider
        .cipher_suites
        .sort_by_key(|suite| suite.suite() != fast);
    provider
}

/// The TLS settings of every HTTP client; HTTP/2 is offered before HTTP/1.1. With `at_once` another
/// thread loads the certificate authorities of this machine now, while the first connection is opened.
pub(crate) fn config(
    at_once: bool,
    own: Option<&CertificateAuthorities>,
) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider));
    let config = config.with_safe_default_protocol_versions()?;
    let authorities = Arc::new(Authorities {
        provider,
        verifier: own.map_or_else(OnceLock::new, |own| Ok(own.0.clone()).into()),
    });
    if at_once && own.is_none() {
        let authorities = Arc::clone(&authorities);
        // The first handshake loads them where no thread can be started.
        let _ = thread::Builder::new().spawn(move || authorities.verifier().is_ok());
    }
    let verified = config.dangerous();
    let verified = verified.with_custom_certificate_verifier(authorities);
    let mut config = verified.with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// Verifies servers by the certificate authorities that this machine trusts. They are loaded once,
/// at the first handshake at the latest: that takes up to 20 ms, which a run without TLS doesn't spend.
#[derive(Debug)]
struct Authorities {
    provider: Arc<CryptoProvider>,
    verifier: OnceLock<Result<Arc<dyn ServerCertVerifier>, rustls::Error>>,
}

impl Authorities {
    fn verifier(&self) -> Result<&dyn ServerCertVerifier, rustls::Error> {
        let read = self.verifier.get_or_init(|| {
            if VARIABLES
                .iter()
                .any(|name| std::env::var_os(name).is_some())
            {
                named(&self.provider)
            } else {
                of_system(&self.provider)
            }
        });
        read.as_deref().map_err(Clone::clone)
    }
}

/// The authorities in the files of the variables, on every platform.
fn named(provider: &Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>, rustls::Error> {
    let read = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    let _ = roots.add_parsable_certificates(read.certs);
    if roots.is_empty() {
        let why = read.errors.first().map(|error| format!(": {error}"));
        return Err(NoAuthorities::because(format!(
            "{} is set but contains no certificate{}",
            VARIABLES.join(" or "),
            why.unwrap_or_default()
        )));
    }
    let verifier = WebPkiServerVerifier::builder_with_provider(roots.into(), Arc::clone(provider));
    let verifier = verifier.build().map_err(NoAuthorities::because)?;
    Ok(verifier)
}

/// The platform's own verifier: its files on Linux, its services elsewhere.
fn of_system(provider: &Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>, rustls::Error> {
    let verifier = rustls_platform_verifier::Verifier::new(Arc::clone(provider));
    Ok(Arc::new(verifier.map_err(NoAuthorities::because)?))
}

impl ServerCertVerifier for Authorities {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        self.verifier()?.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        )
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.verifier()?
            .verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.verifier()?
            .verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let algorithms = self.provider.signature_verification_algorithms;
        algorithms.supported_schemes()
    }
}

/// Why no authority could be loaded.
#[derive(Debug)]
struct NoAuthorities(String);

impl NoAuthorities {
    fn because(why: impl fmt::Display) -> rustls::Error {
        rustls::Error::Other(OtherError(Arc::new(Self(why.to_string()))))
    }
}

impl fmt::Display for NoAuthorities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for NoAuthorities {}

/// The error of a connection that failed because the server isn't trusted. Nothing was sent, and a
/// retry can't help.
pub(crate) fn refusal(error: &(dyn StdError + 'static), url: Option<&Url>) -> Option<Error> {
    let host = url.map_or_else(String::new, |url| format!(" of `{}`", shown_host(url)));
    let refused = |reason: String, help: &str| {
        let message = format!("the certificate{host} was rejected: {reason}");
        Some(Error::new(ErrorKind::Refused, message).with_remedy(help))
    };
    match tls_error(error)? {
        rustls::Error::InvalidCertificate(invalid) => {
            let (reason, help) = reason(invalid);
            refused(reason, help)
        }
        rustls::Error::NoCertificatesPresented => {
            refused("the server sent no certificate".to_owned(), ENDPOINT_HELP)
        }
        rustls::Error::Other(OtherError(other)) => {
            let none = other.downcast_ref::<NoAuthorities>()?;
            let message = format!(
                "no certificate authority is trusted: {}",
                excerpt(&none.0, 300)
            );
            Some(Error::new(ErrorKind::Refused, message).with_remedy(AUTHORITY_HELP))
        }
        _ => None,
    }
}

const AUTHORITY_HELP: &str = "set SSL_CERT_FILE to a PEM file with the authority's certificate, also behind a proxy that \
     inspects TLS; by default the system's authorities are trusted (package `ca-certificates` on Linux)";
const CLOCK_HELP: &str =
    "check this machine's clock; if it is correct, the server needs a new certificate";
const ENDPOINT_HELP: &str = "check the endpoint, name resolution and any proxy";

fn reason(invalid: &CertificateError) -> (String, &'static str) {
    use CertificateError::{
        BadSignature, Expired, ExpiredContext, NotValidForName, NotValidForNameContext,
        NotValidYet, NotValidYetContext, UnknownIssuer,
    };
    match invalid {
        UnknownIssuer => {
            let reason = "no trusted certificate authority issued it".to_owned();
            (reason, AUTHORITY_HELP)
        }
        BadSignature => {
            let reason = "its signature is not from its issuer".to_owned();
            (reason, AUTHORITY_HELP)
        }
        ExpiredContext { not_after, .. } => (
            format!("it expired at {}", shown_time(*not_after)),
            CLOCK_HELP,
        ),
        Expired => ("it has expired".to_owned(), CLOCK_HELP),
        NotValidYetContext { not_before, .. } => {
            let reason = format!("it is not valid before {}", shown_time(*not_before));
            (reason, CLOCK_HELP)
        }
        NotValidYet => ("it is not valid yet".to_owned(), CLOCK_HELP),
        NotValidForNameContext { presented, .. } if presented.is_empty() => {
            ("it is valid for no host".to_owned(), ENDPOINT_HELP)
        }
        NotValidForNameContext { presented, .. } => {
            let names: Vec<_> = presented.iter().map(|name| shown_name(name)).collect();
            let reason = format!("it is valid only for {}", names.join(", "));
            (excerpt(&reason, 300), ENDPOINT_HELP)
        }
        NotValidForName => (
            "it is valid only for another host".to_owned(),
            ENDPOINT_HELP,
        ),
        other => (excerpt(&other.to_string(), 300), ENDPOINT_HELP),
    }
}

fn shown_time(time: UnixTime) -> String {
    let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    let time = Timestamp::from_second(seconds);
    time.map_or_else(|_| format!("second {seconds}"), |time| time.to_string())
}

/// `a.example` from `DnsName("a.example")`, the format of names in rustls.
fn shown_name(name: &str) -> String {
    let inner = name
        .split_once('(')
        .and_then(|(_, rest)| rest.strip_suffix(')'));
    format!("`{}`", inner.unwrap_or(name).trim_matches('"'))
}

/// Host and port of a URL; its other parts may contain a secret.
fn shown_host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url
        .port()
        .map_or_else(String::new, |port| format!(":{port}"));
    excerpt(&format!("{host}{port}"), 80)
}

/// Whether the server answered a TLS handshake with something else, as a server for plain HTTP does.
pub(crate) fn is_plain_http(error: &(dyn StdError + 'static)) -> bool {
    use rustls::InvalidMessage::InvalidContentType;
    matches!(
        tls_error(error),
        Some(rustls::Error::InvalidMessage(InvalidContentType))
    )
}

/// The TLS error among an error's causes. An I/O error returns the error that it wraps from
/// `get_ref`, not from `source`.
fn tls_error<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a rustls::Error> {
    if let Some(found) = error.downcast_ref() {
        return Some(found);
    }
    let wrapped = error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref);
    match wrapped {
        Some(wrapped) => tls_error(wrapped),
        None => tls_error(error.source()?),
    }
}
