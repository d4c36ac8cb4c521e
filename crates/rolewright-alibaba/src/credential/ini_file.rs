//! The credentials file of the official libraries, `~/.alibabacloud/credentials`.

use std::sync::Arc;

use configparser::ini::Ini;
use rolewright_core::Result;
use rolewright_core::text::excerpt;

use super::assume_role::AssumeRoleCredentials;
use super::context::{Context, broken};
use super::ecs_ram_role::EcsRamRoleCredentials;
use super::oidc::OidcCredentials;
use super::provide_credentials::ProvideCredentials;
use super::role_session::RoleSession;
use super::static_credentials::StaticCredentials;

/// The source of a section; `None` when the file has no such section.
pub(crate) fn source(
    context: &Context,
    text: &str,
    profile: Option<&str>,
) -> Result<Option<Arc<dyn ProvideCredentials>>> {
    let mut file = Ini::new_cs();
    // A secret may contain `#` or `;`.
    file.set_inline_comment_symbols(Some(&[]));
    // The parser's message may quote a secret.
    file.read(text.to_owned())
        .map_err(|_| broken("not a valid INI file"))?;
    let name = profile.unwrap_or("default");
    if !file.sections().iter().any(|section| section == name) {
        return Ok(None);
    }
    Section { name, file: &file }.source(context).map(Some)
}

struct Section<'a> {
    name: &'a str,
    file: &'a Ini,
}

impl Section<'_> {
    fn source(&self, context: &Context) -> Result<Arc<dyn ProvideCredentials>> {
        match self.needed("type")?.as_str() {
            "access_key" => Ok(Arc::new(self.key()?)),
            "ram_role_arn" => Ok(Arc::new(AssumeRoleCredentials {
                base: Arc::new(self.key()?),
                session: self.session()?,
                context: context.clone(),
            })),
            "ecs_ram_role" => Ok(Arc::new(EcsRamRoleCredentials {
                role: self.optional("role_name"),
                context: context.clone(),
            })),
            "oidc_role_arn" => Ok(Arc::new(OidcCredentials {
                provider_arn: self.needed("oidc_provider_arn")?,
                token_file: self.needed("oidc_token_file_path")?.into(),
                session: self.session()?,
                context: context.clone(),
            })),
            other => Err(broken(&format!(
                "section `{}` has the type `{}`, which provides no access key",
                self.name,
                excerpt(other, 40)
            ))),
        }
    }

    fn key(&self) -> Result<StaticCredentials> {
        let (id, secret) = ("access_key_id", "access_key_secret");
        StaticCredentials::new(self.needed(id)?, self.needed(secret)?).checked()
    }

    fn session(&self) -> Result<RoleSession> {
        Ok(RoleSession {
            role_arn: self.needed("role_arn")?,
            name: self.optional("role_session_name"),
            policy: self.optional("policy"),
            ..RoleSession::default()
        })
    }

    fn optional(&self, field: &str) -> Option<String> {
        let value = self.file.get(self.name, field)?;
        Some(value).filter(|value| !value.is_empty())
    }

    fn needed(&self, field: &str) -> Result<String> {
        let missing = || broken(&format!("section `{}` has no `{field}`", self.name));
        self.optional(field).ok_or_else(missing)
    }
}
