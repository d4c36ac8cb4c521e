//! `setup` for Container Registry's custom bucket.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rolewright_core::bucket::BucketInspector;
use rolewright_core::policy::TrustPolicy;
use rolewright_core::recipe::TrustChoice;
use rolewright_core::recipe::container_registry::{CustomBucket, Revision, custom_bucket};
use rolewright_core::setup::driver::Event;
use rolewright_core::setup::{Accept, Approved, Exact, Goal, Options, Report, RetryPolicy};
use rolewright_core::{AccountId, BucketName, BucketProbe, Cancellation, RamProvider, Result};

use crate::cloud::Cloud;
use crate::run::{RunOptions, run};
use crate::setup_on::SetupOn;

/// Returns a builder for Container Registry's role with these buckets.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> rolewright::Result<()> {
/// let provider = rolewright::MemoryProvider::new();
/// let report = rolewright::setup(["my-images"]).apply(&provider).await?;
/// assert!(report.into_result()?.has_passed());
/// # Ok(())
/// # }
/// ```
///
/// On Alibaba Cloud, [`SetupBuilder::on`] uses a [`Cloud`], which can inspect the buckets too:
///
/// ```no_run
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> rolewright::Result<()> {
/// use rolewright::{Cloud, setup};
///
/// let cloud = Cloud::from_environment()?;
/// let report = setup(["my-images"]).on(&cloud).apply().await?.into_result()?;
/// println!("{} changes", report.changes.len());
/// # Ok(())
/// # }
/// ```
pub fn setup<'a, B: AsRef<str>>(buckets: impl IntoIterator<Item = B>) -> SetupBuilder<'a> {
    let names: Result<Vec<_>> = buckets
        .into_iter()
        .map(|bucket| BucketName::new(bucket.as_ref()))
        .collect();
    SetupBuilder {
        recipe: names.and_then(custom_bucket),
        options: Options::default(),
        buckets: None,
        probe: None,
        cancellation: Cancellation::default(),
        on_event: None,
    }
}

type SharedSink<'a> = Arc<Mutex<dyn FnMut(Event) + Send + 'a>>;

/// A builder for a run with Container Registry's role; see [`setup`].
///
/// The error for an invalid bucket name is returned by the method that starts the run. Clones share the
/// callback for events and the cancellation.
#[derive(Clone)]
#[must_use = "it does nothing until a run is started"]
pub struct SetupBuilder<'a> {
    recipe: Result<CustomBucket>,
    options: Options,
    buckets: Option<Arc<dyn BucketInspector>>,
    probe: Option<Arc<dyn BucketProbe>>,
    cancellation: Cancellation,
    on_event: Option<SharedSink<'a>>,
}

impl fmt::Debug for SetupBuilder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SetupBuilder")
            .field("recipe", &self.recipe)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl<'a> SetupBuilder<'a> {
    /// Uses the provider, the bucket inspector and the bucket probe of `cloud`.
    pub fn on(self, cloud: &Cloud) -> SetupOn<'a> {
        let provider = Arc::clone(&cloud.provider);
        let setup = Self {
            buckets: self.buckets.or_else(|| cloud.buckets.clone()),
            probe: self.probe.or_else(|| cloud.probe.clone()),
            ..self
        };
        SetupOn { setup, provider }
    }

    /// Trusts these principals instead of the service.
    pub fn trust(self, trust: impl IntoIterator<Item = TrustChoice>) -> Self {
        Self {
            recipe: self.recipe.map(|recipe| recipe.with_trust(trust)),
            ..self
        }
    }

    /// Sets the trust policy.
    pub fn trust_policy(self, trust: TrustPolicy) -> Self {
        Self {
            recipe: self.recipe.map(|recipe| recipe.with_trust_policy(trust)),
            ..self
        }
    }

    /// Follows this revision of the reference policy exactly.
    pub fn revision(self, page: Revision) -> Self {
        Self {
            recipe: self.recipe.map(|recipe| recipe.revision(page)),
            ..self
        }
    }

    /// Fails before any write when the caller belongs to another account.
    pub fn account(mut self, account: AccountId) -> Self {
        self.options.account = Some(account);
        self
    }

    /// Grants the use of the KMS key that encrypts the buckets, by id or ARN.
    pub fn kms_key(self, key: &str) -> Self {
        Self {
            recipe: self.recipe.and_then(|recipe| recipe.with_kms_key(key)),
            ..self
        }
    }

    /// Makes these parts equal to the recipe; unmanaged content is removed.
    pub fn exact(mut self, exact: Exact) -> Self {
        self.options.exact = exact;
        self
    }

    /// Removes over-broad grants.
    pub fn narrow(mut self) -> Self {
        self.options.narrow = true;
        self
    }

    /// Splits the grants over several numbered policies when they don't fit in one document.
    pub fn split(mut self) -> Self {
        self.options.split = true;
        self
    }

    /// Sets tags that the role and policy must have; other tags are kept.
    pub fn tags<K: Into<String>, V: Into<String>>(
        mut self,
        tags: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let tags = tags
            .into_iter()
            .map(|(key, value)| (key.into(), value.into()));
        self.options.tags = BTreeMap::from_iter(tags);
        self
    }

    /// Accepts these parts of the account although they are not desired.
    pub fn accept(mut self, accept: impl IntoIterator<Item = Accept>) -> Self {
        self.options.accept = accept.into_iter().collect();
        self
    }

    /// Makes a requirement that can be checked and was not an inconclusive result, such as those of buckets
    /// without a bucket inspector.
    pub fn strict(mut self) -> Self {
        self.options.strict = true;
        self
    }

    /// Fails before any write if the changes differ from those of this plan, or the account's state from the
    /// one in it.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> rolewright::Result<()> {
    /// let provider = rolewright::MemoryProvider::new();
    /// let setup = rolewright::setup(["my-images"]);
    /// let plan = setup.clone().plan(&provider).await?;
    /// // .. show plan.changes to a colleague ..
    /// let report = setup.approved(&plan).apply(&provider).await?;
    /// assert_eq!(report.changes.len(), plan.changes.len());
    /// # Ok(())
    /// # }
    /// ```
    pub fn approved(mut self, plan: &Report) -> Self {
        self.options.approved = Some(Approved::from(plan));
        self
    }

    /// Makes [`remove`](Self::remove), [`destroy`](Self::destroy) and [`rollback`](Self::rollback) show their
    /// changes, and write nothing.
    pub fn preview(mut self) -> Self {
        self.options.preview = true;
        self
    }

    /// Revokes or deletes even if a Container Registry instance may still need the role.
    pub fn force(mut self) -> Self {
        self.options.force = true;
        self
    }

    /// Allows the deletion of this version, for example `v2`, whatever it grants, if the policy has five
    /// versions and none can be deleted otherwise. It applies to one deletion.
    pub fn delete_version(mut self, version: impl Into<String>) -> Self {
        self.options.delete_version = Some(version.into());
        self
    }

    /// Sets the regions to check for Container Registry instances before access is revoked.
    pub fn regions<R: Into<String>>(self, regions: impl IntoIterator<Item = R>) -> Self {
        Self {
            recipe: self.recipe.map(|recipe| recipe.with_regions(regions)),
            ..self
        }
    }

    /// Makes [`Self::verify`] and [`Self::drift`] check that these Container Registry instances
    /// run, in [`Self::regions`].
    pub fn instances<I: Into<String>>(self, ids: impl IntoIterator<Item = I>) -> Self {
        Self {
            recipe: self.recipe.map(|recipe| recipe.with_instances(ids)),
            ..self
        }
    }

    /// Makes [`Self::verify`] test each bucket with the role, which the caller must be able to
    /// assume: it writes, reads and deletes one object. See [`SetupOn::verify_live`].
    pub fn live(mut self, probe: Arc<dyn BucketProbe>) -> Self {
        self.probe = Some(probe);
        self
    }

    /// Sets the bucket inspector, so that buckets are checked too. See [`Self::on`].
    pub fn buckets(mut self, inspector: Arc<dyn BucketInspector>) -> Self {
        self.buckets = Some(inspector);
        self
    }

    /// Sets the retry policy: how often to re-read, and for how long.
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.options.retry = retry;
        self
    }

    /// Stops the run when this is cancelled; see [`driver::run`](rolewright_core::setup::driver::run).
    pub fn cancellation(mut self, cancellation: Cancellation) -> Self {
        self.cancellation = cancellation;
        self
    }

    /// Sets a callback for the events of the run, each when it happens: [`Event::Answered`] has a change
    /// as soon as the service has answered its call.
    ///
    /// ```
    /// use rolewright::setup::driver::Event;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> rolewright::Result<()> {
    /// let mut made = Vec::new();
    /// let provider = rolewright::MemoryProvider::new();
    /// let setup = rolewright::setup(["my-images"]).on_event(|event| {
    ///     if let Event::Answered { change: Some(change), error: None, .. } = event {
    ///         made.push(change.summary);
    ///     }
    /// });
    /// let report = setup.apply(&provider).await?;
    /// assert_eq!(made.len(), report.changes.len());
    /// # Ok(())
    /// # }
    /// ```
    pub fn on_event(mut self, on_event: impl FnMut(Event) + Send + 'a) -> Self {
        self.on_event = Some(Arc::new(Mutex::new(on_event)));
        self
    }

    /// Plans the changes; writes nothing.
    ///
    /// # Errors
    /// As [`run`]; an invalid bucket name.
    pub async fn plan(self, provider: &dyn RamProvider) -> Result<Report> {
        self.run(Goal::Plan, provider).await
    }

    /// Creates or repairs the role, policy and attachment, then verifies.
    ///
    /// # Errors
    /// As [`run`]; an invalid bucket name.
    pub async fn apply(self, provider: &dyn RamProvider) -> Result<Report> {
        self.run(Goal::Apply, provider).await
    }

    /// Verifies all requirements; writes nothing. A provider alone can't inspect buckets: without
    /// [`Self::on`] or [`Self::buckets`], theirs are reported as not checked.
    ///
    /// # Errors
    /// As [`run`]; an invalid bucket name.
    pub async fn verify(self, provider: &dyn RamProvider) -> Result<Report> {
        let live = self.probe.is_some();
        self.run(Goal::Verify { live }, provider).await
    }

    /// Detects drift from the desired state; writes nothing.
    ///
    /// # Errors
    /// As [`run`]; an invalid bucket name.
    pub async fn drift(self, provider: &dyn RamProvider) -> Result<Report> {
        self.run(Goal::Drift, provider).await
    }

    /// Reads the live state; judges and writes nothing.
    ///
    /// # Errors
    /// As [`run`]; an invalid bucket name.
    pub async fn show(self, provider: &dyn RamProvider) -> Result<Report> {
        self.run(Goal::Show, provider).await
    }

    /// Revokes access to these buckets; other grants are kept.
    ///
    /// # Errors
    /// As [`run`]; an invalid bucket name; an instance that may still need the role.
    pub async fn remove(self, provider: &dyn RamProvider) -> Result<Report> {
        self.run(Goal::Remove, provider).await
    }

    /// Sets an earlier version of the policy as the default version: `to`, for example `v2`, or the one
    /// before the default version.
    ///
    /// # Errors
    /// As [`run`]; an invalid bucket name; a version that does not exist.
    pub async fn rollback(self, to: Option<&str>, provider: &dyn RamProvider) -> Result<Report> {
        let to = to.map(str::to_owned);
        self.run(Goal::Rollback { to }, provider).await
    }

    /// Deletes the role, policy and attachment. A policy with content of others is kept.
    ///
    /// # Errors
    /// As [`run`]; an invalid bucket name; an instance that may still need the role.
    pub async fn destroy(self, provider: &dyn RamProvider) -> Result<Report> {
        self.run(Goal::Destroy, provider).await
    }

    pub(crate) async fn run(self, goal: Goal, provider: &dyn RamProvider) -> Result<Report> {
        let options = RunOptions {
            setup: self.options,
            buckets: self.buckets,
            probe: self.probe,
            cancellation: self.cancellation,
            on_event: self.on_event.map(|sink| {
                let on_event = move |event: Event| {
                    let mut sink = sink.lock().unwrap_or_else(PoisonError::into_inner);
                    (*sink)(event);
                };
                Box::new(on_event) as crate::run::EventSink<'a>
            }),
            ..Default::default()
        };
        run(Arc::new(self.recipe?), goal, provider, options).await
    }
}
