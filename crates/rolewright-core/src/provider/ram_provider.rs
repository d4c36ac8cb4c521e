//! The provider trait.

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::call::Call;
use super::reply::Reply;
use crate::error::Result;

/// Who carries the calls out. Never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProviderInfo {
    /// The name under which the provider was asked for, for example `alibaba`.
    pub name: String,
    /// Where the calls go: a host, a file, or a word such as `memory`.
    pub endpoint: String,
    /// Whether no cloud account is touched.
    pub simulated: bool,
}

/// Carries out calls against one account.
///
/// There are no default methods on purpose: a wrapper that forgets one must not compile.
/// Calls may come from many tasks at once and in any order.
///
/// ```
/// use async_trait::async_trait;
/// use rolewright_core::{Call, ProviderInfo, RamProvider, Reply, Result};
///
/// /// Counts what passes through.
/// #[derive(Debug)]
/// struct Counting<P> {
///     inner: P,
///     calls: std::sync::atomic::AtomicUsize,
/// }
///
/// #[async_trait]
/// impl<P: RamProvider> RamProvider for Counting<P> {
///     fn info(&self) -> ProviderInfo {
///         self.inner.info()
///     }
///     async fn execute(&self, call: Call) -> Result<Reply> {
///         self.calls.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
///         self.inner.execute(call).await
///     }
/// }
/// ```
#[async_trait]
pub trait RamProvider: Debug + Send + Sync + 'static {
    /// Name, endpoint, and whether it is a simulation.
    fn info(&self) -> ProviderInfo;

    /// Carries out one call.
    ///
    /// # Errors
    /// Whatever the service answered, or what kept the call from being answered;
    /// [`Error::maybe_applied`](crate::Error::maybe_applied) says whether a write may have been
    /// carried out all the same.
    async fn execute(&self, call: Call) -> Result<Reply>;
}

#[async_trait]
impl<P: RamProvider + ?Sized> RamProvider for Arc<P> {
    fn info(&self) -> ProviderInfo {
        (**self).info()
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        (**self).execute(call).await
    }
}
