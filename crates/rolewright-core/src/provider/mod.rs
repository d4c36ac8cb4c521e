//! The seam: everything that carries out RAM calls is a [`RamProvider`].
//!
//! What crosses it is a [`Call`], as data, so that a wrapper is one method, a plan is a list of
//! calls, and an operation that this crate lacks can still be called by name.

mod call;
mod ext;
mod pager;
mod params;
mod reply;
mod secret;
mod wait;

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

pub use call::{Access, Call, Service};
pub use ext::RamProviderExt;
pub use pager::Paged;
pub use params::{Params, decode_params, encode_params};
pub use reply::Reply;
pub use secret::Secret;
pub(crate) use wait::milliseconds;
pub use wait::{Wait, WaitReason};

use crate::error::Result;

/// Who carries the calls out. Never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
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
