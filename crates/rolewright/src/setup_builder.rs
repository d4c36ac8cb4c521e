//! `run` for any recipe, and `setup` for Container Registry's custom bucket.

use std::fmt;
use std::sync::Arc;

use rolewright_core::bucket::BucketInspector;
use rolewright_core::policy::TrustPolicy;
use rolewright_core::recipe::container_registry::{CustomBucket, Revision, custom_bucket};
use rolewright_core::recipe::{Recipe, TrustChoice};
use rolewright_core::setup::driver::{self, Backends, Event};
use rolewright_core::setup::{Exact, Goal, Options, Report, RetryPolicy, Setup};
use rolewright_core::{
    AccountId, BucketName, BucketProbe, Cancellation, RamProvider, Result, SystemClock,
};

/// A callback for the events of a run.
pub type EventSink<'a> = Box<dyn FnMut(Event<'_>) + Send + 'a>;

/// The options and backends of a run.
#[derive(Default)]
pub struct RunOptions<'a> {
    /// The options of the set-up engine.
    pub setup: Options,
    /// The bucket inspector. Without it, buckets are not checked.
    pub buckets: Option<Arc<dyn BucketInspector>>,
    /// The bucket probe, for [`Goal::Verify`] with `live`.
    pub probe: Option<Arc<dyn BucketProbe>>,
    /// Stops the run; see [`driver::run`].
    pub cancellation: Cancellation,
    /// Called for each event of the run, when it happens.
    pub on_event: Option<EventSink<'a>>,
}

impl fmt::Debug for RunOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunOptions")
            .field("setup", &self.setup)
            .field("buckets", &self.buckets)
            .field("probe", &self.probe)
            .finish_non_exhaustive()
    }
}

/// Runs a recipe with a goal.
///
/// # Errors
/// Those of [`driver::run`].
pub async fn run(
    recipe: Arc<dyn Recipe>,
    goal: Goal,
    provider: &dyn RamProvider,
    options: RunOptions<'_>,
) -> Result<Report> {
    let setup = Setup::new(recipe, goal, provider.info()).with_options(options.setup);
    let mut on_event = options.on_event.unwrap_or_else(|| Box::new(|_| {}));
    let backends = Backends {
        provider,
        buckets: options.buckets.as_deref(),
        probe: options.probe.as_deref(),
    };
    let clock = SystemClock::start();
    let run = driver::run(
        setup,
        backends,
        &clock,
        &options.cancellation,
        &mut *on_event,
    );
    let mut report = run.await?;
    report.provider.hosts = provider.info().hosts;
    Ok(report)
}

/// Returns a builder for Container Registry's role with these buckets.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> rolewright::Result<()> {
/// let provider = rolewright::MemoryProvider::new();
/// let report = rolewright::setup(["my-images"]).apply(&provider).await?;
/// assert!(report.is_ok() && report.has_passed());
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
        options: RunOptions::default(),
    }
}

/// A builder for a run with Container Registry's role; see [`setup`].
///
/// The error for an invalid bucket name is returned by the method that starts the run.
#[derive(Debug)]
pub struct SetupBuilder<'a> {
    recipe: Result<CustomBucket>,
    options: RunOptions<'a>,
}

impl<'a> SetupBuilder<'a> {
    /// Trusts these principals instead of the service.
    #[must_use]
    pub fn trust(self, trust: impl IntoIterator<Item = TrustChoice>) -> Self {
        Self {
            recipe: self.recipe.map(|recipe| recipe.with_trust(trust)),
            ..self
        }
    }

    /// Sets the trust policy.
    #[must_use]
    pub fn trust_policy(self, trust: TrustPolicy) -> Self {
        Self {
            recipe: self.recipe.map(|recipe| recipe.with_trust_policy(trust)),
            ..self
        }
    }

    /// Follows this revision of the reference policy exactly.
    #[must_use]
    pub fn revision(self, page: Revision) -> Self {
        Self {
            recipe: self.recipe.map(|recipe| recipe.revision(page)),
            ..self
        }
    }

    /// Fails before any write when the caller belongs to another account.
    #[must_use]
    pub fn account(mut self, account: AccountId) -> Self {
        self.options.setup.account = Some(account);
        self
    }

    /// Grants the use of the KMS key that encrypts the buckets, by id or ARN.
    #[must_use]
    pub fn kms_key(self, key: &str) -> Self {
        Self {
            recipe: self.recipe.and_then(|recipe| recipe.with_kms_key(key)),
            ..self
        }
    }

    /// Makes these parts equal to the recipe; unmanaged content is removed.
    #[must_use]
    pub fn exact(mut self, exact: Exact) -> Self {
        self.options.setup.exact = exact;
        self
    }

    /// Removes over-broad grants.
    #[must_use]
    pub fn narrow(mut self) -> Self {
        self.options.setup.narrow = true;
        self
    }

    /// Splits the grants over several numbered policies when they don't fit in one document.
    #[must_use]
    pub fn split(mut self) -> Self {
        self.options.setup.split = true;
        self
    }

    /// Sets the regions to check for Container Registry instances before access is revoked.
    #[must_use]
    pub fn regions<R: Into<String>>(self, regions: impl IntoIterator<Item = R>) -> Self {
        Self {
            recipe: self.recipe.map(|recipe| recipe.with_regions(regions)),
            ..self
        }
    }

    /// Makes [`Self::verify`] and [`Self::drift`] check that these Container Registry instances
    /// run, in [`Self::regions`].
    #[must_use]
    pub fn instances<I: Into<String>>(self, ids: impl IntoIterator<Item = I>) -> Self {
        Self {
            recipe: self.recipe.map(|recipe| recipe.with_instances(ids)),
            ..self
        }
    }

    /// Makes [`Self::verify`] test each bucket with the role, which the caller must be able to
    /// assume: it writes, reads and deletes one object.
    #[must_use]
    pub fn live(mut self, probe: Arc<dyn BucketProbe>) -> Self {
        self.options.probe = Some(probe);
        self
    }

    /// Sets the bucket inspector, so that buckets are checked too.
    #[must_use]
    pub fn buckets(mut self, inspector: Arc<dyn BucketInspector>) -> Self {
        self.options.buckets = Some(inspector);
        self
    }

    /// Sets the retry policy: how often to re-read, and for how long.
    #[must_use]
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.options.setup.retry = retry;
        self
    }

    /// Stops the run when this is cancelled; see [`driver::run`].
    #[must_use]
    pub fn cancellation(mut self, cancellation: Cancellation) -> Self {
        self.options.cancellation = cancellation;
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
    ///         made.push(change.summary.clone());
    ///     }
    /// });
    /// setup.apply(&provider).await?;
    /// assert_eq!(made.len(), 3);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn on_event(mut self, on_event: impl FnMut(Event<'_>) + Send + 'a) -> Self {
        self.options.on_event = Some(Box::new(on_event));
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

    /// Verifies all requirements; writes nothing.
    ///
    /// # Errors
    /// As [`run`]; an invalid bucket name.
    pub async fn verify(self, provider: &dyn RamProvider) -> Result<Report> {
        let live = self.options.probe.is_some();
        self.run(Goal::Verify { live }, provider).await
    }

    /// Detects drift from the desired state; writes nothing.
    ///
    /// # Errors
    /// As [`run`]; an invalid bucket name.
    pub async fn drift(self, provider: &dyn RamProvider) -> Result<Report> {
        self.run(Goal::Drift, provider).await
    }

    /// Revokes access to these buckets; other grants are kept.
    ///
    /// # Errors
    /// As [`run`]; an invalid bucket name; an instance that may still need the role.
    pub async fn remove(self, provider: &dyn RamProvider) -> Result<Report> {
        self.run(Goal::Remove, provider).await
    }

    async fn run(self, goal: Goal, provider: &dyn RamProvider) -> Result<Report> {
        run(Arc::new(self.recipe?), goal, provider, self.options).await
    }
}
