//! HTTP clients, response bodies, and errors of the transport.

use std::collections::BTreeSet;
use std::error::Error as _;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Response, Url};
use rolewright_core::evidence::EvidenceRecorder;
use rolewright_core::{Error, ErrorKind, Result};
use url::Host;

use crate::http::tls::{self, CertificateAuthorities};

/// The timeouts of one attempt.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts {
    /// Of connecting.
    pub(crate) connect: Duration,
    /// Between two chunks of the response.
    pub(crate) read: Duration,
    /// From connecting to the end of the response.
    pub(crate) overall: Duration,
}

impl Default for Timeouts {
    /// `read` as in the official clients (Python SDK 1.3.0, measured).
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(3),
            read: Duration::from_secs(10),
            overall: Duration::from_secs(20),
        }
    }
}

impl Timeouts {
    /// Sets the timeout of one attempt; a longer one lengthens that between two chunks.
    pub(crate) fn of_attempt(self, overall: Duration) -> Self {
        Self {
            overall,
            read: self.read.max(overall),
            ..self
        }
    }

    /// Rejects timeouts of zero.
    pub(crate) fn checked(self) -> Result<Self> {
        if [self.connect, self.read, self.overall]
            .iter()
            .any(Duration::is_zero)
        {
            let message = "a timeout of zero is not allowed";
            let error = Error::new(ErrorKind::InvalidInput, message);
            return Err(error.with_remedy("leave the timeout unset for the default"));
        }
        Ok(self)
    }
}

/// The largest body that is read, in bytes; a page of 1,000 entries is smaller.
const BODY_LIMIT: usize = 8 << 20;

/// The HTTP clients of one provider or credential source. They are created by the first request,
/// follow no redirects, and have a connection pool each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clients {
    timeouts: Timeouts,
    /// The caller's custom client, which replaces the others.
    own: Option<Client>,
    /// The authorities that replace those of this machine.
    authorities: Option<CertificateAuthorities>,
    /// For this machine, without a proxy: over plain HTTP a proxy could read the whole request.
    here: Arc<OnceLock<Client>>,
    elsewhere: Arc<OnceLock<Client>>,
    /// The hosts of the requests so far.
    used: Arc<Mutex<BTreeSet<String>>>,
    /// Records the exchanges of a diagnosis; clones share it.
    pub(crate) recorder: EvidenceRecorder,
}

impl Clients {
    pub(crate) fn new(
        timeouts: Timeouts,
        own: Option<Client>,
        authorities: Option<CertificateAuthorities>,
    ) -> Self {
        Self {
            timeouts,
            own,
            authorities,
            ..Self::default()
        }
    }

    pub(crate) fn timeouts(&self) -> Timeouts {
        self.timeouts
    }

    /// Sets the timeout of one attempt.
    pub(crate) fn with_timeout(self, timeout: Duration) -> Self {
        Self::new(
            self.timeouts.of_attempt(timeout),
            self.own,
            self.authorities,
        )
    }

    /// Sets a custom client.
    pub(crate) fn with_client(self, client: Client) -> Self {
        Self::new(self.timeouts, Some(client), self.authorities)
    }

    /// Sets the authorities to trust.
    pub(crate) fn with_authorities(self, authorities: CertificateAuthorities) -> Self {
        Self::new(self.timeouts, self.own, Some(authorities))
    }

    /// The hosts of the requests so far, with a port that is not the default.
    pub(crate) fn used(&self) -> Vec<String> {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.iter().cloned().collect()
    }

    /// The client for a request to this URL, whose host is noted.
    pub(crate) fn to(&self, url: &Url) -> Result<&Client> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.insert(authority(url));
        drop(used);
        if let Some(own) = &self.own {
            return Ok(own);
        }
        let is_here = is_loopback(url);
        let kept = if is_here { &self.here } else { &self.elsewhere };
        if let Some(client) = kept.get() {
            return Ok(client);
        }
        let mut builder = builder(url.scheme() == "https", self.authorities.as_ref())?
            .connect_timeout(self.timeouts.connect)
            .read_timeout(self.timeouts.read);
        if is_here {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(not_made)?;
        Ok(kept.get_or_init(|| client))
    }
}

/// What every client has in common: TLS, and that no redirect is followed. `over_tls` says whether the
/// first request needs it.
pub(crate) fn builder(
    over_tls: bool,
    authorities: Option<&CertificateAuthorities>,
) -> Result<ClientBuilder> {
    let tls = tls::config(over_tls, authorities).map_err(not_made)?;
    let builder = Client::builder().redirect(Policy::none()).referer(false);
    Ok(builder.tls_backend_preconfigured(tls))
}

pub(crate) fn not_made(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    let message = "the HTTP client can't be created; nothing was sent";
    Error::new(ErrorKind::Transport, message).with_source(error)
}

/// The host, and the port unless it is the scheme's default.
pub(crate) fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// Whether the host is this machine: `localhost`, `127.0.0.0/8` or `::1`.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Reads the whole body. A truncated or too large body is an error.
pub(crate) async fn body(mut response: Response) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failure)? {
        if body.len() + chunk.len() > BODY_LIMIT {
            return Err(Error::new(
                ErrorKind::UnexpectedReply,
                format!("the response is larger than {BODY_LIMIT} bytes"),
            )
            .with_maybe_applied(true));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Maps an error of the HTTP client. It is marked as maybe applied for reads too; the caller
/// corrects that.
pub(crate) fn failure(error: reqwest::Error) -> Error {
    let refused = tls::refusal(&error, error.url());
    let url = error.url().cloned();
    // The URL contains the parameters, including secret ones.
    let error = error.without_url();
    if let Some(refused) = refused {
        return refused.with_source(error);
    }
    let why = if tls::is_plain_http(&error) {
        "it speaks plain http, not TLS".to_owned()
    } else {
        root(&error)
    };
    let at = url
        .as_ref()
        .map(origin)
        .map_or_else(String::new, |url| format!(" to `{url}`"));
    let (kind, message, sent) = if error.is_redirect() {
        let message = "the HTTP client followed too many redirects".to_owned();
        (ErrorKind::UnexpectedReply, message, true)
    } else if error.is_builder() {
        let message = "the request is too long or has an invalid header; nothing was sent";
        (ErrorKind::InvalidInput, message.to_owned(), false)
    } else if error.is_connect() {
        let kind = if error.is_timeout() {
            ErrorKind::Timeout
        } else {
            ErrorKind::Transport
        };
        (kind, format!("the connection{at} failed"), false)
    } else if error.is_timeout() {
        let message = format!("the request{at} timed out");
        (ErrorKind::Timeout, message, true)
    } else {
        let message = format!("the connection{at} was lost before the response was complete");
        (ErrorKind::Transport, message, true)
    };
    let help = url.as_ref().and_then(|url| remedy(&error, url));
    let new = Error::new(kind, format!("{message}: {why}"));
    let new = new.with_maybe_applied(sent).with_source(error);
    match help {
        Some(help) => new.with_remedy(help),
        None => new,
    }
}

/// The remedy for a port that speaks another protocol, or that nothing listens on.
fn remedy(error: &reqwest::Error, url: &Url) -> Option<String> {
    let origin = origin(url);
    let (_, host) = origin.split_once("://")?;
    if tls::is_plain_http(error) {
        return Some(if is_loopback(url) {
            format!("this port speaks plain http: write `http://{host}`")
        } else {
            "this port speaks plain http: check the endpoint, its port and any proxy".to_owned()
        });
    }
    let texts: Vec<String> = causes(error).map(ToString::to_string).collect();
    // hyper's text for a response that begins with anything but `HTTP/`, for example a TLS alert.
    if url.scheme() == "http"
        && texts
            .iter()
            .any(|text| text.contains("invalid HTTP version"))
    {
        return Some(format!(
            "this port doesn't speak plain http: if it speaks TLS, write `https://{host}`"
        ));
    }
    if is_loopback(url) && error.is_connect() {
        return Some(format!("check that a service listens on `{host}`"));
    }
    None
}

/// Scheme, host and port; the other parts of a URL may contain a secret.
pub(crate) fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

fn causes<'a>(
    error: &'a reqwest::Error,
) -> impl Iterator<Item = &'a (dyn std::error::Error + 'static)> {
    std::iter::successors(error.source(), |cause| (*cause).source())
}

/// The text of the root cause.
fn root(error: &reqwest::Error) -> String {
    let last = causes(error).last();
    last.map_or_else(|| error.to_string(), ToString::to_string)
}
