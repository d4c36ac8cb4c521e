//! A source of keys, and the key that it gives.

use std::fmt::Debug;

use async_trait::async_trait;
use jiff::Timestamp;
use rolewright_core::Result;
use rolewright_core::provider::Wait;

use super::static_credentials::StaticCredentials;

/// A source of keys: static ones, the [default chain](crate::CredentialChain), a
/// [role](crate::AssumeRoleCredentials), or one of your own.
///
/// There are no default methods, for the same reason as in
/// [`RamProvider`](rolewright_core::RamProvider).
#[async_trait]
pub trait ProvideCredentials: Debug + Send + Sync + 'static {
    /// A key that is good now. The provider keeps it until shortly before its end, and never
    /// asks twice at the same time.
    ///
    /// # Errors
    /// [`CredentialMissing`](rolewright_core::ErrorKind::CredentialMissing) when nothing is
    /// configured, or what kept a configured source from giving a key. No error shows a secret.
    async fn provide(&self) -> Result<IssuedCredentials>;
}

/// A key, and when it ends.
#[derive(Clone, Debug)]
pub struct IssuedCredentials {
    /// The key.
    pub key: StaticCredentials,
    /// When it ends; `None` for one that lasts.
    pub expires: Option<Timestamp>,
    /// What was waited for on the way to it; the next reply that it signs for tells it.
    pub waits: Vec<Wait>,
}

impl IssuedCredentials {
    /// A key that was there at once.
    #[must_use]
    pub fn new(key: StaticCredentials, expires: Option<Timestamp>) -> Self {
        Self {
            key,
            expires,
            waits: Vec::new(),
        }
    }

    /// With its key in the form that it is signed with.
    ///
    /// # Errors
    /// As [`StaticCredentials::checked`].
    pub(super) fn checked(self) -> Result<Self> {
        let key = self.key.checked()?;
        Ok(Self { key, ..self })
    }
}

/// A key that is given as it is.
#[async_trait]
impl ProvideCredentials for IssuedCredentials {
    async fn provide(&self) -> Result<IssuedCredentials> {
        Ok(self.clone())
    }
}

#[async_trait]
impl ProvideCredentials for StaticCredentials {
    async fn provide(&self) -> Result<IssuedCredentials> {
        Ok(IssuedCredentials::new(self.clone(), None))
    }
}
