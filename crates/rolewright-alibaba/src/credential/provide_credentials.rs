//! The trait of credential sources, and the credentials that they provide.

use std::fmt::Debug;

use async_trait::async_trait;
use jiff::Timestamp;
use rolewright_core::Result;
use rolewright_core::provider::Wait;

use super::static_credentials::StaticCredentials;

/// A source of credentials: static ones, the [default chain](crate::CredentialChain), a
/// [role](crate::AssumeRoleCredentials), or a custom one.
///
/// The trait has no default methods, for the same reason as
/// [`RamProvider`](rolewright_core::RamProvider).
///
/// ```
/// use async_trait::async_trait;
/// use rolewright_alibaba::{
///     AlibabaProvider, IssuedCredentials, ProvideCredentials, StaticCredentials,
/// };
/// use rolewright_core::{Error, ErrorKind, Result};
///
/// /// An access key that a secret store has mounted as a file, `id:secret`.
/// #[derive(Debug)]
/// struct MountedKey(&'static str);
///
/// #[async_trait]
/// impl ProvideCredentials for MountedKey {
///     async fn provide(&self) -> Result<IssuedCredentials> {
///         let invalid = |text: &str| Error::new(ErrorKind::CredentialInvalid, text);
///         let text = std::fs::read_to_string(self.0)
///             .map_err(|error| invalid("the mounted key can't be read").with_source(error))?;
///         let (id, secret) = text
///             .trim()
///             .split_once(':')
///             .ok_or_else(|| invalid("the mounted key has no `:`"))?;
///         Ok(IssuedCredentials::new(StaticCredentials::new(id, secret), None))
///     }
/// }
///
/// let key = MountedKey("/run/secrets/ram");
/// let provider = AlibabaProvider::builder().credentials_from(key).build()?;
/// # let _ = provider;
/// # Ok::<(), rolewright_core::Error>(())
/// ```
#[async_trait]
pub trait ProvideCredentials: Debug + Send + Sync + 'static {
    /// Returns valid credentials. The provider caches them until shortly before they expire, and
    /// never calls this concurrently.
    ///
    /// # Errors
    /// [`CredentialMissing`](rolewright_core::ErrorKind::CredentialMissing) when nothing is
    /// configured, or why a configured source failed. No error may contain a secret.
    async fn provide(&self) -> Result<IssuedCredentials>;
}

/// Credentials, and when they expire.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct IssuedCredentials {
    /// The access key.
    pub key: StaticCredentials,
    /// When the access key expires; `None` for a permanent one.
    pub expires: Option<Timestamp>,
    /// The waits while the credentials were fetched; the next reply reports them.
    pub waits: Vec<Wait>,
}

impl IssuedCredentials {
    /// Credentials that were fetched without a wait.
    #[must_use]
    pub fn new(key: StaticCredentials, expires: Option<Timestamp>) -> Self {
        Self {
            key,
            expires,
            waits: Vec::new(),
        }
    }

    /// Checks the form of the access key.
    ///
    /// # Errors
    /// As [`StaticCredentials::checked`].
    pub(super) fn checked(self) -> Result<Self> {
        let key = self.key.checked()?;
        Ok(Self { key, ..self })
    }
}

/// A source that always returns these credentials.
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
