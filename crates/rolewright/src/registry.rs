//! Providers by name.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use rolewright_core::{AccountId, Cancellation, Error, ErrorKind, Result};

use crate::cloud::Cloud;
use crate::role_to_assume::RoleToAssume;

/// The default path of the provider `local`, relative to the current folder.
pub const LOCAL_STORE: &str = ".rolewright/local.db";

/// The settings for opening a provider. A provider ignores settings that it doesn't have.
#[derive(Clone, Debug, Default)]
pub struct ProviderOptions {
    /// The file of the provider `local`. Default: [`LOCAL_STORE`].
    pub store: Option<PathBuf>,
    /// The account id of a new local store or of the provider `memory`.
    pub account: Option<AccountId>,
    /// RAM endpoint, for example `https://ram.aliyuncs.com`.
    pub endpoint: Option<String>,
    /// STS endpoint, for example `https://sts.aliyuncs.com`.
    pub sts_endpoint: Option<String>,
    /// Container Registry endpoint, for all regions.
    pub cr_endpoint: Option<String>,
    /// OSS endpoint, for all regions.
    pub oss_endpoint: Option<String>,
    /// Whether to use VPC endpoints. Default: the setting in the environment, else public ones.
    pub vpc: Option<bool>,
    /// The region of this machine, which selects its VPC endpoints.
    pub region: Option<String>,
    /// Allows plain `http://` to hosts other than this machine (unencrypted).
    pub allow_plain_http: bool,
    /// A role to assume with the credentials first.
    pub assume_role: Option<RoleToAssume>,
    /// The timeout of one attempt of a call. Default: 20 seconds.
    pub timeout: Option<Duration>,
    /// How often a failed call is repeated at most. Default: 3.
    pub retries: Option<u32>,
    /// Opens no bucket inspector, for callers without permissions on OSS. Reports then list the
    /// buckets as not checked.
    pub skip_bucket_check: bool,
    /// The run only reads: the provider `local` then creates no store. A missing one is an account
    /// without objects.
    pub read_only: bool,
    /// Ends waits between attempts, as that of the [run](crate::RunOptions::cancellation) ends the run.
    pub cancellation: Cancellation,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

/// Opens a provider and its other backends: a function of the [`ProviderOptions`], or a struct with settings
/// of its own, which may do so asynchronously.
///
/// ```
/// use async_trait::async_trait;
/// use rolewright::{Cloud, MemoryProvider, OpenProvider, ProviderOptions, ProviderRegistry, Result};
///
/// /// A provider whose account comes from an inventory.
/// struct Inventory {
///     address: String,
/// }
///
/// #[async_trait]
/// impl OpenProvider for Inventory {
///     async fn open(&self, _options: &ProviderOptions) -> Result<Cloud> {
///         // .. ask the inventory at `self.address` ..
///         Ok(MemoryProvider::new().into())
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<()> {
/// let mut registry = ProviderRegistry::built_in();
/// registry.register("inventory", Inventory { address: "https://inventory.example".into() });
/// let cloud = registry.open("inventory", &ProviderOptions::default()).await?;
/// assert!(cloud.provider.info().simulated);
/// # Ok(())
/// # }
/// ```
#[async_trait]
pub trait OpenProvider: Send + Sync {
    /// Opens the provider.
    ///
    /// # Errors
    /// Why it can't be opened, for example an invalid setting.
    async fn open(&self, options: &ProviderOptions) -> Result<Cloud>;
}

#[async_trait]
impl<F: Fn(&ProviderOptions) -> Result<Cloud> + Send + Sync> OpenProvider for F {
    async fn open(&self, options: &ProviderOptions) -> Result<Cloud> {
        self(options)
    }
}

/// Maps provider names to what opens them: the built-in providers, and custom ones.
///
/// ```
/// use rolewright::{MemoryProvider, ProviderOptions, ProviderRegistry};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> rolewright::Result<()> {
/// let mut registry = ProviderRegistry::built_in();
/// registry.register("mine", |_: &ProviderOptions| Ok(MemoryProvider::new().into()));
/// let cloud = registry.open("mine", &ProviderOptions::default()).await?;
/// assert_eq!(cloud.provider.info().name, "memory");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct ProviderRegistry {
    providers: BTreeMap<String, Arc<dyn OpenProvider>>,
}

impl ProviderRegistry {
    /// Returns an empty registry.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            providers: BTreeMap::new(),
        }
    }

    /// Returns a registry with the providers of this build: `alibaba`, `local` and `memory`.
    #[must_use]
    pub fn built_in() -> Self {
        #[allow(unused_mut, reason = "without features there is nothing to register")]
        let mut registry = Self::empty();
        #[cfg(feature = "alibaba")]
        registry.register("alibaba", alibaba);
        #[cfg(feature = "local")]
        registry.register("local", local);
        #[cfg(feature = "memory")]
        registry.register("memory", memory);
        registry
    }

    /// Adds a provider, or replaces the one with this name.
    pub fn register(&mut self, name: impl Into<String>, provider: impl OpenProvider + 'static) {
        self.providers.insert(name.into(), Arc::new(provider));
    }

    /// Returns the provider names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.providers.keys().map(String::as_str)
    }

    /// Opens the provider with this name. `alibaba` has a bucket inspector, and uses a RAM
    /// endpoint on this machine for OSS too, unless the OSS endpoint is set; `local` has one when its account has buckets.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`] for an unknown name, or the error of the provider.
    pub async fn open(&self, name: &str, options: &ProviderOptions) -> Result<Cloud> {
        let Some(provider) = self.providers.get(name) else {
            let known: Vec<_> = self.names().collect();
            return Err(Error::new(
                ErrorKind::InvalidInput,
                format!(
                    "unknown provider `{}`; available are {}",
                    rolewright_core::text::excerpt(name, 40),
                    known.join(", ")
                ),
            ));
        };
        let mut cloud = provider.open(options).await?;
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
impl Cloud {
    /// Returns all backends of Alibaba Cloud with the settings of the environment: credentials of the
    /// [default chain](crate::CredentialChain), and endpoints of `ALIBABA_CLOUD_ENDPOINT` and the others that
    /// [`Endpoints::or_from_environment`](crate::Endpoints::or_from_environment) names. Opens no connection.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`](ErrorKind::InvalidInput) for an invalid endpoint. Missing
    /// credentials are the error of the first call.
    pub fn from_environment() -> Result<Self> {
        alibaba(&ProviderOptions::default())
    }
}

#[cfg(feature = "alibaba")]
fn alibaba(options: &ProviderOptions) -> Result<Cloud> {
    use rolewright_alibaba::{
        AlibabaProvider, CredentialChain, Endpoints, HttpRetryPolicy, Network,
    };
    let network = |vpc| if vpc { Network::Vpc } else { Network::Public };
    let endpoints = Endpoints {
        ram: options.endpoint.clone(),
        sts: options.sts_endpoint.clone(),
        cr: options.cr_endpoint.clone(),
        oss: options.oss_endpoint.clone(),
        network: options.vpc.map(network),
        region: options.region.clone(),
        allow_plain_http: options.allow_plain_http,
        ..Default::default()
    };
    let endpoints = endpoints.or_from_environment()?.with_oss_of_this_machine();
    let retry = HttpRetryPolicy::of(options.retries, options.timeout);
    let mut chain = CredentialChain::new().with_endpoints(&endpoints)?;
    let mut builder = AlibabaProvider::builder();
    if let Some(timeout) = options.timeout {
        chain = chain.with_timeout(timeout);
        builder = builder.timeout(timeout);
    }
    let chain = chain
        .with_retry(retry)
        .with_cancellation(options.cancellation.clone());
    let mut builder = match &options.assume_role {
        None => builder.credentials_from(chain.clone()),
        Some(role) => {
            let mut role = role
                .credentials(chain.clone(), &endpoints)?
                .with_retry(retry);
            if let Some(timeout) = options.timeout {
                role = role.with_timeout(timeout);
            }
            builder.credentials_from(role.with_cancellation(options.cancellation.clone()))
        }
    };
    builder = builder
        .endpoints(endpoints)
        .retry(retry)
        .cancellation(options.cancellation.clone());
    Ok(Cloud::of_alibaba(builder.build()?, Some(chain)))
}

#[cfg(feature = "local")]
fn local(options: &ProviderOptions) -> Result<Cloud> {
    use rolewright_core::BucketInspector;
    check_no_role("local", options)?;
    let path = options
        .store
        .clone()
        .unwrap_or_else(|| PathBuf::from(LOCAL_STORE));
    if options.read_only && path.symlink_metadata().is_err() {
        return Ok(crate::no_store::NoStore::new(&path, options.account.as_ref()).into());
    }
    let provider = rolewright_mock::LocalProvider::open(path, options.account.as_ref())?;
    let knows_buckets = provider.account()?.buckets.is_some();
    let buckets = knows_buckets.then(|| Arc::new(provider.clone()) as Arc<dyn BucketInspector>);
    Ok(Cloud {
        buckets,
        ..provider.into()
    })
}

#[cfg(feature = "memory")]
fn memory(options: &ProviderOptions) -> Result<Cloud> {
    check_no_role("memory", options)?;
    let builder = rolewright_mock::MemoryProvider::builder();
    let builder = match &options.account {
        Some(account) => builder.account_id(account),
        None => builder,
    };
    Ok(builder.build().into())
}

/// Refuses a role to assume: a simulated account has no credentials.
#[cfg(any(feature = "local", feature = "memory"))]
fn check_no_role(provider: &str, options: &ProviderOptions) -> Result<()> {
    if options.assume_role.is_none() {
        return Ok(());
    }
    let text = format!("provider `{provider}` can't assume a role");
    let help = "use the provider `alibaba`, or no role";
    Err(Error::new(ErrorKind::InvalidInput, text).with_remedy(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "local")]
    #[tokio::test]
    async fn a_local_store_with_buckets_has_a_bucket_inspector() {
        let folder = tempfile::tempdir().unwrap();
        let options = ProviderOptions {
            store: Some(folder.path().join("account.db")),
            ..ProviderOptions::default()
        };
        let registry = ProviderRegistry::built_in();
        let open = async |name| registry.open(name, &options).await.unwrap();
        assert!(open("memory").await.buckets.is_none());
        assert!(open("local").await.buckets.is_none());
        let path = options.store.as_deref().unwrap();
        let store = rolewright_mock::LocalProvider::open(path, None).unwrap();
        store
            .with_account(|account| account.buckets = Some(BTreeMap::new()))
            .unwrap();
        assert!(open("local").await.buckets.is_some());
    }

    #[cfg(all(feature = "alibaba", feature = "local"))]
    #[tokio::test]
    async fn an_unknown_name_is_rejected_with_the_available_ones() {
        let error = ProviderRegistry::built_in()
            .open("aws", &ProviderOptions::default())
            .await
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "unknown provider `aws`; available are alibaba, local, memory"
        );
    }
}
