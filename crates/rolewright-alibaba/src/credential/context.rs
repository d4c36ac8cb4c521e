//! What credential sources share: environment variables, endpoints, HTTP clients, the clock.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use reqwest::{Client, RequestBuilder};
use rolewright_core::{Error, ErrorKind, Result};

use crate::endpoints::endpoint::PlainHttp;
use crate::http::transport::{self, Clients, Timeouts};
use crate::ports::Ports;
use crate::variables::Variables;

/// The environment of the credential sources. Tests replace all of it.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) variables: Variables,
    pub(crate) sts_endpoint: Option<String>,
    pub(crate) plain_http: PlainHttp,
    pub(crate) metadata: String,
    /// The endpoint that renews sign-ins. Default: that of the profile's site.
    pub(crate) oauth: Option<String>,
    pub(crate) ports: Ports,
    /// For everything but the metadata service.
    pub(crate) clients: Clients,
}

impl Context {
    pub(crate) fn new(variables: Variables) -> Self {
        Self {
            variables,
            sts_endpoint: None,
            plain_http: PlainHttp::default(),
            metadata: "http://100.100.100.200".to_owned(),
            oauth: None,
            ports: Ports::default(),
            clients: Clients::default(),
        }
    }

    /// Sets a custom client.
    pub(crate) fn with_client(mut self, client: Client) -> Self {
        self.clients = Clients::new(Timeouts::default(), Some(client));
        self
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Context")
    }
}

/// A client for the metadata service: no proxy, and a timeout of one second, since most machines
/// have no such service.
pub(crate) fn metadata_client() -> Result<Client> {
    let builder = transport::builder(false)?.no_proxy();
    let builder = builder.timeout(Duration::from_secs(1));
    builder.build().map_err(transport::not_made)
}

/// The text of a file; `None` when there is none.
pub(crate) fn read_file(path: &Path) -> Result<Option<String>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(broken(&format!(
            "`{}` can't be read: {error}",
            path.display()
        ))),
    }
}

/// The status and the whole body.
pub(crate) async fn fetch(request: RequestBuilder) -> Result<(u16, Vec<u8>)> {
    let response = request.send().await.map_err(transport::failure)?;
    let status = response.status().as_u16();
    Ok((status, transport::body(response).await?))
}

/// The error of a source that is configured but can't provide credentials.
pub(crate) fn broken(message: &str) -> Error {
    Error::new(ErrorKind::CredentialInvalid, message)
}
