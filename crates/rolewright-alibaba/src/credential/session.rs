//! Keys that somebody gives out for a while: STS, the metadata service, an address, a program.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use reqwest::header::ACCEPT;
use rolewright_core::operation::{AssumeRole, Credentials};
use rolewright_core::{Access, Call, Error, ErrorKind, Reply, Result, Service};
use serde::Deserialize;

use super::machine::{Machine, broken, fetch, metadata_client, read_file};
use super::{IssuedCredentials, ProvideCredentials, StaticCredentials};
use crate::endpoint::Endpoint;
use crate::redact::Redactor;
use crate::{answer, request};

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
        let Self {
            base,
            session,
            machine,
        } = self;
        let key = base.provide().await?.key.checked()?;
        let call = Call::of(&AssumeRole {
            role_arn: session.role_arn.clone(),
            role_session_name: session.name(),
            duration_seconds: session.seconds,
            policy: session.policy.clone(),
            external_id: session.external_id.clone(),
        });
        let endpoint = session.sts.endpoint(machine)?;
        let request = request::signed(machine.client()?, &endpoint, &call, &key, &machine.ports)?;
        issued_by_sts(&call, &Redactor::new(&call, Some(&key)), request).await
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
        let Self {
            session, machine, ..
        } = self;
        let missing = || broken(&format!("`{}` is not there", self.token_file.display()));
        let token = read_file(&self.token_file)?.ok_or_else(missing)?;
        let mut call = Call::new(Service::STS, "AssumeRoleWithOIDC", Access::Write)
            .with_param("OIDCProviderArn", &self.provider_arn)
            .with_param("RoleArn", &session.role_arn)
            .with_param("RoleSessionName", session.name())
            .with_secret_param("OIDCToken", token.trim());
        if let Some(seconds) = session.seconds {
            call = call.with_param("DurationSeconds", seconds.to_string());
        }
        if let Some(policy) = &session.policy {
            call = call.with_param("Policy", policy);
        }
        let endpoint = session.sts.endpoint(machine)?;
        let request = request::anonymous(machine.client()?, &endpoint, &call, &machine.ports)?;
        issued_by_sts(&call, &Redactor::new(&call, None), request).await
    }
}

pub(crate) async fn issued_by_sts(
    call: &Call,
    redactor: &Redactor,
    request: reqwest::RequestBuilder,
) -> Result<IssuedCredentials> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Answer {
        credentials: Credentials,
    }
    let about = |error: Error| {
        error
            .with_action(call.action.clone())
            .with_maybe_applied(false)
    };
    let response = request
        .send()
        .await
        .map_err(crate::transport::failure)
        .map_err(about)?;
    let (status, headers) = (response.status(), response.headers().clone());
    let body = crate::transport::body(response).await.map_err(about)?;
    let reply = answer::read(call, redactor, status, &headers, body).map_err(about)?;
    issued(reply.decode::<Answer>().map_err(about)?.credentials)
}

/// The role of the ECS instance that this runs on.
#[derive(Debug)]
pub(crate) struct OfInstance {
    /// The role's name; the service is asked for it when it is not known.
    pub(crate) role: Option<String>,
    pub(crate) machine: Machine,
}

#[async_trait]
impl ProvideCredentials for OfInstance {
    /// [`ErrorKind::CredentialMissing`] where there is no metadata service or no role.
    async fn provide(&self) -> Result<IssuedCredentials> {
        const ROLES: &str = "/latest/meta-data/ram/security-credentials/";
        let client = metadata_client()?;
        let address = |path: &str| format!("{}{path}", self.machine.metadata);
        let put = client.put(address("/latest/api/token"));
        let put = put.header("X-aliyun-ecs-metadata-token-ttl-seconds", "21600");
        let token = match fetch(put).await {
            Ok((200, token)) => Some(token),
            _ if self.machine.is_set("ALIBABA_CLOUD_IMDSV1_DISABLED")? => {
                return Err(absent("the metadata service gave no token"));
            }
            Ok(_) => None,
            Err(_) => return Err(absent("the metadata service can't be reached")),
        };
        let get = async |path: &str| {
            let mut get = client.get(address(path));
            if let Some(token) = &token {
                get = get.header("X-aliyun-ecs-metadata-token", token.as_slice());
            }
            match fetch(get).await {
                Ok((200, body)) => Ok(body),
                Ok((status, _)) => Err(absent(&format!(
                    "the metadata service knows no role of this machine, http {status}"
                ))),
                Err(_) => Err(absent("the metadata service can't be reached")),
            }
        };
        let role = match &self.role {
            Some(role) => role.clone(),
            None => String::from_utf8_lossy(&get(ROLES).await?)
                .trim()
                .to_owned(),
        };
        let body = get(&format!("{ROLES}{role}")).await?;
        issued_by_answer("the metadata service", 200, body)
    }
}

fn absent(message: &str) -> Error {
    Error::new(ErrorKind::CredentialMissing, message)
}

/// Whatever an address of one's own gives out.
#[derive(Debug)]
pub(crate) struct OfAddress {
    pub(crate) address: String,
    pub(crate) machine: Machine,
}

#[async_trait]
impl ProvideCredentials for OfAddress {
    async fn provide(&self) -> Result<IssuedCredentials> {
        let request = self.machine.client()?.get(&self.address);
        let (status, body) = fetch(request.header(ACCEPT, "application/json")).await?;
        issued_by_answer("the address of credentials", status, body)
    }
}

/// What a program prints: a profile of the command line, `AK` or `StsToken`.
#[derive(Debug)]
pub(crate) struct OfProgram {
    pub(crate) command: String,
}

#[async_trait]
impl ProvideCredentials for OfProgram {
    async fn provide(&self) -> Result<IssuedCredentials> {
        #[derive(Deserialize)]
        struct Printed {
            access_key_id: String,
            access_key_secret: String,
            sts_token: Option<String>,
            expiration: Option<String>,
        }
        let words: Vec<String> = self.command.split_whitespace().map(str::to_owned).collect();
        let mut words = words.into_iter();
        let program = words
            .next()
            .ok_or_else(|| broken("`process_command` is empty"))?;
        let run = move || Command::new(program).args(words).output();
        let output = tokio::task::spawn_blocking(run).await;
        let output = output.map_err(|_| broken("the program of `process_command` broke off"))?;
        let output =
            output.map_err(|error| broken(&format!("`process_command` can't be run: {error}")))?;
        if !output.status.success() {
            let status = output.status;
            return Err(broken(&format!(
                "the program of `process_command` failed, {status}"
            )));
        }
        // What it printed is a secret, so the parser's own words are left out.
        let printed: Printed = serde_json::from_slice(&output.stdout)
            .map_err(|_| broken("the program of `process_command` printed no key as JSON"))?;
        let key = StaticCredentials::new(printed.access_key_id, printed.access_key_secret);
        Ok(IssuedCredentials {
            key: key.with_optional_token(printed.sts_token),
            expires: printed.expiration.as_deref().map(end).transpose()?,
        })
    }
}

/// A key in the form of the metadata service, when it says `Success`.
fn issued_by_answer(who: &str, status: u16, body: Vec<u8>) -> Result<IssuedCredentials> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase", default)]
    #[derive(Default)]
    struct Verdict {
        code: String,
    }
    let verdict: Verdict = serde_json::from_slice(&body).unwrap_or_default();
    if status != 200 || verdict.code != "Success" {
        let text = format!("{who} gave no key, http {status} and no `\"Code\":\"Success\"`");
        return Err(broken(&text));
    }
    let credentials = Reply::new(body).decode::<Credentials>();
    issued(credentials.map_err(|_| broken(&format!("{who} gave a key in an unknown form")))?)
}

pub(crate) fn issued(credentials: Credentials) -> Result<IssuedCredentials> {
    let expires = end(&credentials.expiration)?;
    let key = StaticCredentials::of_secrets(
        credentials.access_key_id,
        credentials.access_key_secret,
        Some(credentials.security_token),
    );
    Ok(IssuedCredentials {
        key: key.checked()?,
        expires: Some(expires),
    })
}

fn end(text: &str) -> Result<Timestamp> {
    let parsed = text.parse();
    parsed.map_err(|_| broken("the end of a key is no time such as `2026-01-02T03:04:05Z`"))
}
