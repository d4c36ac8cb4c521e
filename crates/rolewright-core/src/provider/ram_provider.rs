//! The provider trait.

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::call::Call;
use super::reply::Reply;
use crate::error::Result;

/// Describes a provider. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ProviderInfo {
    /// The provider's name, for example `alibaba`.
    pub name: String,
    /// The target of the calls: a host, a file, or a word such as `memory`.
    pub endpoint: String,
    /// Whether the provider is a simulation that uses no cloud account.
    pub simulated: bool,
    /// The hosts of RAM, STS, OSS and Container Registry that requests were sent to so far, sorted;
    /// empty without a network. Sources of credentials are not listed.
    #[serde(default)]
    pub hosts: Vec<UsedHost>,
}

impl ProviderInfo {
    /// Describes a provider for the cloud that has sent no request yet.
    #[must_use]
    pub fn new(name: impl Into<String>, endpoint: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            endpoint: endpoint.into(),
            simulated: false,
            hosts: Vec::new(),
        }
    }

    /// Sets whether it is a simulation.
    #[must_use]
    pub fn with_simulated(mut self, simulated: bool) -> Self {
        self.simulated = simulated;
        self
    }

    /// Sets the hosts that requests were sent to.
    #[must_use]
    pub fn with_hosts(mut self, hosts: impl IntoIterator<Item = UsedHost>) -> Self {
        self.hosts = hosts.into_iter().collect();
        self
    }
}

/// A host that requests were sent to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct UsedHost {
    /// The host, and the port unless it is the default; for OSS without the bucket.
    pub host: String,
    /// Whether it is in the built-in table of endpoints.
    pub built_in: bool,
}

impl UsedHost {
    /// Creates a host.
    #[must_use]
    pub fn new(host: impl Into<String>, built_in: bool) -> Self {
        let host = host.into();
        Self { host, built_in }
    }
}

/// Executes calls against one account.
///
/// The trait has no default methods, so that a wrapper that forgets one does not compile.
/// Calls can come from several tasks at once and in any order.
///
/// ```
/// use async_trait::async_trait;
/// use rolewright_core::{Call, ProviderInfo, RamProvider, Reply, Result};
///
/// /// Counts the calls.
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
    /// Returns name, endpoint, and whether the provider is a simulation.
    fn info(&self) -> ProviderInfo;

    /// Executes one call.
    ///
    /// # Errors
    /// The service's error, or the reason why no reply arrived.
    /// [`Error::maybe_applied`](crate::Error::maybe_applied) tells whether a write may have taken
    /// effect.
    async fn execute(&self, call: Call) -> Result<Reply>;
}

macro_rules! through_a_pointer {
    ($($pointer:ident)*) => {$(
        #[async_trait]
        impl<P: RamProvider + ?Sized> RamProvider for $pointer<P> {
            fn info(&self) -> ProviderInfo {
                (**self).info()
            }

            async fn execute(&self, call: Call) -> Result<Reply> {
                (**self).execute(call).await
            }
        }
    )*};
}

through_a_pointer! { Arc Box }
