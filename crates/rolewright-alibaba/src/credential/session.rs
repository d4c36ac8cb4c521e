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
    let issued = issued(reply.decode::<Answer>().map_err(unknown)?.credentials)?;
    Ok(IssuedCredentials { waits, ..issued })
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
        let base = self.base.provide().await?.checked()?;
        let call = Call::of(&AssumeRole {
            role_arn: session.role_arn.clone(),
            role_session_name: session.name(),
            duration_seconds: session.seconds,
            policy: session.policy.clone(),
            external_id: session.external_id.clone(),
        });
        let mut issued = session
            .sts
            .open(&self.machine, call, Some(&base.key))
            .await?;
        issued.waits.splice(..0, base.waits);
        Ok(issued)
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

#[cfg(test)]
mod tests {
    use rolewright_core::RamProvider;
    use rolewright_core::clock::Clock;
    use rolewright_core::operation::GetRole;
    use rolewright_core::provider::{Wait, WaitReason};
    use wiremock::matchers::{any, header};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;
    use crate::AlibabaProvider;
    use crate::ports::Ports;

    /// Waits for nothing.
    #[derive(Debug)]
    struct Impatient;

    #[async_trait]
    impl Clock for Impatient {
        fn now(&self) -> Duration {
            Duration::ZERO
        }

        async fn sleep(&self, _: Duration) {}
    }

    /// STS answers the second time, and RAM at once.
    async fn server() -> MockServer {
        const KEY: &str = r#"{"Credentials":{"AccessKeyId":"of-role","AccessKeySecret":"s",
            "SecurityToken":"t","Expiration":"2126-01-02T03:04:05Z"}}"#;
        let server = MockServer::start().await;
        let busy = Mock::given(any()).respond_with(ResponseTemplate::new(503));
        busy.up_to_n_times(1).mount(&server).await;
        let ram = Mock::given(header("x-acs-action", "GetRole"));
        let ram = ram.respond_with(ResponseTemplate::new(200).set_body_string("{}"));
        ram.mount(&server).await;
        let sts = ResponseTemplate::new(200).set_body_string(KEY);
        let sts = Mock::given(any()).respond_with(sts).with_priority(9);
        sts.mount(&server).await;
        server
    }

    #[tokio::test]
    async fn what_was_waited_for_a_key_is_told_by_the_first_reply_that_it_signs_for() {
        let server = server().await;
        let mut machine = Machine::bare();
        machine.sts_endpoint = Some(server.uri());
        machine.ports = Ports {
            waiting: Arc::new(Impatient),
            ..Ports::default()
        };
        let earlier = Wait {
            error: Some("the base's own source was busy".to_owned()),
            ..Wait::of_call(
                &Call::of(&GetRole::default()),
                WaitReason::Retry,
                Duration::ZERO,
            )
        };
        let base = IssuedCredentials {
            waits: vec![earlier.clone()],
            ..IssuedCredentials::new(StaticCredentials::new("testid", "secret"), None)
        };
        let role = OfRole {
            base: Arc::new(base),
            session: Session::default(),
            machine,
        };
        let provider = AlibabaProvider::builder().endpoint(server.uri());
        let provider = provider.credentials_from(role).build().unwrap();
        let call = Call::of(&GetRole::default());
        let reply = provider.execute(call.clone()).await.unwrap();
        let [of_base, of_role] = reply.waits() else {
            panic!("{:?}", reply.waits());
        };
        assert_eq!(*of_base, earlier);
        assert_eq!(of_role.action.as_deref(), Some("AssumeRole"));
        assert_eq!(of_role.reason, WaitReason::Retry);
        assert!(provider.execute(call).await.unwrap().waits().is_empty());
    }
}
