//! Role sessions, opened with an OIDC token.

use std::path::PathBuf;

use async_trait::async_trait;
use rolewright_core::operation::AssumeRoleWithOIDC;
use rolewright_core::{Call, Result};

use super::context::{Context, broken, read_file};
use super::provide_credentials::{IssuedCredentials, ProvideCredentials};
use super::role_session::RoleSession;

/// Assumes a role with an OIDC token (`AssumeRoleWithOIDC`).
#[derive(Debug)]
pub(crate) struct OidcCredentials {
    pub(crate) provider_arn: String,
    /// Read for every session, since the token is rotated.
    pub(crate) token_file: PathBuf,
    pub(crate) session: RoleSession,
    pub(crate) context: Context,
}

#[async_trait]
impl ProvideCredentials for OidcCredentials {
    async fn provide(&self) -> Result<IssuedCredentials> {
        let session = &self.session;
        let shown = self.token_file.display();
        let missing = || broken(&format!("`{shown}` does not exist"));
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
            ..Default::default()
        });
        session.sts.open(&self.context, call, None).await
    }
}
