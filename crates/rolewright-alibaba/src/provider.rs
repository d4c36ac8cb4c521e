//! The provider itself.

use std::sync::OnceLock;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::Client;
use rolewright_core::text::excerpt;
use rolewright_core::{Call, Error, ErrorKind, ProviderInfo, RamProvider, Reply, Result};

use crate::builder::AlibabaBuilder;
use crate::credential::StaticCredentials;
use crate::endpoint::Endpoint;
use crate::ports::Ports;
use crate::redact::Redactor;
use crate::{answer, request, transport};

/// Carries calls out on Alibaba Cloud, over HTTPS, signed with an access key.
///
/// Each call is sent once; asking again is up to the caller, who can look first what came of
/// it. (Only the HTTP client may send again by itself, when it knows that the first time never
/// reached the service.) All tasks share one pool of connections. Calls must be made on a tokio
/// runtime.
#[derive(Debug)]
pub struct AlibabaProvider {
    pub(crate) credentials: StaticCredentials,
    pub(crate) ram: Endpoint,
    pub(crate) sts: Endpoint,
    pub(crate) timeout: Duration,
    /// Made by the first call, since reading the system's certificates takes a while.
    pub(crate) client: OnceLock<Client>,
    pub(crate) ports: Ports,
}

impl AlibabaProvider {
    /// Starts with the official endpoints and no credentials.
    pub fn builder() -> AlibabaBuilder {
        AlibabaBuilder::default()
    }

    fn client(&self) -> Result<&Client> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = transport::client(&[&self.ram, &self.sts])?;
        Ok(self.client.get_or_init(|| client))
    }

    fn endpoint(&self, call: &Call) -> Result<&Endpoint> {
        match call.service.name.as_ref() {
            "ram" => Ok(&self.ram),
            "sts" => Ok(&self.sts),
            other => Err(Error::new(
                ErrorKind::Unsupported,
                format!(
                    "the service `{}` is neither `ram` nor `sts`",
                    excerpt(other, 40)
                ),
            )),
        }
    }

    async fn send(&self, call: &Call) -> Result<Reply> {
        let endpoint = self.endpoint(call)?;
        let request = request::signed(
            self.client()?,
            endpoint,
            call,
            &self.credentials,
            &self.ports,
        )?;
        let answer = request.timeout(self.timeout).send().await;
        let response = answer.map_err(transport::failure)?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = transport::body(response).await?;
        let redactor = Redactor::new(call, &self.credentials);
        answer::read(call, &redactor, status, &headers, body)
    }
}

#[async_trait]
impl RamProvider for AlibabaProvider {
    /// Simulated when both endpoints are this machine, since no cloud account is touched then.
    fn info(&self) -> ProviderInfo {
        ProviderInfo {
            name: "alibaba".to_owned(),
            endpoint: self.ram.host(),
            simulated: self.ram.is_loopback() && self.sts.is_loopback(),
        }
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        self.send(&call).await.map_err(|error| {
            let maybe_applied = error.maybe_applied() && !call.is_read();
            let error = error
                .with_maybe_applied(maybe_applied)
                .with_action(call.action.clone());
            match call.subject() {
                Some(subject) => error.with_resource(subject),
                None => error,
            }
        })
    }
}
