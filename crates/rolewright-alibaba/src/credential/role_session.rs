//! Role sessions, opened by STS.

use std::time::Duration;

use rolewright_core::operation::{AssumeRole, Credentials, Operation};
use rolewright_core::text::excerpt;
use rolewright_core::{Access, Call, Error, ErrorKind, Result};
use serde::Deserialize;

use super::context::{Context, broken};
use super::decode::issued;
use super::provide_credentials::IssuedCredentials;
use super::static_credentials::StaticCredentials;
use crate::endpoints::endpoint::Endpoint;
use crate::http::attempt::{Attempt, about_call};
use crate::http::retry_loop::RetryLoop;
use crate::http::retry_policy::DecideRetry;

/// The role to assume, and the settings of the session.
#[derive(Clone, Debug, Default)]
pub(crate) struct RoleSession {
    pub(crate) role_arn: String,
    pub(crate) name: Option<String>,
    pub(crate) seconds: Option<u32>,
    pub(crate) external_id: Option<String>,
    pub(crate) policy: Option<String>,
    pub(crate) sts: Sts,
}

impl RoleSession {
    pub(super) fn name(&self) -> String {
        self.name.clone().unwrap_or_else(|| "rolewright".to_owned())
    }
}

/// The settings of a profile for STS.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sts {
    pub(crate) endpoint: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) is_vpc: bool,
}

impl Sts {
    /// An endpoint on this machine comes first, so that credentials for an emulator are not sent
    /// elsewhere. Then, as in the official Python credentials library 1.0.12: the endpoint that is
    /// set, the region that is set, the region in the environment, the global endpoint.
    fn endpoint(&self, context: &Context) -> Result<Endpoint> {
        let parse = |text: &String| Endpoint::parse_for(text, context.plain_http);
        let set = context.sts_endpoint.as_ref().map(parse).transpose()?;
        if let Some(emulator) = set.as_ref().filter(|set| set.is_loopback()) {
            return Ok(emulator.clone());
        }
        if let Some(endpoint) = self.endpoint.as_ref().map(parse).transpose()?.or(set) {
            return Ok(endpoint);
        }
        if let Some(endpoint) = context.variables.get("ALIBABA_CLOUD_STS_ENDPOINT")? {
            return parse(&endpoint);
        }
        let region = self.region.clone();
        let region = region.or(context.variables.get("ALIBABA_CLOUD_STS_REGION")?);
        let is_vpc = self.is_vpc
            || context
                .variables
                .is_set("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED")?;
        match region {
            Some(region) => Endpoint::of_sts(&region, is_vpc),
            None => Endpoint::parse("sts.aliyuncs.com"),
        }
    }

    pub(super) async fn open(
        &self,
        context: &Context,
        call: Call,
        key: Option<&StaticCredentials>,
    ) -> Result<IssuedCredentials> {
        let endpoint = self.endpoint(context)?;
        let attempt = Attempt {
            client: context.clients.to(endpoint.url())?,
            endpoint: &endpoint,
            key,
            ports: &context.ports,
            recorder: &context.clients.recorder,
        };
        let longest = context.clients.timeouts().overall;
        let role = call.params.get("RoleArn").map(str::to_owned);
        let opened = open_session(attempt, call, longest, &*context.retry).await;
        opened.map_err(|error| unknown(error, &role.unwrap_or_default()))
    }
}

/// Keeps a missing role apart from what the caller's call looks for, which would seem missing, too.
fn unknown(error: Error, role: &str) -> Error {
    if error.kind() != ErrorKind::NotFound {
        return error;
    }
    let code = error.code().unwrap_or("not found");
    let (role, message) = (excerpt(role, 200), error.message());
    let text = format!("role `{role}` can't be assumed: {code}: {message}");
    let unknown = broken(&text).with_remedy("check the account and the name in the role's ARN");
    let action = error.action().unwrap_or(AssumeRole::ACTION).to_owned();
    unknown
        .with_action(action)
        .with_waits(error.waits().to_vec())
}

/// The session that the call opens. An additional session does no harm, so the call is retried
/// after a lost response.
pub(crate) async fn open_session(
    attempt: Attempt<'_>,
    call: Call,
    longest: Duration,
    retry: &dyn DecideRetry,
) -> Result<IssuedCredentials> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Answer {
        credentials: Credentials,
    }
    let mut call = call;
    call.access = Access::Read;
    let retry_loop = RetryLoop {
        call: &call,
        retry,
        limiter: None,
        ports: attempt.ports,
        longest,
    };
    let (answer, waits) = retry_loop.send(|turn| attempt.once(&call, turn)).await;
    let about = |error: Error| about_call(error, &call).with_waits(waits.clone());
    let reply = answer.map_err(about)?;
    // The decoder's message may quote a secret.
    let unknown = |_| about(broken("STS returned credentials in an unknown format"));
    let issued = issued(reply.decode::<Answer>().map_err(unknown)?.credentials)?;
    Ok(IssuedCredentials { waits, ..issued })
}
