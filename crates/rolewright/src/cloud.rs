//! The backends for one account.

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use rolewright_core::evidence::EvidenceRecorder;
use rolewright_core::fleet::Target;
use rolewright_core::{BucketInspector, BucketProbe, Connection, RamProvider, Result};

/// The backends for one account: a provider, and what can inspect and use its buckets.
///
/// [`setup(..).on(&cloud)`](crate::SetupBuilder::on) uses them together. A provider converts into one with
/// `.into()`, then without the others.
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
    /// The provider, which executes calls.
    pub provider: Arc<dyn RamProvider>,
    /// The bucket inspector; `None` if the provider has none.
    pub buckets: Option<Arc<dyn BucketInspector>>,
    /// The bucket probe, which tests a role; `None` if the provider has none.
    pub probe: Option<Arc<dyn BucketProbe>>,
    /// The connectivity checks; `None` for a provider without a network.
    pub connection: Option<Arc<dyn Connection>>,
    /// The access to other accounts by roles there; `None` for a provider with one account.
    pub members: Option<Arc<dyn OpenAccount>>,
    /// The recorder of requests and answers; `None` for a provider that sends none.
    pub evidence: Option<EvidenceRecorder>,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

impl<P: RamProvider> From<P> for Cloud {
    fn from(provider: P) -> Self {
        Self {
            provider: Arc::new(provider),
            buckets: None,
            probe: None,
            connection: None,
            members: None,
            evidence: None,
            __non_exhaustive: (),
        }
    }
}

#[cfg(feature = "alibaba")]
impl Cloud {
    /// Returns all backends for the first account of an emulator, over HTTP, with the emulator's own key.
    ///
    /// ```
    /// # #[cfg(feature = "emulator")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> rolewright::Result<()> {
    /// use rolewright::emulator::Emulator;
    /// use rolewright::{Cloud, setup};
    ///
    /// let emulator = Emulator::builder().start().await?;
    /// let cloud = Cloud::of_emulator(&emulator)?;
    /// let report = setup(["my-images"]).on(&cloud).apply().await?;
    /// assert!(report.is_changed());
    /// assert_eq!(emulator.account()?.roles.len(), 1);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "emulator"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`](rolewright_core::ErrorKind::InvalidInput) for an access key that can't be
    /// sent in a header.
    #[cfg(feature = "emulator")]
    pub fn of_emulator(emulator: &crate::emulator::Emulator) -> Result<Self> {
        let builder = rolewright_alibaba::AlibabaProvider::builder();
        let builder = builder.credentials(emulator.credentials());
        let endpoint = emulator.endpoint();
        let builder = builder.endpoint(&endpoint).oss_endpoint(&endpoint);
        #[cfg(feature = "emulator-tls")]
        let builder = match emulator.certificate_authority() {
            Some(pem) => builder.certificate_authorities(
                rolewright_alibaba::CertificateAuthorities::from_pem(pem)?,
            ),
            None => builder,
        };
        Ok(Self::of_alibaba(builder.build()?, None))
    }

    /// Returns all backends of Alibaba Cloud. `chain` is the provider's credential source, if that
    /// is the default chain, so that [`doctor`](crate::doctor) can report each of its sources.
    #[must_use]
    pub fn of_alibaba(
        provider: rolewright_alibaba::AlibabaProvider,
        chain: Option<rolewright_alibaba::CredentialChain>,
    ) -> Self {
        let (buckets, probe) = (provider.buckets(), provider.probe());
        let provider = Arc::new(provider);
        Self {
            buckets: buckets.map(|buckets| Arc::new(buckets) as Arc<dyn BucketInspector>),
            probe: probe.map(|probe| Arc::new(probe) as Arc<dyn BucketProbe>),
            connection: Some(Arc::new(provider.connection(chain))),
            members: Some(Arc::new(AlibabaMembers(provider.clone()))),
            evidence: Some(provider.evidence()),
            provider,
            __non_exhaustive: (),
        }
    }
}

/// Opens the provider of an account of a fleet. Implement it for accounts that are not reached by
/// assuming a role.
///
/// ```
/// use async_trait::async_trait;
/// use rolewright::fleet::{self, FleetOptions, Inventory, Target, AccountVerdict};
/// use rolewright::recipe::library;
/// use rolewright::setup::Goal;
/// use rolewright::{Cloud, MemoryProvider, OpenAccount, Result};
///
/// /// Accounts in memory, for tests.
/// #[derive(Debug)]
/// struct Simulated;
///
/// #[async_trait]
/// impl OpenAccount for Simulated {
///     async fn open(&self, target: &Target, _policy: &str) -> Result<Cloud> {
///         Ok(MemoryProvider::builder().account_id(&target.account).build().into())
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<()> {
/// let inventory = Inventory::parse("parameters.bucket = \"my-images\"\n[[account]]\nid = \"42\"")?;
/// let recipe = library::builtin(&inventory.recipe)?;
/// let (targets, options) = (inventory.targets(), FleetOptions::default());
/// let mut reports = fleet::run(recipe, targets, Goal::Apply, &Simulated, options);
/// while let Some((_, report)) = reports.next().await {
///     assert_eq!(report.verdict(), AccountVerdict::Passed);
/// }
/// # Ok(())
/// # }
/// ```
#[async_trait]
pub trait OpenAccount: Debug + Send + Sync {
    /// Returns the backends of the account. `policy` restricts them to what the run needs; a document of
    /// at most 2,048 characters.
    async fn open(&self, target: &Target, policy: &str) -> Result<Cloud>;
}

/// Assumes a role in each account with the credentials of a provider.
#[cfg(feature = "alibaba")]
#[derive(Debug)]
struct AlibabaMembers(Arc<rolewright_alibaba::AlibabaProvider>);

#[cfg(feature = "alibaba")]
#[async_trait]
impl OpenAccount for AlibabaMembers {
    async fn open(&self, target: &Target, policy: &str) -> Result<Cloud> {
        use rolewright_core::RamProviderExt;
        use rolewright_core::operation::AssumeRole;
        let call = AssumeRole {
            role_arn: target.role_arn(),
            role_session_name: "rolewright".to_owned(),
            policy: Some(policy.to_owned()),
            external_id: target.external_id.clone(),
            ..AssumeRole::default()
        };
        let session = self.0.send(call).await?.credentials;
        Ok(Cloud::of_alibaba(self.0.with_credentials(session)?, None))
    }
}
