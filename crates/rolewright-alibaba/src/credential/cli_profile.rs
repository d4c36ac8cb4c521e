//! A profile of the official command line, with every mode.

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

/// A profile may build on others; nobody needs more steps than this.
const LONGEST_CHAIN: usize = 8;

/// The source that a profile names; `None` when the file's chosen profile holds nothing yet.
pub(crate) fn source(
    context: &Context,
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
                Err(broken(&format!("profile `{name}` builds on itself")))
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
                    "it names a program, which ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS forbids",
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
