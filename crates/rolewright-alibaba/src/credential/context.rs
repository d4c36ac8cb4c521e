//! What the sources of keys see of the machine: variables, files, addresses.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, RequestBuilder};
use rolewright_core::{Error, ErrorKind, Result};

use super::unfit;
use crate::endpoints::endpoint::PlainHttp;
use crate::http::transport::{self, Clients, Timeouts};
use crate::ports::Ports;

type Variables = Arc<dyn Fn(&str) -> Option<OsString> + Send + Sync>;

/// Everything outside that decides which key there is. All of it can be replaced in a test.
#[derive(Clone)]
pub(crate) struct Machine {
    variables: Variables,
    home: Option<PathBuf>,
    pub(crate) sts_endpoint: Option<String>,
    pub(crate) plain_http: PlainHttp,
    pub(crate) metadata: String,
    /// Where sign-ins are renewed; that of the profile's site when not set.
    pub(crate) oauth: Option<String>,
    pub(crate) ports: Ports,
    /// For everything but the metadata service.
    pub(crate) clients: Clients,
}

impl Machine {
    pub(crate) fn new(variables: Variables, home: Option<PathBuf>) -> Self {
        Self {
            variables,
            home,
            sts_endpoint: None,
            plain_http: PlainHttp::default(),
            metadata: "http://100.100.100.200".to_owned(),
            oauth: None,
            ports: Ports::default(),
            clients: Clients::default(),
        }
    }

    /// No variables and no files.
    pub(crate) fn bare() -> Self {
        Self::new(Arc::new(|_| None), None)
    }

    /// This process's environment.
    pub(crate) fn this() -> Self {
        let home = std::env::home_dir().filter(|home| !home.as_os_str().is_empty());
        Self::new(Arc::new(|name| std::env::var_os(name)), home)
    }

    /// A variable; an empty one counts as none.
    pub(crate) fn variable(&self, name: &str) -> Result<Option<String>> {
        match (self.variables)(name).map(OsString::into_string) {
            None => Ok(None),
            Some(Ok(value)) => Ok(Some(value).filter(|value| !value.is_empty())),
            Some(Err(_)) => Err(unfit(name)),
        }
    }

    /// Whether a variable says `true` or `1`.
    pub(crate) fn is_set(&self, name: &str) -> Result<bool> {
        let value = self.variable(name)?.unwrap_or_default();
        Ok(value.eq_ignore_ascii_case("true") || value == "1")
    }

    /// A file below the home folder.
    pub(crate) fn at_home(&self, path: &str) -> Option<PathBuf> {
        self.home.as_ref().map(|home| home.join(path))
    }

    /// With a client of the caller's own.
    pub(crate) fn with_client(mut self, client: Client) -> Self {
        self.clients = Clients::new(Timeouts::default(), Some(client));
        self
    }
}

impl fmt::Debug for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Machine")
    }
}

/// A client for the metadata service: no proxy, and no longer than a second, since most machines
/// have no such service and would wait for it.
pub(crate) fn metadata_client() -> Result<Client> {
    let builder = transport::builder()?.no_proxy();
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

/// What is said of a source that is configured, and can't give a key as it is.
pub(crate) fn broken(message: &str) -> Error {
    Error::new(ErrorKind::CredentialInvalid, message)
}
