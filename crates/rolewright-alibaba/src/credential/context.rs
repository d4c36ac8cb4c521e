//! What credential sources share: environment variables, endpoints, HTTP clients, the clock.

use std::fmt;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, RequestBuilder, Url};
use rolewright_core::text::excerpt;
use rolewright_core::{Error, ErrorKind, Result};
use url::Host;

use crate::endpoints::endpoint::PlainHttp;
use crate::http::exchange::Exchange;
use crate::http::retry_policy::{DecideRetry, HttpRetryPolicy};
use crate::http::transport::{self, Clients, is_loopback};
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
    /// For role sessions.
    pub(crate) retry: Arc<dyn DecideRetry>,
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
            retry: Arc::new(HttpRetryPolicy::default()),
            clients: Clients::default(),
        }
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
    let builder = transport::builder(false, None)?.no_proxy();
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
pub(crate) async fn fetch(context: &Context, request: RequestBuilder) -> Result<(u16, Vec<u8>)> {
    let exchange = Exchange {
        action: "credentials",
        attempt: 1,
        clock: &*context.ports.waiting,
        redactor: None,
        evidence: None,
    };
    let answer = exchange.send(request).await?;
    Ok((answer.status.as_u16(), answer.body))
}

/// The URL of a source of credentials. Plain HTTP is for this machine and link-local addresses, where
/// container platforms and the metadata service answer: elsewhere anyone on the way reads the keys.
pub(crate) fn source_url(text: &str, what: &str) -> Result<Url> {
    let url = Url::parse(text).map_err(|_| broken(&format!("{what} is not a valid URL")))?;
    let is_local = is_loopback(&url)
        || match url.host() {
            Some(Host::Ipv4(address)) => {
                address.is_link_local() || address == Ipv4Addr::new(100, 100, 100, 200)
            }
            _ => false,
        };
    if url.scheme() == "https" || (url.scheme() == "http" && is_local) {
        return Ok(url);
    }
    let text = format!(
        "{what} has the origin `{}`: credentials must not be requested over an unencrypted connection",
        excerpt(&transport::origin(&url), 80)
    );
    Err(broken(&text).with_remedy(
        "use https; plain http is only for this machine, 100.100.100.200 and 169.254.0.0/16",
    ))
}

/// The error of a source that is configured but can't provide credentials.
pub(crate) fn broken(message: &str) -> Error {
    Error::new(ErrorKind::CredentialInvalid, message)
}

#[cfg(test)]
mod tests {
    use rolewright_core::provider::Secret;

    use super::super::cloud_sso::CloudSsoCredentials;
    use super::super::credentials_uri::UriCredentials;
    use super::super::provide_credentials::ProvideCredentials;
    use super::*;

    #[test]
    fn credentials_are_requested_over_plain_http_only_from_local_addresses() {
        for text in [
            "https://keys.example/x?token=1",
            "http://localhost:8080/keys",
            "http://127.0.0.1/keys",
            "http://[::1]:9/keys",
            "http://100.100.100.200/keys",
            "http://169.254.170.2/keys",
        ] {
            assert!(source_url(text, "it").is_ok(), "{text}");
        }
        for text in [
            "http://keys.example/x?token=hunter2",
            "http://10.0.0.1/hunter2",
            "http://100.100.100.201/hunter2",
            "http://127.0.0.1.keys.example/hunter2",
            "http://[::ffff:10.0.0.1]/hunter2",
            "ftp://127.0.0.1/hunter2",
            "hunter2",
        ] {
            let error = source_url(text, "it").unwrap_err();
            assert_eq!(error.kind(), ErrorKind::CredentialInvalid, "{text}");
            assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
        }
    }

    #[tokio::test]
    async fn a_source_with_a_plain_http_address_is_refused_before_it_sends_anything() {
        let context = || Context::new(Variables::none());
        let address = || "http://192.0.2.1/key?token=hunter2";
        let uri = UriCredentials {
            address: Secret::from(address()),
            context: context(),
        };
        let sign_in = CloudSsoCredentials {
            sign_in: address().to_owned(),
            account: "1234567890123456".to_owned(),
            access: "ac-1".to_owned(),
            token: Secret::from("hunter2"),
            context: context(),
        };
        let sources: [&dyn ProvideCredentials; 2] = [&uri, &sign_in];
        for source in sources {
            let error = source.provide().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::CredentialInvalid, "{error:?}");
            assert!(error.message().contains("unencrypted"), "{error:?}");
            assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
        }
    }
}
