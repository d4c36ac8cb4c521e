//! Keys that somebody hands out: an address, a program.

use std::process::Stdio;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use reqwest::Url;
use reqwest::header::ACCEPT;
use rolewright_core::operation::Credentials;
use rolewright_core::provider::Secret;
use rolewright_core::text::excerpt;
use rolewright_core::{Reply, Result};
use serde::Deserialize;
use tokio::process::Command;

use super::context::{Machine, broken, fetch};
use super::{IssuedCredentials, ProvideCredentials, StaticCredentials};

/// How long a program may run, as in the official Python library.
const LONGEST: Duration = Duration::from_secs(60);

/// Whatever an address of one's own gives out. The address may hold a token.
#[derive(Debug)]
pub(crate) struct OfAddress {
    pub(crate) address: Secret,
    pub(crate) machine: Machine,
}

#[async_trait]
impl ProvideCredentials for OfAddress {
    async fn provide(&self) -> Result<IssuedCredentials> {
        let address = Url::parse(self.address.expose());
        let address = address.map_err(|_| broken("the address of credentials is none"))?;
        let request = self.machine.clients.to(&address)?.get(address);
        let (status, body) = fetch(request.header(ACCEPT, "application/json")).await?;
        issued_by_answer("the address of credentials", status, body)
    }
}

/// What a program prints: a profile of the command line, `AK` or `StsToken`. Its arguments may hold
/// a secret.
#[derive(Debug)]
pub(crate) struct OfProgram {
    pub(crate) command: Secret,
}

/// A profile that a program printed.
#[derive(Deserialize)]
struct Printed {
    #[serde(default)]
    mode: String,
    access_key_id: String,
    access_key_secret: Secret,
    sts_token: Option<Secret>,
    expiration: Option<String>,
}

#[async_trait]
impl ProvideCredentials for OfProgram {
    async fn provide(&self) -> Result<IssuedCredentials> {
        let printed = printed(self.command.expose()).await?;
        // What it printed is a secret, so the parser's own words are left out.
        let printed: Printed = serde_json::from_slice(&printed)
            .map_err(|_| broken("the program of `process_command` printed no key as JSON"))?;
        let token = printed.sts_token;
        let token = token.filter(|token| !token.expose().is_empty());
        match (printed.mode.to_ascii_lowercase().as_str(), &token) {
            ("ststoken", None) => {
                let message = "the program of `process_command` printed no `sts_token`";
                return Err(broken(message));
            }
            ("" | "ak" | "ststoken", _) => {}
            _ => {
                return Err(broken(&format!(
                    "the program of `process_command` printed the mode `{}`, which is neither \
                     `AK` nor `StsToken`",
                    excerpt(&printed.mode, 40)
                )));
            }
        }
        let (id, secret) = (printed.access_key_id, printed.access_key_secret);
        let expires = printed.expiration.filter(|text| !text.is_empty());
        let key = StaticCredentials::of_secrets(id, secret, token).checked()?;
        let expires = expires.as_deref().map(end).transpose()?;
        Ok(IssuedCredentials::new(key, expires))
    }
}

/// What the command prints; a shell's quotes hold words together.
async fn printed(command: &str) -> Result<Vec<u8>> {
    let words = shell_words::split(command)
        .map_err(|_| broken("`process_command` has a quote that does not end"))?;
    let (program, arguments) = words
        .split_first()
        .ok_or_else(|| broken("`process_command` is empty"))?;
    let mut command = Command::new(program);
    command.args(arguments).kill_on_drop(true);
    command.stdin(Stdio::null()).stderr(Stdio::null());
    let output = tokio::time::timeout(LONGEST, command.output())
        .await
        .map_err(|_| broken("the program of `process_command` did not end within 60 seconds"))?
        .map_err(|error| broken(&format!("`process_command` can't be run: {error}")))?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(broken(&format!(
            "the program of `process_command` failed, {}",
            output.status
        ))),
    }
}

/// A key in the form of the metadata service, when it says `Success`.
pub(crate) fn issued_by_answer(who: &str, status: u16, body: Vec<u8>) -> Result<IssuedCredentials> {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "PascalCase", default)]
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
    Ok(IssuedCredentials::new(key.checked()?, Some(expires)))
}

fn end(text: &str) -> Result<Timestamp> {
    let parsed = text.parse();
    parsed.map_err(|_| broken("the end of a key is no time such as `2026-01-02T03:04:05Z`"))
}
