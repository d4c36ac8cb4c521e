//! Access to the accounts of a fleet.

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use rolewright_core::fleet::Target;
use rolewright_core::{Error, ErrorKind, Result};

use crate::registry::Cloud;

/// Opens the provider of an account of a fleet. Implement it for accounts that are not reached by
/// assuming a role.
#[async_trait]
pub trait OpenAccount: Debug + Send + Sync {
    /// Returns the backends of the account. `policy` restricts them to what the run needs; a document of
    /// at most 2,048 characters.
    async fn open(&self, target: &Target, policy: &str) -> Result<Cloud>;
}

/// Returns the access to member accounts with the credentials of `cloud`, which assume a role in each.
///
/// # Errors
/// [`ErrorKind::Unsupported`] if the provider can't assume roles in other accounts.
pub fn members_of(cloud: &Cloud) -> Result<Arc<dyn OpenAccount>> {
    cloud.members.clone().ok_or_else(|| {
        let name = cloud.provider.info().name;
        let text = format!("provider `{name}` has no other accounts");
        let error = Error::new(ErrorKind::Unsupported, text);
        error.with_remedy("use the provider `alibaba`, for an emulator with its endpoint")
    })
}

#[cfg(feature = "alibaba")]
pub(crate) use alibaba::AlibabaMembers;

#[cfg(feature = "alibaba")]
mod alibaba {
    use std::sync::Arc;

    use async_trait::async_trait;
    use rolewright_alibaba::{AlibabaProvider, StaticCredentials};
    use rolewright_core::fleet::Target;
    use rolewright_core::operation::AssumeRole;
    use rolewright_core::{RamProviderExt, Result};

    use super::OpenAccount;
    use crate::registry::Cloud;

    /// Assumes a role in each account with the credentials of a provider.
    #[derive(Debug)]
    pub(crate) struct AlibabaMembers(pub(crate) Arc<AlibabaProvider>);

    #[async_trait]
    impl OpenAccount for AlibabaMembers {
        async fn open(&self, target: &Target, policy: &str) -> Result<Cloud> {
            let call = AssumeRole {
                role_arn: target.role_arn(),
                role_session_name: "rolewright".to_owned(),
                policy: Some(policy.to_owned()),
                external_id: target.external_id.clone(),
                ..AssumeRole::default()
            };
            let session = self.0.send(call).await?.credentials;
            let key = StaticCredentials::new(session.access_key_id, session.access_key_secret.expose())
                .with_security_token(session.security_token.expose());
            Ok(Cloud::of_alibaba(self.0.with_credentials(key)?, None))
        }
    }
}
