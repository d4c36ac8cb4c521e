//! Credentials from a URI: the mode `CredentialsURI`.

use async_trait::async_trait;
use reqwest::header::ACCEPT;
use rolewright_core::Result;
use rolewright_core::provider::Secret;

use super::context::{Context, fetch, source_url};
use super::decode::issued_by_answer;
use super::provide_credentials::{IssuedCredentials, ProvideCredentials};

/// Credentials from a URI, which may contain a token.
#[derive(Debug)]
pub(crate) struct UriCredentials {
    pub(crate) address: Secret,
    pub(crate) context: Context,
}

#[async_trait]
impl ProvideCredentials for UriCredentials {
    async fn provide(&self) -> Result<IssuedCredentials> {
        let address = source_url(self.address.expose(), "the credentials URI")?;
        let request = self.context.clients.to(&address)?.get(address);
        let (status, body) =
            fetch(&self.context, request.header(ACCEPT, "application/json")).await?;
        issued_by_answer("the credentials URI", status, body)
    }
}
