//! The HTTP client: how it is made, how a body is read, what its failures mean.

use std::error::Error as _;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use rolewright_core::{Error, ErrorKind, Result};

use crate::endpoint::Endpoint;

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
            return Err(error.with_help("leave it out for the usual ones"));
        }
        Ok(self)
    }
}

/// The largest body that is read, in bytes: a page of 1,000 entries has room in it.
const BODY_LIMIT: usize = 8 << 20;

/// A client with TLS by rustls and a pool of connections, which follows no redirect.
///
/// For this machine no proxy is asked, since over plain HTTP it would see the whole request; and
/// where nothing goes over TLS, the system's certificates, some 20 ms, are not read.
pub(crate) fn client(endpoints: &[&Endpoint], timeouts: &Timeouts) -> Result<Client> {
    let mut builder = Client::builder()
        .redirect(Policy::none())
        .referer(false)
        .connect_timeout(timeouts.connect)
        .read_timeout(timeouts.read);
    if endpoints.iter().any(|endpoint| endpoint.is_loopback()) {
        builder = builder.no_proxy();
    }
    if endpoints.iter().all(|endpoint| endpoint.is_plain()) {
        builder = builder.tls_certs_only([]);
    }
    builder.build().map_err(|error| {
        Error::new(
            ErrorKind::Transport,
            "the HTTP client can't be made; nothing was sent",
        )
        .with_source(error)
    })
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
    // The URL holds the parameters, secret ones too.
    let error = error.without_url();
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
    let new = Error::new(kind, format!("{message}: {why}")).with_maybe_applied(sent);
    let new = match why.contains("certificate") {
        true => new.with_help(
            "where a proxy opens TLS, name its certificate in SSL_CERT_FILE; look at this machine's \
             clock, too",
        ),
        false => new,
    };
    new.with_source(error)
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
