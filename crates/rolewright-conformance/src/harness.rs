//! Accounts for the cases.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use async_trait::async_trait;
use rolewright_core::{Error, ErrorKind, RamProvider, Result};

use crate::case::Limits;

/// Creates accounts for the cases.
///
/// A method that returns [`ErrorKind::Unsupported`] skips the case.
///
/// ```
/// use std::sync::Arc;
///
/// use async_trait::async_trait;
/// use rolewright_conformance::{Harness, Limits, cases};
/// use rolewright_core::{Error, ErrorKind, RamProvider, Result};
/// # use rolewright_core::{Call, ProviderInfo, Reply};
/// # #[derive(Debug)]
/// # struct MyProvider { max_roles: u32 }
/// # #[async_trait]
/// # impl RamProvider for MyProvider {
/// #     fn info(&self) -> ProviderInfo { unimplemented!() }
/// #     async fn execute(&self, _: Call) -> Result<Reply> { unimplemented!() }
/// # }
///
/// /// Accounts with any limit of roles, for the account itself only.
/// struct MyAccounts;
///
/// #[async_trait]
/// impl Harness for MyAccounts {
///     async fn fresh(&self, limits: Limits) -> Result<Arc<dyn RamProvider>> {
///         Ok(Arc::new(MyProvider { max_roles: limits.roles }))
///     }
///
///     async fn fresh_as_user(&self, _: Limits, _: &str) -> Result<Arc<dyn RamProvider>> {
///         Err(Error::new(ErrorKind::Unsupported, "there are no users yet"))
///     }
/// }
///
/// // For each case of `cases()`: `case.run(&MyAccounts).await`.
/// assert!(cases().len() > 200);
/// ```
#[async_trait]
pub trait Harness: Send + Sync {
    /// Creates an account with these limits, without roles, custom policies, users and groups,
    /// and with a caller that has full access.
    ///
    /// # Errors
    /// [`ErrorKind::Unsupported`] if the limits are not supported, or why the account could not be
    /// created.
    async fn fresh(&self, limits: Limits) -> Result<Arc<dyn RamProvider>>;

    /// As [`fresh`](Self::fresh), with one RAM user of this name, which is the caller and has full
    /// access.
    ///
    /// # Errors
    /// As [`fresh`](Self::fresh).
    async fn fresh_as_user(&self, limits: Limits, user: &str) -> Result<Arc<dyn RamProvider>>;
}

/// A harness from a function that returns a provider for an empty account.
///
/// Accounts have the documented limits and the provider's own caller; cases that need other
/// limits or callers are skipped.
#[derive(Clone, Copy)]
pub struct Constructor<F>(
    /// Returns a provider for a new, empty account.
    pub F,
);

impl<F> fmt::Debug for Constructor<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Constructor").finish_non_exhaustive()
    }
}

#[async_trait]
impl<F, A, P> Harness for Constructor<F>
where
    F: Fn() -> A + Send + Sync,
    A: Future<Output = P> + Send,
    P: RamProvider,
{
    async fn fresh(&self, limits: Limits) -> Result<Arc<dyn RamProvider>> {
        if limits == Limits::DOCUMENTED {
            return Ok(Arc::new((self.0)().await));
        }
        let message = "the constructor creates accounts with the documented limits only";
        Err(Error::new(ErrorKind::Unsupported, message))
    }

    async fn fresh_as_user(&self, _: Limits, _: &str) -> Result<Arc<dyn RamProvider>> {
        let message = "the constructor can't select the caller";
        Err(Error::new(ErrorKind::Unsupported, message))
    }
}
