//! The file of the official command line, `~/.aliyun/config.json`, with every mode.
//!
//! Source: `config/profile.go` of aliyun-cli 3.4.11 and the official Python credentials library
//! 1.0.12.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use rolewright_core::Result;
use rolewright_core::provider::Secret;
use serde::Deserialize;
use serde_json::Value;

use super::cache::ahead;
use super::cloud_sso::OfCloudSso;
use super::context::{Machine, broken};
use super::credentials_uri::{OfAddress, OfProgram};
use super::ecs_ram_role::OfInstance;
use super::oauth::OfOAuth;
use super::role_session::{OfOidc, OfRole, Session, Sts};
use super::{IssuedCredentials, ProvideCredentials, StaticCredentials};

/// A profile may build on others; nobody needs more steps than this.
const LONGEST_CHAIN: usize = 8;

/// The file. Its profiles are read one by one, so that an odd one is in nobody's way.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Profiles {
    current: Option<String>,
    profiles: Option<Vec<Value>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Profile {
    name: String,
    mode: String,
    access_key_id: String,
    access_key_secret: Secret,
    sts_token: Secret,
    sts_expiration: i64,
    ram_role_name: String,
    ram_role_arn: String,
    ram_session_name: String,
    role_session_name: String,
    expired_seconds: u32,
    external_id: String,
    policy: String,
    source_profile: String,
    sts_region: String,
    sts_endpoint: String,
    enable_vpc: bool,
    oidc_provider_arn: String,
    oidc_token_file: String,
    process_command: String,
    credentials_uri: String,
    cloud_sso_sign_in_url: String,
    cloud_sso_account_id: String,
    cloud_sso_access_config: String,
    access_token: Secret,
    cloud_sso_access_token_expire: i64,
    oauth_site_type: String,
    pub(super) oauth_access_token: Secret,
    pub(super) oauth_access_token_expire: i64,
    pub(super) oauth_refresh_token: Secret,
}

/// The source that a profile names; `None` when the file's chosen profile holds nothing yet.
pub(crate) fn source(
    machine: &Machine,
    path: &Path,
    text: &str,
    wanted: Option<&str>,
) -> Result<Option<Arc<dyn ProvideCredentials>>> {
    let profiles = Profiles::read(text)?;
    let current = profiles.current.as_deref().unwrap_or_default();
    let name = match (wanted, current) {
        (Some(name), _) => name,
        (None, "") => "default",
        (None, current) => current,
    };
    let is_known = profiles.all().any(|known| is_named(known, name));
    // The name may be that of a section in the other file.
    if !is_known && (wanted.is_some() || profiles.all().next().is_none()) {
        return Ok(None);
    }
    if profiles.named(name)?.is_empty() {
        return Ok(None);
    }
    profiles.source(machine, path, name, 0).map(Some)
}

fn is_named(profile: &Value, name: &str) -> bool {
    profile.get("name").and_then(Value::as_str) == Some(name)
}

impl Profiles {
    /// No parser's own words are shown, since they may quote a value, which may be a secret.
    pub(super) fn read(text: &str) -> Result<Self> {
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            broken(&format!(
                "it is no configuration, at line {line}, column {column}"
            ))
        })
    }

    fn all(&self) -> impl Iterator<Item = &Value> {
        self.profiles.iter().flatten()
    }

    /// The profile of that name; what is `null` in it counts as absent.
    pub(super) fn named(&self, name: &str) -> Result<Profile> {
        let found = self.all().find(|known| is_named(known, name));
        let missing = || broken(&format!("it has no profile `{name}`"));
        let mut profile = found.ok_or_else(missing)?.clone();
        if let Value::Object(fields) = &mut profile {
            fields.retain(|_, value| !value.is_null());
        }
        serde_path_to_error::deserialize(profile).map_err(|error| {
            let field = error.path();
            broken(&format!(
                "profile `{name}` has a value of the wrong kind at `{field}`"
            ))
        })
    }

    fn source(
        &self,
        machine: &Machine,
        path: &Path,
        name: &str,
        depth: usize,
    ) -> Result<Arc<dyn ProvideCredentials>> {
        let profile = self.named(name)?;
        let role = |base: Arc<dyn ProvideCredentials>| -> Result<Arc<dyn ProvideCredentials>> {
            Ok(Arc::new(OfRole {
                base,
                session: profile.session()?,
                machine: machine.clone(),
            }))
        };
        let instance = || OfInstance {
            role: optional(&profile.ram_role_name),
            machine: machine.clone(),
        };
        match profile.mode.to_ascii_lowercase().as_str() {
            "" | "ak" => Ok(Arc::new(profile.key(false)?)),
            "ststoken" => Ok(Arc::new(profile.key(true)?)),
            "ramrolearn" => role(Arc::new(profile.key(false)?)),
            "ecsramrole" => Ok(Arc::new(instance())),
            "ramrolearnwithrolename" => role(Arc::new(instance())),
            "chainableramrolearn" if depth >= LONGEST_CHAIN => {
                Err(broken(&format!("profile `{name}` builds on itself")))
            }
            "chainableramrolearn" => {
                let from = profile.needed("source_profile", &profile.source_profile)?;
                role(self.source(machine, path, from, depth + 1)?)
            }
            "oidc" => Ok(Arc::new(OfOidc {
                provider_arn: profile.own("oidc_provider_arn", &profile.oidc_provider_arn)?,
                token_file: profile
                    .own("oidc_token_file", &profile.oidc_token_file)?
                    .into(),
                session: profile.session()?,
                machine: machine.clone(),
            })),
            "external" if machine.is_set("ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS")? => Err(broken(
                "it names a program, which ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS forbids",
            )),
            "external" => Ok(Arc::new(OfProgram {
                command: profile
                    .needed("process_command", &profile.process_command)?
                    .into(),
            })),
            "credentialsuri" => Ok(Arc::new(OfAddress {
                address: profile
                    .needed("credentials_uri", &profile.credentials_uri)?
                    .into(),
                machine: machine.clone(),
            })),
            "cloudsso" => match profile.kept(machine)? {
                Some(kept) => Ok(Arc::new(kept)),
                None => {
                    profile.still_signed_in(machine)?;
                    Ok(Arc::new(OfCloudSso {
                        sign_in: profile
                            .own("cloud_sso_sign_in_url", &profile.cloud_sso_sign_in_url)?,
                        account: profile
                            .own("cloud_sso_account_id", &profile.cloud_sso_account_id)?,
                        access: profile
                            .own("cloud_sso_access_config", &profile.cloud_sso_access_config)?,
                        token: profile.access_token.clone(),
                        machine: machine.clone(),
                    }))
                }
            },
            "oauth" => Ok(Arc::new(OfOAuth {
                path: path.to_owned(),
                profile: name.to_owned(),
                machine: machine.clone(),
            })),
            _ => Err(profile.refused()),
        }
    }
}

impl Profile {
    fn key(&self, with_token: bool) -> Result<StaticCredentials> {
        let secret = self.needed("access_key_secret", self.access_key_secret.expose())?;
        let token = self.sts_token.expose();
        if with_token {
            self.needed("sts_token", token)?;
        }
        let key = StaticCredentials::new(self.own("access_key_id", &self.access_key_id)?, secret);
        key.with_optional_token(optional(token)).checked()
    }

    /// The session that is kept after a sign-in, for as long as it is good.
    pub(super) fn kept(&self, machine: &Machine) -> Result<Option<IssuedCredentials>> {
        let expires = Timestamp::from_second(self.sts_expiration).ok();
        let lasts = self.sts_expiration - ahead() > (machine.ports.clock)().as_second();
        if !lasts || self.access_key_id.is_empty() {
            return Ok(None);
        }
        let key = self.key(true)?;
        Ok(Some(IssuedCredentials::new(key, expires)))
    }

    fn still_signed_in(&self, machine: &Machine) -> Result<()> {
        let (name, end) = (&self.name, self.cloud_sso_access_token_expire);
        if end == 0 || end > (machine.ports.clock)().as_second() {
            return Ok(());
        }
        Err(
            broken(&format!("the sign-in of profile `{name}` has ended")).with_help(
                "sign in again with `aliyun configure --mode CloudSSO` for that profile",
            ),
        )
    }

    /// `CN` where the profile says nothing.
    pub(super) fn oauth_site(&self) -> &str {
        match self.oauth_site_type.as_str() {
            "" => "CN",
            site => site,
        }
    }

    /// Whether nobody has configured it yet.
    fn is_empty(&self) -> bool {
        matches!(self.mode.to_ascii_lowercase().as_str(), "" | "ak")
            && self.access_key_id.is_empty()
            && self.access_key_secret.expose().is_empty()
    }

    fn session(&self) -> Result<Session> {
        let name = [&self.ram_session_name, &self.role_session_name];
        Ok(Session {
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

    fn needed<'a>(&self, field: &str, value: &'a str) -> Result<&'a str> {
        match value {
            "" => Err(broken(&format!("profile `{}` has no `{field}`", self.name))),
            value => Ok(value),
        }
    }

    fn own(&self, field: &str, value: &str) -> Result<String> {
        self.needed(field, value).map(str::to_owned)
    }

    fn refused(&self) -> rolewright_core::Error {
        let (name, mode) = (&self.name, rolewright_core::text::excerpt(&self.mode, 40));
        broken(&format!(
            "profile `{name}` has the mode `{mode}`, which gives no access key"
        ))
        .with_help("choose a profile of another mode with ALIBABA_CLOUD_PROFILE")
    }
}

fn optional(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}
