//! Credentials after a sign-in with the `aliyun` CLI in the mode `OAuth`.
//!
//! Source: `provider/oauth.py` and `provider/cli_profile.py` of the official Python credentials
//! library 1.0.12, which renews the sign-in and writes the new tokens back to the file.

use std::io::{self, Write as _};
use std::path::PathBuf;

use async_trait::async_trait;
use reqwest::RequestBuilder;
use rolewright_core::operation::Credentials;
use rolewright_core::provider::Secret;
use rolewright_core::text::excerpt;
use rolewright_core::{Error, ErrorKind, Reply, Result};
use rolewright_sign::encoding::encode_pairs;
use serde::Deserialize;
use serde_json::{Value, json};

use super::cli_config::{Profile, Profiles};
use super::context::{Context, broken, fetch, source_url};
use super::decode::issued;
use super::locked_file::LockedFile;
use super::provide_credentials::{IssuedCredentials, ProvideCredentials};
use crate::http::request;

/// The sites: name, URL, and the client id of the `aliyun` CLI.
const SITES: [(&str, &str, &str); 2] = [
    ("CN", "https://oauth.aliyun.com", "4038181954557748008"),
    (
        "INTL",
        "https://oauth.alibabacloud.com",
        "4103531455503354461",
    ),
];

/// An access token that expires within this many seconds is renewed first.
const TOKEN_AHEAD: i64 = 1200;

/// The sign-in of a profile, which is saved in the file of the `aliyun` CLI.
#[derive(Debug)]
pub(crate) struct OAuthCredentials {
    pub(crate) path: PathBuf,
    pub(crate) profile: String,
    pub(crate) context: Context,
}

#[async_trait]
impl ProvideCredentials for OAuthCredentials {
    /// The saved session, or a new one. A refresh token can be used once, so the file is locked
    /// and checked to be writable before it is used.
    async fn provide(&self) -> Result<IssuedCredentials> {
        let profile = self.parse(std::fs::read_to_string(&self.path))?;
        if let Some(kept) = profile.kept(&self.context)? {
            return Ok(kept);
        }
        let path = self.path.clone();
        let file = tokio::task::spawn_blocking(move || LockedFile::open(&path)).await;
        let file = file.map_err(|_| broken("locking the file failed"))?;
        let file = file.map_err(|error| self.unwritable(&error))?;
        // Another process may have renewed it meanwhile.
        let profile = self.parse(file.read())?;
        match profile.kept(&self.context)? {
            Some(kept) => Ok(kept),
            None => self.renew(profile, file).await,
        }
    }
}

impl OAuthCredentials {
    fn parse(&self, text: io::Result<String>) -> Result<Profile> {
        let text = text.map_err(|error| broken(&format!("it can't be read: {error}")))?;
        Profiles::read(&text)?.named(&self.profile)
    }

    async fn renew(&self, mut profile: Profile, mut file: LockedFile) -> Result<IssuedCredentials> {
        let site = SITES
            .iter()
            .find(|(name, ..)| name.eq_ignore_ascii_case(profile.oauth_site()));
        let Some((_, address, client)) = site else {
            let text = format!(
                "profile `{}` has an unknown `oauth_site_type`",
                self.profile
            );
            return Err(broken(&text).with_remedy("set it to `CN` or `INTL`"));
        };
        let address = self.context.oauth.as_deref().unwrap_or(address);
        let now = (self.context.ports.clock)().as_second();
        let ends_soon = profile.oauth_access_token_expire - now <= TOKEN_AHEAD;
        if profile.oauth_access_token.expose().is_empty() || ends_soon {
            let tokens = self.new_tokens(address, client, &profile).await?;
            profile.oauth_access_token = tokens.access_token;
            let fields = [
                ("oauth_refresh_token", tokens.refresh_token.expose().into()),
                (
                    "oauth_access_token",
                    profile.oauth_access_token.expose().into(),
                ),
                (
                    "oauth_access_token_expire",
                    (now + tokens.expires_in).into(),
                ),
            ];
            self.write(&mut file, &fields)?;
        }
        let session = self.session(address, &profile.oauth_access_token).await?;
        self.keep(&mut file, &session)?;
        Ok(session)
    }

    async fn new_tokens(&self, address: &str, client: &str, profile: &Profile) -> Result<Tokens> {
        let refresh = profile.oauth_refresh_token.expose();
        if refresh.is_empty() {
            return Err(self.expired("it has no `oauth_refresh_token`"));
        }
        let form = encode_pairs(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh),
            ("client_id", client),
            ("Timestamp", &request::date(&self.context.ports)),
        ]);
        let post = self.post(address, "/v1/token")?;
        let post = post.header("content-type", "application/x-www-form-urlencoded");
        let body = self.answer(post.body(form)).await?;
        serde_json::from_slice(&body).map_err(|_| self.expired("the response contains no tokens"))
    }

    fn post(&self, address: &str, path: &str) -> Result<RequestBuilder> {
        let address = source_url(&format!("{address}{path}"), "the sign-in URL")?;
        Ok(self.context.clients.to(&address)?.post(address))
    }

    async fn session(&self, address: &str, token: &Secret) -> Result<IssuedCredentials> {
        let post = self.post(address, "/v1/exchange")?;
        let post = post.header("content-type", "application/json");
        let body = self.answer(post.bearer_auth(token.expose())).await?;
        let credentials = Reply::new(body).decode::<Credentials>();
        issued(credentials.map_err(|_| self.expired("the response contains no credentials"))?)
    }

    /// The body of a successful response. Of any other only the OAuth error code is shown, since
    /// the response may repeat the tokens.
    async fn answer(&self, request: RequestBuilder) -> Result<Vec<u8>> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Refusal {
            error: String,
        }
        let (status, body) = fetch(&self.context, request).await?;
        let refusal: Refusal = serde_json::from_slice(&body).unwrap_or_default();
        if status == 200 && refusal.error.is_empty() {
            return Ok(body);
        }
        let is_code = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
        let code = if refusal.error.bytes().all(is_code) {
            excerpt(&refusal.error, 40)
        } else {
            String::new()
        };
        let error = self.expired(format!("http {status} {code}").trim_end());
        Err(match status {
            500.. => Error::new(ErrorKind::Server, error.message()),
            _ => error,
        })
    }

    fn expired(&self, why: &str) -> Error {
        let name = &self.profile;
        broken(&format!(
            "the sign-in of profile `{name}` can't be renewed: {why}"
        ))
        .with_remedy("sign in again with `aliyun configure --mode OAuth` for that profile")
    }

    fn unwritable(&self, error: &io::Error) -> Error {
        let name = &self.profile;
        broken(&format!(
            "the sign-in of profile `{name}` must be renewed, but the file can't be written: {error}"
        ))
        .with_remedy("make the file writable, or sign in again on a machine where it is")
    }

    fn keep(&self, file: &mut LockedFile, session: &IssuedCredentials) -> Result<()> {
        let key = &session.key;
        let end = session.expires.map_or(0, jiff::Timestamp::as_second);
        let fields = [
            ("access_key_id", key.access_key_id().into()),
            ("access_key_secret", key.access_key_secret().into()),
            ("sts_token", key.security_token().unwrap_or_default().into()),
            ("sts_expiration", end.into()),
        ];
        self.write(file, &fields)
    }

    /// Writes these fields of the profile and keeps the rest of the file.
    fn write(&self, file: &mut LockedFile, fields: &[(&str, Value)]) -> Result<()> {
        let mut write = || -> io::Result<()> {
            let mut config: Value = serde_json::from_str(&file.read()?)?;
            let profiles = config.get_mut("profiles").and_then(Value::as_array_mut);
            let name = json!(self.profile);
            let mut profile = profiles
                .into_iter()
                .flatten()
                .find(|profile| profile.get("name") == Some(&name));
            for (field, value) in fields {
                if let Some(Value::Object(profile)) = profile.as_deref_mut() {
                    profile.insert((*field).to_owned(), value.clone());
                }
            }
            let text = format!("{config:#}\n");
            file.replace(|new| new.write_all(text.as_bytes()))
        };
        write().map_err(|error| self.unwritable(&error))
    }
}

/// The tokens of a sign-in.
#[derive(Deserialize)]
struct Tokens {
    access_token: Secret,
    refresh_token: Secret,
    #[serde(default = "an_hour")]
    expires_in: i64,
}

fn an_hour() -> i64 {
    3600
}
