//! Keys that an address gives out: the mode `CredentialsURI`.

use async_trait::async_trait;
use reqwest::Url;
use reqwest::header::ACCEPT;
use rolewright_core::Result;
use rolewright_core::provider::Secret;

use super::context::{Context, broken, fetch};
use super::decode::issued_by_answer;
use super::provide_credentials::{IssuedCredentials, ProvideCredentials};

/// Whatever an address of one's own gives out. The address may hold a token.
#[derive(Debug)]
pub(crate) struct UriCredentials {
    pub(crate) address: Secret,
    pub(crate) context: Context,
}

#[async_trait]
impl ProvideCredentials for UriCredentials {
    async fn provide(&self) -> Result<IssuedCredentials> {
        let address = Url::parse(self.address.expose());
        let address = address.map_err(|_| broken("the address of credentials is none"))?;
        let request = self.context.clients.to(&address)?.get(address);
        let (status, body) = fetch(request.header(ACCEPT, "application/json")).await?;
        issued_by_answer("the address of credentials", status, body)
    }
}
