//! Credentials that an external program prints: the mode `External`.

use std::process::Stdio;
use std::time::Duration;

use async_trait::async_trait;
use rolewright_core::Result;
use rolewright_core::provider::Secret;
use rolewright_core::text::excerpt;
use serde::Deserialize;
use tokio::process::Command;

use super::context::broken;
use super::decode::end;
use super::provide_credentials::{IssuedCredentials, ProvideCredentials};
use super::static_credentials::StaticCredentials;

/// How long a program may run, as in the official Python library.
const LONGEST: Duration = Duration::from_secs(60);

/// Credentials that a program prints, as a CLI profile with the mode `AK` or `StsToken`. The
/// arguments may contain a secret.
#[derive(Debug)]
pub(crate) struct ProcessCredentials {
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
impl ProvideCredentials for ProcessCredentials {
    async fn provide(&self) -> Result<IssuedCredentials> {
        let printed = printed(self.command.expose()).await?;
        // The parser's message may quote a secret.
        let printed: Printed = serde_json::from_slice(&printed)
            .map_err(|_| broken("`process_command` printed no credentials as JSON"))?;
        let token = printed.sts_token;
        let token = token.filter(|token| !token.expose().is_empty());
        match (printed.mode.to_ascii_lowercase().as_str(), &token) {
            ("ststoken", None) => {
                let message = "`process_command` printed no `sts_token`";
                return Err(broken(message));
            }
            ("" | "ak" | "ststoken", _) => {}
            _ => {
                return Err(broken(&format!(
                    "`process_command` printed the mode `{}`, which is neither `AK` nor `StsToken`",
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

/// The output of the command, which is split into words as a shell does.
async fn printed(command: &str) -> Result<Vec<u8>> {
    let words = shell_words::split(command)
        .map_err(|_| broken("`process_command` has an unclosed quote"))?;
    let (program, arguments) = words
        .split_first()
        .ok_or_else(|| broken("`process_command` is empty"))?;
    let mut command = Command::new(program);
    command.args(arguments).kill_on_drop(true);
    command.stdin(Stdio::null()).stderr(Stdio::null());
    let output = tokio::time::timeout(LONGEST, command.output())
        .await
        .map_err(|_| broken("`process_command` did not finish within 60 seconds"))?
        .map_err(|error| broken(&format!("`process_command` can't be run: {error}")))?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        let status = output.status;
        let text = format!("`process_command` failed, {status}");
        Err(broken(&text))
    }
}
