//! Where the accounts come from.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use async_trait::async_trait;
use rolewright_core::{Error, ErrorKind, RamProvider, Result};

use crate::case::Limits;

/// Makes accounts for the cases.
///
/// What a harness can't do it answers with [`ErrorKind::Unsupported`]; a case that needs it is
/// then skipped.
#[async_trait]
pub trait Harness: Send + Sync {
    /// A new account without roles, custom policies, users and groups, with a caller that
    /// may do everything. It refuses more than `limits`.
    ///
    /// # Errors
    /// [`ErrorKind::Unsupported`] when these limits can't be had, or what kept the account from
    /// being made.
    async fn fresh(&self, limits: Limits) -> Result<Arc<dyn RamProvider>>;

    /// As [`fresh`](Self::fresh), with one RAM user of that name, which is the caller and may do
    /// everything.
    ///
    /// # Errors
    /// As [`fresh`](Self::fresh).
    async fn fresh_as_user(&self, limits: Limits, user: &str) -> Result<Arc<dyn RamProvider>>;
}

/// A harness of a function that returns a provider for an empty account.
///
/// Its accounts have the documented limits and a caller of the provider's own; a case that needs
/// others is skipped.
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
        let message = "the constructor makes accounts with the documented limits only";
        Err(Error::new(ErrorKind::Unsupported, message))
    }

    async fn fresh_as_user(&self, _: Limits, _: &str) -> Result<Arc<dyn RamProvider>> {
        let message = "the constructor chooses no caller";
        Err(Error::new(ErrorKind::Unsupported, message))
    }
}
