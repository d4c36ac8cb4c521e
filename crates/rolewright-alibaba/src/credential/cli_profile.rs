//! Profiles of the `aliyun` CLI, in all modes.

use std::path::Path;
use std::sync::Arc;

use rolewright_core::Result;

use super::assume_role::AssumeRoleCredentials;
use super::cli_config::{Profiles, is_named, optional};
use super::cloud_sso::CloudSsoCredentials;
use super::context::{Context, broken};
use super::credentials_uri::UriCredentials;
use super::ecs_ram_role::EcsRamRoleCredentials;
use super::oauth::OAuthCredentials;
use super::oidc::OidcCredentials;
use super::process::ProcessCredentials;
use super::provide_credentials::ProvideCredentials;

/// How many profiles a chain of `source_profile` may have; stops circular chains.
const LONGEST_CHAIN: usize = 8;

/// The source of a profile; `None` when the selected profile is not configured yet.
pub(crate) fn source(
    context: &Context,
    path: &Path,
    text: &str,
    profile: Option<&str>,
) -> Result<Option<Arc<dyn ProvideCredentials>>> {
    let profiles = Profiles::read(text)?;
    let current = profiles.current.as_deref().unwrap_or_default();
    let name = match (profile, current) {
        (Some(name), _) => name,
        (None, "") => "default",
        (None, current) => current,
    };
    let is_known = profiles.all().any(|known| is_named(known, name));
    // The name may belong to a section of the credentials file.
    if !is_known && (profile.is_some() || profiles.all().next().is_none()) {
        return Ok(None);
    }
    if profiles.named(name)?.is_empty() {
        return Ok(None);
    }
    profiles.source(context, path, name, 0).map(Some)
}

impl Profiles {
    fn source(
        &self,
        context: &Context,
        path: &Path,
        name: &str,
        depth: usize,
    ) -> Result<Arc<dyn ProvideCredentials>> {
        let profile = self.named(name)?;
        let role = |base: Arc<dyn ProvideCredentials>| -> Result<Arc<dyn ProvideCredentials>> {
            Ok(Arc::new(AssumeRoleCredentials {
                base,
                session: profile.session()?,
                context: context.clone(),
            }))
        };
        let instance = || EcsRamRoleCredentials {
            role: optional(&profile.ram_role_name),
            context: context.clone(),
        };
        match profile.mode.to_ascii_lowercase().as_str() {
            "" | "ak" => Ok(Arc::new(profile.key(false)?)),
            "ststoken" => Ok(Arc::new(profile.key(true)?)),
            "ramrolearn" => role(Arc::new(profile.key(false)?)),
            "ecsramrole" => Ok(Arc::new(instance())),
            "ramrolearnwithrolename" => role(Arc::new(instance())),
            "chainableramrolearn" if depth >= LONGEST_CHAIN => {
                let text = "the `source_profile` chain is circular or too long";
                Err(broken(&format!("profile `{name}`: {text}")))
            }
            "chainableramrolearn" => {
                let from = profile.needed("source_profile", &profile.source_profile)?;
                role(self.source(context, path, from, depth + 1)?)
            }
            "oidc" => Ok(Arc::new(OidcCredentials {
                provider_arn: profile.own("oidc_provider_arn", &profile.oidc_provider_arn)?,
                token_file: profile
                    .own("oidc_token_file", &profile.oidc_token_file)?
                    .into(),
                session: profile.session()?,
                context: context.clone(),
            })),
            "external"
                if context
                    .variables
                    .is_set("ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS")? =>
            {
                Err(broken(
                    "`process_command` is disabled by ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS",
                ))
            }
            "external" => Ok(Arc::new(ProcessCredentials {
                command: profile
                    .needed("process_command", &profile.process_command)?
                    .into(),
            })),
            "credentialsuri" => Ok(Arc::new(UriCredentials {
                address: profile
                    .needed("credentials_uri", &profile.credentials_uri)?
                    .into(),
                context: context.clone(),
            })),
            "cloudsso" => match profile.kept(context)? {
                Some(kept) => Ok(Arc::new(kept)),
                None => {
                    profile.still_signed_in(context)?;
                    Ok(Arc::new(CloudSsoCredentials {
                        sign_in: profile
                            .own("cloud_sso_sign_in_url", &profile.cloud_sso_sign_in_url)?,
                        account: profile
                            .own("cloud_sso_account_id", &profile.cloud_sso_account_id)?,
                        access: profile
                            .own("cloud_sso_access_config", &profile.cloud_sso_access_config)?,
                        token: profile.access_token.clone(),
                        context: context.clone(),
                    }))
                }
            },
            "oauth" => Ok(Arc::new(OAuthCredentials {
                path: path.to_owned(),
                profile: name.to_owned(),
                context: context.clone(),
            })),
            _ => Err(profile.refused()),
        }
    }
}
