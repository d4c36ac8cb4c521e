//! Decodes credentials in responses.

use jiff::Timestamp;
use rolewright_core::operation::Credentials;
use rolewright_core::{Reply, Result};
use serde::Deserialize;

use super::context::broken;
use super::provide_credentials::IssuedCredentials;
use super::static_credentials::StaticCredentials;

/// Credentials in the format of the metadata service, with the code `Success`.
pub(super) fn issued_by_answer(who: &str, status: u16, body: Vec<u8>) -> Result<IssuedCredentials> {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "PascalCase", default)]
    struct Verdict {
        code: String,
    }
    let verdict: Verdict = serde_json::from_slice(&body).unwrap_or_default();
    if status != 200 || verdict.code != "Success" {
        let text =
            format!("{who} returned no credentials, http {status} without `\"Code\":\"Success\"`");
        return Err(broken(&text));
    }
    let credentials = Reply::new(body).decode::<Credentials>();
    issued(
        credentials
            .map_err(|_| broken(&format!("{who} returned credentials in an unknown format")))?,
    )
}

pub(super) fn issued(credentials: Credentials) -> Result<IssuedCredentials> {
    let expires = end(&credentials.expiration)?;
    let key = StaticCredentials::from(credentials);
    Ok(IssuedCredentials::new(key.checked()?, Some(expires)))
}

pub(super) fn end(text: &str) -> Result<Timestamp> {
    let parsed = text.parse();
    parsed.map_err(|_| {
        broken("the expiration of the credentials is not a time such as `2026-01-02T03:04:05Z`")
    })
}
