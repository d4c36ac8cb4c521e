//! The file of the `aliyun` CLI, `~/.aliyun/config.json`.
//!
//! Source: `config/profile.go` of aliyun-cli 3.4.11 and the official Python credentials library
//! 1.0.12.

use jiff::Timestamp;
use rolewright_core::Result;
use rolewright_core::provider::Secret;
use serde::Deserialize;
use serde_json::Value;

use super::cache::ahead;
use super::context::{Context, broken};
use super::provide_credentials::IssuedCredentials;
use super::role_session::{RoleSession, Sts};
use super::static_credentials::StaticCredentials;

/// The file. Profiles are read one by one, so that an invalid one doesn't affect the others.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Profiles {
    pub(super) current: Option<String>,
    pub(super) profiles: Option<Vec<Value>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Profile {
    pub(super) name: String,
    pub(super) mode: String,
    pub(super) access_key_id: String,
    pub(super) access_key_secret: Secret,
    pub(super) sts_token: Secret,
    pub(super) sts_expiration: i64,
    pub(super) ram_role_name: String,
    pub(super) ram_role_arn: String,
    pub(super) ram_session_name: String,
    pub(super) role_session_name: String,
    pub(super) expired_seconds: u32,
    pub(super) external_id: String,
    pub(super) policy: String,
    pub(super) source_profile: String,
    pub(super) sts_region: String,
    pub(super) sts_endpoint: String,
    pub(super) enable_vpc: bool,
    pub(super) oidc_provider_arn: String,
    pub(super) oidc_token_file: String,
    pub(super) process_command: String,
    pub(super) credentials_uri: String,
    pub(super) cloud_sso_sign_in_url: String,
    pub(super) cloud_sso_account_id: String,
    pub(super) cloud_sso_access_config: String,
    pub(super) access_token: Secret,
    pub(super) cloud_sso_access_token_expire: i64,
    pub(super) oauth_site_type: String,
    pub(super) oauth_access_token: Secret,
    pub(super) oauth_access_token_expire: i64,
    pub(super) oauth_refresh_token: Secret,
}

pub(super) fn is_named(profile: &Value, name: &str) -> bool {
    profile.get("name").and_then(Value::as_str) == Some(name)
}

impl Profiles {
    /// The parser's message is not shown, since it may quote a secret.
    pub(super) fn read(text: &str) -> Result<Self> {
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            broken(&format!(
                "not a valid configuration at line {line}, column {column}"
            ))
        })
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Value> {
        self.profiles.iter().flatten()
    }

    /// The profile with this name; `null` counts as absent.
    pub(super) fn named(&self, name: &str) -> Result<Profile> {
        let found = self.all().find(|known| is_named(known, name));
        let missing = || broken(&format!("profile `{name}` does not exist"));
        let mut profile = found.ok_or_else(missing)?.clone();
        if let Value::Object(fields) = &mut profile {
            fields.retain(|_, value| !value.is_null());
        }
        serde_path_to_error::deserialize(profile).map_err(|error| {
            let field = error.path();
            broken(&format!(
                "profile `{name}` has a value of the wrong type at `{field}`"
            ))
        })
    }
}

impl Profile {
    pub(super) fn key(&self, with_token: bool) -> Result<StaticCredentials> {
        let secret = self.needed("access_key_secret", self.access_key_secret.expose())?;
        let token = self.sts_token.expose();
        if with_token {
            self.needed("sts_token", token)?;
        }
        let key = StaticCredentials::new(self.own("access_key_id", &self.access_key_id)?, secret);
        key.with_optional_token(optional(token)).checked()
    }

    /// The session that the CLI saved after a sign-in, if it is still valid.
    pub(super) fn kept(&self, context: &Context) -> Result<Option<IssuedCredentials>> {
        let expires = Timestamp::from_second(self.sts_expiration).ok();
        let lasts = self.sts_expiration - ahead() > (context.ports.clock)().as_second();
        if !lasts || self.access_key_id.is_empty() {
            return Ok(None);
        }
        let key = self.key(true)?;
        Ok(Some(IssuedCredentials::new(key, expires)))
    }

    pub(super) fn still_signed_in(&self, context: &Context) -> Result<()> {
        let (name, end) = (&self.name, self.cloud_sso_access_token_expire);
        if end == 0 || end > (context.ports.clock)().as_second() {
            return Ok(());
        }
        Err(
            broken(&format!("the sign-in of profile `{name}` has expired")).with_remedy(
                "sign in again with `aliyun configure --mode CloudSSO` for that profile",
            ),
        )
    }

    /// The site; `CN` by default.
    pub(super) fn oauth_site(&self) -> &str {
        match self.oauth_site_type.as_str() {
            "" => "CN",
            site => site,
        }
    }

    /// Whether the profile is not configured yet.
    pub(super) fn is_empty(&self) -> bool {
        matches!(self.mode.to_ascii_lowercase().as_str(), "" | "ak")
            && self.access_key_id.is_empty()
            && self.access_key_secret.expose().is_empty()
    }

    pub(super) fn session(&self) -> Result<RoleSession> {
        let name = [&self.ram_session_name, &self.role_session_name];
        Ok(RoleSession {
            role_arn: self.own("ram_role_arn", &self.ram_role_arn)?,
            name: name.into_iter().find_map(|name| optional(name)),
            seconds: Some(self.expired_seconds).filter(|seconds| *seconds > 0),
            external_id: optional(&self.external_id),
            policy: optional(&self.policy),
            sts: Sts {
                endpoint: optional(&self.sts_endpoint),
                region: optional(&self.sts_region),
                is_vpc: self.enable_vpc,
            },
        })
    }

    pub(super) fn needed<'a>(&self, field: &str, value: &'a str) -> Result<&'a str> {
        match value {
            "" => Err(broken(&format!("profile `{}` has no `{field}`", self.name))),
            value => Ok(value),
        }
    }

    pub(super) fn own(&self, field: &str, value: &str) -> Result<String> {
        self.needed(field, value).map(str::to_owned)
    }

    pub(super) fn refused(&self) -> rolewright_core::Error {
        let (name, mode) = (&self.name, rolewright_core::text::excerpt(&self.mode, 40));
        broken(&format!(
            "profile `{name}` has the mode `{mode}`, which provides no access key"
        ))
        .with_remedy("select a profile with another mode in ALIBABA_CLOUD_PROFILE")
    }
}

pub(super) fn optional(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}
