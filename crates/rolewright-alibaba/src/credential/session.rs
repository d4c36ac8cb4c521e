//! Sessions of a role, which STS opens for another source's key or for a token.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use rolewright_core::operation::{AssumeRole, AssumeRoleWithOIDC, Credentials};
use rolewright_core::{Access, Call, Error, Result};
use serde::Deserialize;

use super::given::issued;
use super::machine::{Machine, broken, read_file};
use super::{IssuedCredentials, ProvideCredentials, StaticCredentials};
use crate::endpoint::Endpoint;
use crate::exchange::Exchange;
use crate::retry::RetryPolicy;
use crate::sending::Sending;
use crate::transport::Timeouts;

/// Which role, and for which session.
#[derive(Clone, Debug, Default)]
pub(crate) struct Session {
    pub(crate) role_arn: String,
    pub(crate) name: Option<String>,
    pub(crate) seconds: Option<u32>,
    pub(crate) external_id: Option<String>,
    pub(crate) policy: Option<String>,
    pub(crate) sts: Sts,
}

impl Session {
    fn name(&self) -> String {
        self.name.clone().unwrap_or_else(|| "rolewright".to_owned())
    }
}

/// Which STS is asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sts {
    pub(crate) endpoint: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) is_vpc: bool,
}

impl Sts {
    /// The order of the official Python credentials library 1.0.12: what is set, the region that
    /// is set, the region of the environment, the one for all regions.
    fn endpoint(&self, machine: &Machine) -> Result<Endpoint> {
        let given = self
            .endpoint
            .clone()
            .or_else(|| machine.sts_endpoint.clone());
        if let Some(endpoint) = given.or(machine.variable("ALIBABA_CLOUD_STS_ENDPOINT")?) {
            return Endpoint::parse_for(&endpoint, machine.plain_http);
        }
        let region = self.region.clone();
        let region = region.or(machine.variable("ALIBABA_CLOUD_STS_REGION")?);
        let is_vpc = self.is_vpc || machine.is_set("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED")?;
        match region {
            Some(region) => Endpoint::of_sts(&region, is_vpc),
            None => Endpoint::parse("sts.aliyuncs.com"),
        }
    }

    async fn open(
        &self,
        machine: &Machine,
        call: Call,
        key: Option<&StaticCredentials>,
    ) -> Result<IssuedCredentials> {
        let endpoint = self.endpoint(machine)?;
        let exchange = Exchange {
            client: machine.client()?,
            endpoint: &endpoint,
            key,
            ports: &machine.ports,
        };
        opened(exchange, call, Timeouts::default().overall).await
    }
}

/// The session that the call opens. One more of them does no harm, so a call whose answer was lost
/// is sent again.
pub(crate) async fn opened(
    exchange: Exchange<'_>,
    call: Call,
    longest: Duration,
) -> Result<IssuedCredentials> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Answer {
        credentials: Credentials,
    }
    let call = Call {
        access: Access::Read,
        ..call
    };
    let sending = Sending {
        call: &call,
        retry: &RetryPolicy::default(),
        pace: None,
        ports: exchange.ports,
        longest,
    };
    let (answer, waits) = sending.send(|longest| exchange.once(&call, longest)).await;
    let about = |error: Error| {
        let error = error.with_action(call.action.clone());
        error.with_maybe_applied(false).with_waits(waits.clone())
    };
    let reply = answer.map_err(about)?;
    // The decoder may quote a value.
    let unknown = |_| about(broken("STS gave a key in an unknown form"));
    issued(reply.decode::<Answer>().map_err(unknown)?.credentials)
}

/// A session of a role, opened with another source's key.
#[derive(Clone, Debug)]
pub(crate) struct OfRole {
    pub(crate) base: Arc<dyn ProvideCredentials>,
    pub(crate) session: Session,
    pub(crate) machine: Machine,
}

#[async_trait]
impl ProvideCredentials for OfRole {
    async fn provide(&self) -> Result<IssuedCredentials> {
        let session = &self.session;
        let key = self.base.provide().await?.key.checked()?;
        let call = Call::of(&AssumeRole {
            role_arn: session.role_arn.clone(),
            role_session_name: session.name(),
            duration_seconds: session.seconds,
            policy: session.policy.clone(),
            external_id: session.external_id.clone(),
        });
        session.sts.open(&self.machine, call, Some(&key)).await
    }
}

/// A session of a role, opened with a token of an OIDC provider.
#[derive(Debug)]
pub(crate) struct OfOidc {
    pub(crate) provider_arn: String,
    /// Read for every session, since the token is replaced.
    pub(crate) token_file: PathBuf,
    pub(crate) session: Session,
    pub(crate) machine: Machine,
}

#[async_trait]
impl ProvideCredentials for OfOidc {
    async fn provide(&self) -> Result<IssuedCredentials> {
        let session = &self.session;
        let shown = self.token_file.display();
        let missing = || broken(&format!("`{shown}` is not there"));
        let token = read_file(&self.token_file)?.ok_or_else(missing)?;
        if token.trim().is_empty() {
            return Err(broken(&format!("`{shown}` is empty")));
        }
        let call = Call::of(&AssumeRoleWithOIDC {
            oidc_provider_arn: self.provider_arn.clone(),
            role_arn: session.role_arn.clone(),
            oidc_token: token.trim().into(),
            role_session_name: session.name(),
            duration_seconds: session.seconds,
            policy: session.policy.clone(),
        });
        session.sts.open(&self.machine, call, None).await
    }
}
