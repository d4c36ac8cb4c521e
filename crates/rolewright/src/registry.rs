//! Providers by name.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use rolewright_core::{
    AccountId, BucketInspector, BucketProbe, Connection, Error, ErrorKind, RamProvider, Result,
};

/// Where the provider `local` keeps its state when no path is given, below the current folder.
pub const LOCAL_STORE: &str = ".rolewright/local.db";

/// What a factory may need to know. Every provider takes what concerns it and ignores the rest.
#[derive(Clone, Debug, Default)]
pub struct ProviderOptions {
    /// The file of the provider `local`; [`LOCAL_STORE`] when absent.
    pub store: Option<PathBuf>,
    /// The account of a new local store or of the provider `memory`.
    pub account: Option<AccountId>,
    /// RAM's endpoint, for example `https://ram.aliyuncs.com`.
    pub endpoint: Option<String>,
    /// STS's endpoint, for example `https://sts.aliyuncs.com`.
    pub sts_endpoint: Option<String>,
    /// Container Registry's endpoint, for all regions.
    pub cr_endpoint: Option<String>,
    /// OSS's endpoint, for all regions.
    pub oss_endpoint: Option<String>,
    /// Whether VPC endpoints are taken; what the environment says when absent, else public ones.
    pub vpc: Option<bool>,
    /// The region that the machine is in, of which VPC endpoints are taken.
    pub region: Option<String>,
    /// Lets plain `http://` go beyond this machine.
    pub allow_plain_http: bool,
    /// Gives nobody who looks at buckets, for callers without rights on OSS: a report then says
    /// that they were not looked at.
    pub skip_bucket_check: bool,
}

/// What a factory opens: the seams of one account.
///
/// A provider alone is one, so that a factory may end with `.into()`:
///
/// ```
/// use rolewright::{Cloud, MemoryProvider};
///
/// let cloud: Cloud = MemoryProvider::new().into();
/// assert_eq!(cloud.provider.info().name, "memory");
/// assert!(cloud.buckets.is_none());
/// ```
#[derive(Clone, Debug)]
pub struct Cloud {
    /// Carries out calls.
    pub provider: Arc<dyn RamProvider>,
    /// Looks at the account's buckets; `None` where there is nobody who can.
    pub buckets: Option<Arc<dyn BucketInspector>>,
    /// Tries the account's buckets with a role; `None` where there is nobody who can.
    pub probe: Option<Arc<dyn BucketProbe>>,
    /// Looks at the way to the service; `None` where there is no such way.
    pub connection: Option<Arc<dyn Connection>>,
}

impl<P: RamProvider> From<P> for Cloud {
    fn from(provider: P) -> Self {
        Self {
            provider: Arc::new(provider),
            buckets: None,
            probe: None,
            connection: None,
        }
    }
}

#[cfg(feature = "alibaba")]
impl Cloud {
    /// Every seam of the real cloud. `chain` is where the provider's key comes from, when that is
    /// the default chain, so that [`doctor`](crate::doctor) can tell each of its places.
    #[must_use]
    pub fn of_alibaba(
        provider: rolewright_alibaba::AlibabaProvider,
        chain: Option<rolewright_alibaba::CredentialChain>,
    ) -> Self {
        let (buckets, probe) = (provider.buckets(), provider.probe());
        Self {
            buckets: buckets.map(|buckets| Arc::new(buckets) as Arc<dyn BucketInspector>),
            probe: probe.map(|probe| Arc::new(probe) as Arc<dyn BucketProbe>),
            connection: Some(Arc::new(provider.connection(chain))),
            ..provider.into()
        }
    }
}

/// Opens a provider, and what looks at buckets when there is such.
pub type Factory = Box<dyn Fn(&ProviderOptions) -> Result<Cloud> + Send + Sync>;

/// A name to a factory: the built-in providers, and those that a plug-in registers.
///
/// ```
/// use rolewright::{MemoryProvider, ProviderOptions, ProviderRegistry};
///
/// let mut registry = ProviderRegistry::built_in();
/// registry.register("mine", Box::new(|_| Ok(MemoryProvider::new().into())));
/// let cloud = registry.open("mine", &ProviderOptions::default())?;
/// assert_eq!(cloud.provider.info().name, "memory");
/// # Ok::<(), rolewright::Error>(())
/// ```
pub struct ProviderRegistry {
    factories: BTreeMap<String, Factory>,
}

impl ProviderRegistry {
    /// A registry that knows no provider.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            factories: BTreeMap::new(),
        }
    }

    /// A registry with the providers that this build has: `alibaba`, `local` and `memory`.
    #[must_use]
    pub fn built_in() -> Self {
        #[allow(unused_mut, reason = "without features there is nothing to register")]
        let mut registry = Self::empty();
        #[cfg(feature = "alibaba")]
        registry.register("alibaba", Box::new(alibaba));
        #[cfg(feature = "local")]
        registry.register("local", Box::new(local));
        #[cfg(feature = "memory")]
        registry.register("memory", Box::new(memory));
        registry
    }

    /// Adds a provider; one of that name is replaced.
    pub fn register(&mut self, name: impl Into<String>, factory: Factory) {
        self.factories.insert(name.into(), factory);
    }

    /// The names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.factories.keys().map(String::as_str)
    }

    /// Opens the provider of that name. An inspector of buckets comes with `alibaba` unless its
    /// endpoints are this machine, with `local` when its account has buckets set, and with what a
    /// plug-in gives one.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`] when there is none of that name, or what its factory says.
    pub fn open(&self, name: &str, options: &ProviderOptions) -> Result<Cloud> {
        let Some(factory) = self.factories.get(name) else {
            let known: Vec<_> = self.names().collect();
            return Err(Error::new(
                ErrorKind::InvalidInput,
                format!(
                    "`{}` is not a provider; known are {}",
                    rolewright_core::text::excerpt(name, 40),
                    known.join(", ")
                ),
            ));
        };
        let mut cloud = factory(options)?;
        if options.skip_bucket_check {
            cloud.buckets = None;
        }
        Ok(cloud)
    }
}

impl fmt::Debug for ProviderRegistry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

#[cfg(feature = "alibaba")]
fn alibaba(options: &ProviderOptions) -> Result<Cloud> {
    use rolewright_alibaba::{AlibabaProvider, CredentialChain, Endpoints, Network};
    let network = |vpc| if vpc { Network::Vpc } else { Network::Public };
    let endpoints = Endpoints {
        ram: options.endpoint.clone(),
        sts: options.sts_endpoint.clone(),
        cr: options.cr_endpoint.clone(),
        oss: options.oss_endpoint.clone(),
        network: options.vpc.map(network),
        region: options.region.clone(),
        allow_plain_http: options.allow_plain_http,
    };
    let endpoints = endpoints.or_from_environment()?;
    let chain = CredentialChain::new().with_endpoints(&endpoints)?;
    let builder = AlibabaProvider::builder().credentials_from(chain.clone());
    let builder = builder.endpoints(endpoints);
    Ok(Cloud::of_alibaba(builder.build()?, Some(chain)))
}

#[cfg(feature = "local")]
fn local(options: &ProviderOptions) -> Result<Cloud> {
    let path = options
        .store
        .clone()
        .unwrap_or_else(|| PathBuf::from(LOCAL_STORE));
    let provider = rolewright_mock::LocalProvider::open(path, options.account.as_ref())?;
    let knows_buckets = provider.account()?.buckets.is_some();
    let buckets = knows_buckets.then(|| Arc::new(provider.clone()) as Arc<dyn BucketInspector>);
    Ok(Cloud {
        buckets,
        ..provider.into()
    })
}

#[cfg(feature = "memory")]
#[allow(clippy::unnecessary_wraps, reason = "a factory may fail")]
fn memory(options: &ProviderOptions) -> Result<Cloud> {
    let builder = rolewright_mock::MemoryProvider::builder();
    let builder = match &options.account {
        Some(account) => builder.account_id(account),
        None => builder,
    };
    Ok(builder.build().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "local")]
    #[test]
    fn an_inspector_of_buckets_comes_with_a_store_that_knows_buckets() {
        let folder = tempfile::tempdir().unwrap();
        let options = ProviderOptions {
            store: Some(folder.path().join("account.db")),
            ..ProviderOptions::default()
        };
        let open = |name| ProviderRegistry::built_in().open(name, &options).unwrap();
        assert!(open("memory").buckets.is_none());
        assert!(open("local").buckets.is_none());
        let path = options.store.as_deref().unwrap();
        let store = rolewright_mock::LocalProvider::open(path, None).unwrap();
        store
            .with_account(|account| account.buckets = Some(BTreeMap::new()))
            .unwrap();
        assert!(open("local").buckets.is_some());
    }

    #[cfg(all(feature = "alibaba", feature = "local"))]
    #[test]
    fn an_unknown_name_is_refused_with_the_known_ones() {
        let error = ProviderRegistry::built_in()
            .open("aws", &ProviderOptions::default())
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "`aws` is not a provider; known are alibaba, local, memory"
        );
    }
}
