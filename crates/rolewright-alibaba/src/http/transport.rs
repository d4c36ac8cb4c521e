//! The HTTP client: how it is made, how a body is read, what its failures mean.

use std::error::Error as _;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Response, Url};
use rolewright_core::{Error, ErrorKind, Result};
use url::Host;

use crate::http::tls;

/// How long one attempt may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts {
    /// Until there is a connection.
    pub(crate) connect: Duration,
    /// Between two pieces of the answer.
    pub(crate) read: Duration,
    /// From the connection to the end of the answer.
    pub(crate) overall: Duration,
}

impl Default for Timeouts {
    /// Connection and reading as the official clients have them (Python SDK 1.3.0, measured).
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            read: Duration::from_secs(10),
            overall: Duration::from_secs(20),
        }
    }
}

impl Timeouts {
    /// Refuses what lets no call through.
    pub(crate) fn checked(self) -> Result<Self> {
        if [self.connect, self.read, self.overall]
            .iter()
            .any(Duration::is_zero)
        {
            let message = "a time-out of zero lets no call through";
            let error = Error::new(ErrorKind::InvalidInput, message);
            return Err(error.with_remedy("leave it out for the usual ones"));
        }
        Ok(self)
    }
}

/// The largest body that is read, in bytes: a page of 1,000 entries has room in it.
const BODY_LIMIT: usize = 8 << 20;

/// The HTTP clients of one provider, or of one source of keys. They are made by the first request,
/// follow no redirect, and keep a pool of connections each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clients {
    timeouts: Timeouts,
    /// The caller's own, which goes before the others.
    own: Option<Client>,
    /// For this machine, where no proxy is asked: over plain HTTP it would see the whole request.
    here: Arc<OnceLock<Client>>,
    elsewhere: Arc<OnceLock<Client>>,
}

impl Clients {
    pub(crate) fn new(timeouts: Timeouts, own: Option<Client>) -> Self {
        Self {
            timeouts,
            own,
            ..Self::default()
        }
    }

    /// The client for a request to that address.
    pub(crate) fn to(&self, url: &Url) -> Result<&Client> {
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
    let message = "the HTTP client can't be made; nothing was sent";
    Error::new(ErrorKind::Transport, message).with_source(error)
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

/// The whole body. A body that is cut off or too large is an error.
pub(crate) async fn body(mut response: Response) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failure)? {
        if body.len() + chunk.len() > BODY_LIMIT {
            return Err(Error::new(
                ErrorKind::UnexpectedReply,
                format!("the answer is larger than {BODY_LIMIT} bytes"),
            )
            .with_maybe_applied(true));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// What a failure of the HTTP client means; for a read, nothing can have been applied anyway.
pub(crate) fn failure(error: reqwest::Error) -> Error {
    let refused = tls::refusal(&error, error.url());
    // The URL holds the parameters, secret ones too.
    let error = error.without_url();
    if let Some(refused) = refused {
        return refused.with_source(error);
    }
    let (kind, message, sent) = if error.is_redirect() {
        let message = "the HTTP client followed redirects that do not end";
        (ErrorKind::UnexpectedReply, message, true)
    } else if error.is_builder() {
        let message = "the request is too long or holds what no header may hold; nothing was sent";
        (ErrorKind::InvalidInput, message, false)
    } else if error.is_connect() {
        let kind = if error.is_timeout() {
            ErrorKind::Timeout
        } else {
            ErrorKind::Transport
        };
        (kind, "no connection", false)
    } else if error.is_timeout() {
        (ErrorKind::Timeout, "no whole answer came in time", true)
    } else {
        (
            ErrorKind::Transport,
            "the connection broke before the whole answer came",
            true,
        )
    };
    let why = root(&error);
    let new = Error::new(kind, format!("{message}: {why}"));
    new.with_maybe_applied(sent).with_source(error)
}

/// The text of the deepest cause, which says the most.
fn root(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(deeper) = cause {
        text = deeper.to_string();
        cause = deeper.source();
    }
    text
}
