//! Role sessions, opened with the credentials of another source.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use rolewright_core::operation::AssumeRole;
use rolewright_core::{Call, Result};

use super::context::Context;
use super::provide_credentials::{IssuedCredentials, ProvideCredentials};
use super::role_session::RoleSession;
use crate::variables::Variables;

/// Assumes a role with the credentials of another source (`AssumeRole`).
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
    /// Assumes the role with this ARN, in sessions named `rolewright` that last one hour.
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

    /// Sets the session name, which appears in the audit log: 2 to 64 letters, digits, `.`, `@`,
    /// `-` and `_`.
    #[must_use]
    pub fn with_session_name(mut self, name: impl Into<String>) -> Self {
        self.session.name = Some(name.into());
        self
    }

    /// Sets the external id that the role's trust policy requires in `sts:ExternalId`.
    #[must_use]
    pub fn with_external_id(mut self, id: impl Into<String>) -> Self {
        self.session.external_id = Some(id.into());
        self
    }

    /// Sets a session policy, a document that restricts the session; at most 2,048 characters.
    #[must_use]
    pub fn with_policy(mut self, document: impl Into<String>) -> Self {
        self.session.policy = Some(document.into());
        self
    }

    /// Sets the session duration: whole seconds, from 15 minutes to the role's maximum.
    #[must_use]
    pub fn with_duration(mut self, duration: Duration) -> Self {
        self.session.seconds = Some(u32::try_from(duration.as_secs()).unwrap_or(u32::MAX));
        self
    }

    /// Sets the STS endpoint. Default: `ALIBABA_CLOUD_STS_ENDPOINT`, else the endpoint of
    /// `ALIBABA_CLOUD_STS_REGION`, else `sts.aliyuncs.com`.
    #[must_use]
    pub fn with_sts_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.session.sts.endpoint = Some(endpoint.into());
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
            ..Default::default()
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

    /// Returns from every sleep at once.
    #[derive(Debug)]
    struct NoSleep;

    #[async_trait]
    impl Clock for NoSleep {
        fn now(&self) -> Duration {
            Duration::ZERO
        }

        async fn sleep(&self, _: Duration) {}
    }

    /// STS responds to the second request, RAM to the first.
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
    async fn waits_for_credentials_are_reported_by_the_first_reply() {
        let server = server().await;
        let mut context = Context::new(Variables::none());
        context.sts_endpoint = Some(server.uri());
        context.ports = Ports {
            waiting: Arc::new(NoSleep),
            ..Ports::default()
        };
        let call = Call::of(&GetRole::default());
        let earlier = Wait::of_call(&call, WaitReason::Retry, Duration::ZERO)
            .with_error("the base source was busy");
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
