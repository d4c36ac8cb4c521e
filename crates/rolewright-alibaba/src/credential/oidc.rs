//! Sessions of a role for a token of an OIDC provider.

use std::path::PathBuf;

use async_trait::async_trait;
use rolewright_core::operation::AssumeRoleWithOIDC;
use rolewright_core::{Call, Result};

use super::context::{Context, broken, read_file};
use super::provide_credentials::{IssuedCredentials, ProvideCredentials};
use super::role_session::RoleSession;

/// A session of a role, opened with a token of an OIDC provider.
#[derive(Debug)]
pub(crate) struct OidcCredentials {
    pub(crate) provider_arn: String,
    /// Read for every session, since the token is replaced.
    pub(crate) token_file: PathBuf,
    pub(crate) session: RoleSession,
    pub(crate) context: Context,
}

#[async_trait]
impl ProvideCredentials for OidcCredentials {
    async fn provide(&self) -> Result<IssuedCredentials> {
        let session = &self.session;
        let shown = self.token_file.display();
        let missing = || broken(&format!("`{shown}` is not there"));
        let token = read_file(&self.token_file)?.ok_or_else(missing)?;
        if token.trim().is_empty() {
            return Err(broken(&format!("`{shown}` is empty")));
        }
        let call = Call::of(&AssumeRoleWithOIDC {
            oidc_provider_arn: self.provider_arn.clone(),
            role_arn: session.role_arn.clone(),
            oidc_token: token.trim().into(),
            role_session_name: session.name(),
            duration_seconds: session.seconds,
            policy: session.policy.clone(),
        });
        session.sts.open(&self.context, call, None).await
    }
}
