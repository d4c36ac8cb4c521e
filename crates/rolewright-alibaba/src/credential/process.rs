//! Credentials that an external program prints: the mode `External`.

use std::io;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use async_trait::async_trait;
use rolewright_core::Result;
use rolewright_core::provider::Secret;
use rolewright_core::text::excerpt;
use serde::Deserialize;
use tokio::io::AsyncReadExt as _;
use tokio::process::Command;

use super::context::broken;
use super::decode::end;
use super::provide_credentials::{IssuedCredentials, ProvideCredentials};
use super::static_credentials::StaticCredentials;

/// The largest output that is read, in bytes; credentials are smaller.
const LARGEST: u64 = 64 << 10;

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
    command.stdout(Stdio::piped());
    let output = tokio::time::timeout(LONGEST, output(command))
        .await
        .map_err(|_| broken("`process_command` did not finish within 60 seconds"))?;
    let (status, printed) =
        output.map_err(|error| broken(&format!("`process_command` can't be run: {error}")))?;
    if printed.len() as u64 > LARGEST {
        let text = format!("`process_command` printed more than {LARGEST} bytes");
        return Err(broken(&text));
    }
    if !status.success() {
        let text = format!("`process_command` failed, {status}");
        return Err(broken(&text));
    }
    Ok(printed)
}

/// The status and the output, of which at most one byte more than allowed is read; then the program is
/// killed.
async fn output(mut command: Command) -> io::Result<(ExitStatus, Vec<u8>)> {
    let mut child = command.spawn()?;
    let mut printed = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        stdout.take(LARGEST + 1).read_to_end(&mut printed).await?;
    }
    if printed.len() as u64 > LARGEST {
        child.start_kill()?;
    }
    Ok((child.wait().await?, printed))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_program_that_prints_without_end_is_stopped_and_refused() {
        let error = printed("yes").await.unwrap_err();
        assert!(error.message().contains("more than 65536 bytes"), "{error}");
    }
}
