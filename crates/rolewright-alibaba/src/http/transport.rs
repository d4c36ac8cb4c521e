//! HTTP clients, response bodies, and errors of the transport.

use std::collections::BTreeSet;
use std::error::Error as _;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Response, Url};
use rolewright_core::{Error, ErrorKind, Result};
use url::Host;

use crate::http::tls;

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
    /// `connect` and `read` as in the official clients (Python SDK 1.3.0, measured).
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            read: Duration::from_secs(10),
            overall: Duration::from_secs(20),
        }
    }
}

impl Timeouts {
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
    /// For this machine, without a proxy: over plain HTTP a proxy could read the whole request.
    here: Arc<OnceLock<Client>>,
    elsewhere: Arc<OnceLock<Client>>,
    /// The hosts of the requests so far.
    used: Arc<Mutex<BTreeSet<String>>>,
}

impl Clients {
    pub(crate) fn new(timeouts: Timeouts, own: Option<Client>) -> Self {
        Self {
            timeouts,
            own,
            ..Self::default()
        }
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
        let mut builder = builder(url.scheme() == "https")?
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
pub(crate) fn builder(over_tls: bool) -> Result<ClientBuilder> {
    let tls = tls::config(over_tls).map_err(not_made)?;
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
    // The URL contains the parameters, including secret ones.
    let error = error.without_url();
    if let Some(refused) = refused {
        return refused.with_source(error);
    }
    let (kind, message, sent) = if error.is_redirect() {
        let message = "the HTTP client followed too many redirects";
        (ErrorKind::UnexpectedReply, message, true)
    } else if error.is_builder() {
        let message = "the request is too long or has an invalid header; nothing was sent";
        (ErrorKind::InvalidInput, message, false)
    } else if error.is_connect() {
        let kind = if error.is_timeout() {
            ErrorKind::Timeout
        } else {
            ErrorKind::Transport
        };
        (kind, "the connection failed", false)
    } else if error.is_timeout() {
        (ErrorKind::Timeout, "the response timed out", true)
    } else {
        (
            ErrorKind::Transport,
            "the connection was lost before the response was complete",
            true,
        )
    };
    let why = root(&error);
    let new = Error::new(kind, format!("{message}: {why}"));
    new.with_maybe_applied(sent).with_source(error)
}

/// The text of the root cause.
fn root(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(deeper) = cause {
        text = deeper.to_string();
        cause = deeper.source();
    }
    text
}
