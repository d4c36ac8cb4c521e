//! A session of a role, for a program that says itself which.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use rolewright_core::Result;

use super::context::Machine;
use super::role_session::{OfRole, Session};
use super::{IssuedCredentials, ProvideCredentials};

/// Opens sessions of a role with another source's key (`AssumeRole`).
///
/// ```
/// use rolewright_alibaba::{AlibabaProvider, AssumeRoleCredentials, CredentialChain};
///
/// let role = "acs:ram::1234567890123456:role/operator";
/// let session = AssumeRoleCredentials::new(CredentialChain::new(), role)
///     .with_external_id("agreed-with-the-owner")
///     .with_session_name("nightly-check");
/// let provider = AlibabaProvider::builder().credentials_from(session).build()?;
/// # Ok::<(), rolewright_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct AssumeRoleCredentials(OfRole);

impl AssumeRoleCredentials {
    /// Sessions of the role with that ARN, named `rolewright`, of one hour.
    pub fn new(base: impl ProvideCredentials, role_arn: impl Into<String>) -> Self {
        Self(OfRole {
            base: Arc::new(base),
            session: Session {
                role_arn: role_arn.into(),
                ..Session::default()
            },
            machine: Machine::this(),
        })
    }

    /// The sessions' name, as it stands in the audit log: 2 to 64 letters, digits, `.`, `@`,
    /// `-` and `_`.
    #[must_use]
    pub fn with_session_name(mut self, name: impl Into<String>) -> Self {
        self.0.session.name = Some(name.into());
        self
    }

    /// The id that the role's trust policy asks for in `sts:ExternalId`.
    #[must_use]
    pub fn with_external_id(mut self, id: impl Into<String>) -> Self {
        self.0.session.external_id = Some(id.into());
        self
    }

    /// A policy document that narrows what the session may do, at most 2,048 characters.
    #[must_use]
    pub fn with_policy(mut self, document: impl Into<String>) -> Self {
        self.0.session.policy = Some(document.into());
        self
    }

    /// How long a session lasts: whole seconds, from 15 minutes to the role's own limit.
    #[must_use]
    pub fn with_duration(mut self, duration: Duration) -> Self {
        self.0.session.seconds = Some(u32::try_from(duration.as_secs()).unwrap_or(u32::MAX));
        self
    }

    /// Where the role is assumed. `sts.aliyuncs.com`, or what `ALIBABA_CLOUD_STS_ENDPOINT` or
    /// `ALIBABA_CLOUD_STS_REGION` says, when not set.
    #[must_use]
    pub fn with_sts_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.0.session.sts.endpoint = Some(endpoint.into());
        self
    }

    /// The HTTP client that asks STS, for its proxies or certificates.
    #[must_use]
    pub fn with_http_client(mut self, client: reqwest::Client) -> Self {
        self.0.machine = self.0.machine.with_client(client);
        self
    }
}

#[async_trait]
impl ProvideCredentials for AssumeRoleCredentials {
    async fn provide(&self) -> Result<IssuedCredentials> {
        self.0.provide().await
    }
}
