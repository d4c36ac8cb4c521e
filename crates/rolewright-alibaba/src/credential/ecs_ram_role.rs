//! The role of the ECS instance that this process runs on, from the metadata service.

use async_trait::async_trait;
use reqwest::Client;
use rolewright_core::{Error, ErrorKind, Result};

use super::context::{Context, broken, fetch, metadata_client};
use super::decode::issued_by_answer;
use super::provide_credentials::{IssuedCredentials, ProvideCredentials};

const ROLES: &str = "/latest/meta-data/ram/security-credentials/";

/// The instance role: version 2 of the metadata service, then version 1 unless it is disabled.
#[derive(Debug)]
pub(crate) struct EcsRamRoleCredentials {
    /// The role name. Default: the name that the metadata service returns.
    pub(crate) role: Option<String>,
    pub(crate) context: Context,
}

#[async_trait]
impl ProvideCredentials for EcsRamRoleCredentials {
    /// [`ErrorKind::CredentialMissing`] where there is no metadata service or no role.
    async fn provide(&self) -> Result<IssuedCredentials> {
        if self
            .context
            .variables
            .is_set("ALIBABA_CLOUD_ECS_METADATA_DISABLED")?
        {
            return Err(broken(
                "the metadata service is disabled by ALIBABA_CLOUD_ECS_METADATA_DISABLED",
            ));
        }
        let service = Service {
            client: metadata_client()?,
            context: &self.context,
        };
        let token = service.token().await?;
        let role = match &self.role {
            Some(role) => role.clone(),
            None => {
                let name = service.get(ROLES, token.as_deref()).await?;
                String::from_utf8_lossy(&name).trim().to_owned()
            }
        };
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b".-_@".contains(&byte);
        if role.is_empty() || !role.bytes().all(is_name) {
            return Err(broken("the metadata service returned an invalid role name"));
        }
        let address = format!("{ROLES}{role}");
        let body = service.get(&address, token.as_deref()).await?;
        issued_by_answer("the metadata service", 200, body)
    }
}

struct Service<'a> {
    client: Client,
    context: &'a Context,
}

impl Service<'_> {
    fn is_version_2_alone(&self) -> Result<bool> {
        self.context
            .variables
            .is_set("ALIBABA_CLOUD_IMDSV1_DISABLED")
    }

    /// The token of version 2; `None` when only version 1 is available.
    async fn token(&self) -> Result<Option<Vec<u8>>> {
        let address = format!("{}/latest/api/token", self.context.metadata);
        let put = self.client.put(address);
        let put = put.header("X-aliyun-ecs-metadata-token-ttl-seconds", "21600");
        match fetch(self.context, put).await {
            Ok((200, token)) => Ok(Some(token)),
            Err(error) if !error.maybe_applied() => Err(unreachable(&error)),
            // The hop limit of version 2 can drop the response to a container.
            Err(error) if self.is_version_2_alone()? => Err(unreachable(&error)),
            Ok((status, _)) if self.is_version_2_alone()? => Err(absent(&format!(
                "the metadata service returned no token, http {status}"
            ))),
            _ => Ok(None),
        }
    }

    async fn get(&self, path: &str, token: Option<&[u8]>) -> Result<Vec<u8>> {
        let address = format!("{}{path}", self.context.metadata);
        let get = |token: Option<&[u8]>| {
            let get = self.client.get(&address);
            let get = match token {
                Some(token) => get.header("X-aliyun-ecs-metadata-token", token),
                None => get,
            };
            fetch(self.context, get)
        };
        let mut answer = get(token).await;
        let is_good = matches!(answer, Ok((200, _)));
        if !is_good && token.is_some() && !self.is_version_2_alone()? {
            answer = get(None).await;
        }
        match answer {
            Ok((200, body)) => Ok(body),
            Ok((status, _)) => Err(absent(&format!(
                "the metadata service has no such role for this instance, http {status}"
            ))),
            Err(error) => Err(unreachable(&error)),
        }
    }
}

fn unreachable(error: &Error) -> Error {
    absent("the metadata service can't be reached").with_source(error.clone())
}

fn absent(message: &str) -> Error {
    Error::new(ErrorKind::CredentialMissing, message)
}
