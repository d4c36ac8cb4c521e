//! The file of the official command line, `~/.aliyun/config.json`, with every mode.
//!
//! Source: `config/profile.go` of aliyun-cli 3.4.11 and the official Python credentials library
//! 1.0.12.

use std::sync::Arc;

use rolewright_core::Result;
use rolewright_core::provider::Secret;
use serde::Deserialize;

use super::cloud_sso::OfCloudSso;
use super::machine::{Machine, broken};
use super::session::{OfAddress, OfInstance, OfOidc, OfProgram, OfRole, Session, Sts};
use super::{IssuedCredentials, ProvideCredentials, StaticCredentials};

/// A profile may build on others; nobody needs more steps than this.
const LONGEST_CHAIN: usize = 8;

#[derive(Deserialize)]
pub(crate) struct Profiles {
    #[serde(default)]
    current: String,
    #[serde(default)]
    profiles: Vec<Profile>,
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
}

/// The source that a profile names; `None` when the file's chosen profile holds nothing yet.
pub(crate) fn source(
    machine: &Machine,
    text: &str,
    wanted: Option<&str>,
) -> Result<Option<Arc<dyn ProvideCredentials>>> {
    // The parser may quote a value, which may be a secret.
    let profiles: Profiles = serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        broken(&format!(
            "it is no configuration, at line {line}, column {column}"
        ))
    })?;
    let name = match (wanted, profiles.current.as_str()) {
        (Some(name), _) => name,
        (None, "") => "default",
        (None, current) => current,
    };
    let found = profiles.find(name);
    let is_empty = |profile: &Profile| {
        matches!(profile.mode.as_str(), "" | "AK")
            && profile.access_key_id.is_empty()
            && profile.access_key_secret.expose().is_empty()
    };
    match found {
        // The name may be that of a section in the other file.
        None if wanted.is_some() || profiles.profiles.is_empty() => Ok(None),
        Some(profile) if is_empty(profile) => Ok(None),
        None => Err(broken(&format!("it has no profile `{name}`"))),
        Some(_) => profiles.source(machine, name, 0).map(Some),
    }
}

impl Profiles {
    fn find(&self, name: &str) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.name == name)
    }

    fn source(
        &self,
        machine: &Machine,
        name: &str,
        depth: usize,
    ) -> Result<Arc<dyn ProvideCredentials>> {
        let missing = || broken(&format!("it has no profile `{name}`"));
        let profile = self.find(name).ok_or_else(missing)?;
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
                role(self.source(machine, from, depth + 1)?)
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
                command: profile.own("process_command", &profile.process_command)?,
            })),
            "credentialsuri" => Ok(Arc::new(OfAddress {
                address: profile.own("credentials_uri", &profile.credentials_uri)?,
                machine: machine.clone(),
            })),
            "cloudsso" => Ok(Arc::new(OfCloudSso {
                sign_in: profile.own("cloud_sso_sign_in_url", &profile.cloud_sso_sign_in_url)?,
                account: profile.own("cloud_sso_account_id", &profile.cloud_sso_account_id)?,
                access: profile.own("cloud_sso_access_config", &profile.cloud_sso_access_config)?,
                token: profile.access_token.clone(),
                machine: machine.clone(),
            })),
            "oauth" => Ok(Arc::new(profile.signed_in(machine)?)),
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

    /// The session that the command line keeps after its own sign-in. It is renewed by the
    /// command line only, since the token that renews it is good once and has to be written back.
    fn signed_in(&self, machine: &Machine) -> Result<Issued> {
        let end = jiff::Timestamp::from_second(self.sts_expiration).ok();
        let end = end.filter(|end| *end > (machine.ports.clock)());
        let ended = || {
            broken(&format!("the sign-in of profile `{}` has ended", self.name))
                .with_help("run `aliyun configure --mode OAuth` for that profile")
        };
        Ok(Issued(IssuedCredentials {
            expires: Some(end.ok_or_else(ended)?),
            key: self.key(true)?,
        }))
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

/// A key that is given as it is.
#[derive(Debug)]
struct Issued(IssuedCredentials);

#[async_trait::async_trait]
impl ProvideCredentials for Issued {
    async fn provide(&self) -> Result<IssuedCredentials> {
        Ok(self.0.clone())
    }
}

fn optional(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}
