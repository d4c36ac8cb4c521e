//! Credentials of `CloudSSO`, after a sign-in with the `aliyun` CLI.

use async_trait::async_trait;
use rolewright_core::operation::Credentials;
use rolewright_core::provider::Secret;
use rolewright_core::{Reply, Result};
use serde::Deserialize;

use super::context::{Context, broken, fetch, source_url};
use super::decode::issued;
use super::provide_credentials::{IssuedCredentials, ProvideCredentials};

/// One access configuration in one account.
#[derive(Debug)]
pub(crate) struct CloudSsoCredentials {
    pub(crate) sign_in: String,
    pub(crate) account: String,
    pub(crate) access: String,
    pub(crate) token: Secret,
    pub(crate) context: Context,
}

#[async_trait]
impl ProvideCredentials for CloudSsoCredentials {
    async fn provide(&self) -> Result<IssuedCredentials> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Answer {
            cloud_credential: Credentials,
        }
        let mut address = source_url(&self.sign_in, "`cloud_sso_sign_in_url`")?;
        address.set_path("/cloud-credentials");
        address.set_query(None);
        let body = serde_json::json!({
            "AccountId": self.account,
            "AccessConfigurationId": self.access,
        });
        let post = self.context.clients.to(&address)?.post(address);
        let post = post.bearer_auth(self.token.expose()).body(body.to_string());
        let (status, body) = fetch(
            &self.context,
            post.header("content-type", "application/json"),
        )
        .await?;
        let answer = (status == 200).then(|| Reply::new(body).decode::<Answer>());
        match answer {
            Some(Ok(answer)) => issued(answer.cloud_credential),
            _ => Err(
                broken(&format!("CloudSSO returned no credentials, http {status}"))
                    .with_remedy("sign in again with `aliyun configure --mode CloudSSO`"),
            ),
        }
    }
}
