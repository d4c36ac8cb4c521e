//! Sessions of a role for another source's key.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use rolewright_core::operation::AssumeRole;
use rolewright_core::{Call, Result};

use super::context::Context;
use super::provide_credentials::{IssuedCredentials, ProvideCredentials};
use super::role_session::RoleSession;
use crate::variables::Variables;

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
pub struct AssumeRoleCredentials {
    pub(super) base: Arc<dyn ProvideCredentials>,
    pub(super) session: RoleSession,
    pub(super) context: Context,
}

impl AssumeRoleCredentials {
    /// Sessions of the role with that ARN, named `rolewright`, of one hour.
    pub fn new(base: impl ProvideCredentials, role_arn: impl Into<String>) -> Self {
        Self {
            base: Arc::new(base),
            session: RoleSession {
                role_arn: role_arn.into(),
                ..RoleSession::default()
            },
            context: Context::new(Variables::of_process()),
        }
    }

    /// The sessions' name, as it stands in the audit log: 2 to 64 letters, digits, `.`, `@`,
    /// `-` and `_`.
    #[must_use]
    pub fn with_session_name(mut self, name: impl Into<String>) -> Self {
        self.session.name = Some(name.into());
        self
    }

    /// The id that the role's trust policy asks for in `sts:ExternalId`.
    #[must_use]
    pub fn with_external_id(mut self, id: impl Into<String>) -> Self {
        self.session.external_id = Some(id.into());
        self
    }

    /// A policy document that narrows what the session may do, at most 2,048 characters.
    #[must_use]
    pub fn with_policy(mut self, document: impl Into<String>) -> Self {
        self.session.policy = Some(document.into());
        self
    }

    /// How long a session lasts: whole seconds, from 15 minutes to the role's own limit.
    #[must_use]
    pub fn with_duration(mut self, duration: Duration) -> Self {
        self.session.seconds = Some(u32::try_from(duration.as_secs()).unwrap_or(u32::MAX));
        self
    }

    /// Where the role is assumed. `sts.aliyuncs.com`, or what `ALIBABA_CLOUD_STS_ENDPOINT` or
    /// `ALIBABA_CLOUD_STS_REGION` says, when not set.
    #[must_use]
    pub fn with_sts_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.session.sts.endpoint = Some(endpoint.into());
        self
    }

    /// The HTTP client that asks STS, for its proxies or certificates.
    #[must_use]
    pub fn with_http_client(mut self, client: reqwest::Client) -> Self {
        self.context = self.context.with_client(client);
        self
    }
}

#[async_trait]
impl ProvideCredentials for AssumeRoleCredentials {
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
            .open(&self.context, call, Some(&base.key))
            .await?;
        issued.waits.splice(..0, base.waits);
        Ok(issued)
    }
}

#[cfg(test)]
mod tests {
    use rolewright_core::RamProvider;
    use rolewright_core::clock::Clock;
    use rolewright_core::operation::{GetRole, Operation as _};
    use rolewright_core::provider::{Wait, WaitReason};
    use wiremock::matchers::{any, header};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;
    use crate::AlibabaProvider;
    use crate::StaticCredentials;
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
        let ram = Mock::given(header("x-acs-action", GetRole::ACTION));
        let ram = ram.respond_with(ResponseTemplate::new(200).set_body_string("{}"));
        ram.mount(&server).await;
        let sts = ResponseTemplate::new(200).set_body_string(KEY);
        let sts = Mock::given(any()).respond_with(sts).with_priority(9);
        sts.mount(&server).await;
        server
    }

    #[tokio::test]
    async fn waits_for_a_key_are_reported_by_the_first_reply_that_it_signs_for() {
        let server = server().await;
        let mut context = Context::new(Variables::none());
        context.sts_endpoint = Some(server.uri());
        context.ports = Ports {
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
        let role = AssumeRoleCredentials {
            base: Arc::new(base),
            session: RoleSession::default(),
            context,
        };
        let provider = AlibabaProvider::builder().endpoint(server.uri());
        let provider = provider.credentials_from(role).build().unwrap();
        let call = Call::of(&GetRole::default());
        let reply = provider.execute(call.clone()).await.unwrap();
        let [of_base, of_role] = reply.waits() else {
            panic!("{:?}", reply.waits());
        };
        assert_eq!(*of_base, earlier);
        assert_eq!(of_role.action.as_deref(), Some(AssumeRole::ACTION));
        assert_eq!(of_role.reason, WaitReason::Retry);
        assert!(provider.execute(call).await.unwrap().waits().is_empty());
    }
}
