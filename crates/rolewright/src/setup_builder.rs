//! The whole job in one line, for Rust programs.

use std::fmt;
use std::sync::Arc;

use rolewright_core::bucket::BucketInspector;
use rolewright_core::policy::TrustPolicy;
use rolewright_core::recipe::container_registry::{CustomBucket, Revision, custom_bucket};
use rolewright_core::recipe::{Recipe, TrustChoice};
use rolewright_core::setup::driver::{self, Event, Seams};
use rolewright_core::setup::{Exact, Goal, Options, Patience, Report, Setup};
use rolewright_core::{AccountId, BucketName, BucketProbe, RamProvider, Result, SystemClock};

/// Is told what a run is doing.
pub type EventSink<'a> = Box<dyn FnMut(Event<'_>) + Send + 'a>;

/// What a run may be told, and asked with, besides its recipe.
#[derive(Default)]
pub struct RunOptions<'a> {
    /// What the set-up machine is told.
    pub setup: Options,
    /// Looks at the buckets; without it the report says that they were not looked at.
    pub buckets: Option<Arc<dyn BucketInspector>>,
    /// Uses the buckets with the role, when [`Goal::Verify`] asks for it.
    pub probe: Option<Arc<dyn BucketProbe>>,
    /// Is told what the run is doing.
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

/// Runs any recipe towards any goal.
///
/// # Errors
/// Whatever kept the run from changing anything; see [`driver::run`].
pub async fn run(
    recipe: Arc<dyn Recipe>,
    goal: Goal,
    provider: &dyn RamProvider,
    options: RunOptions<'_>,
) -> Result<Report> {
    let setup = Setup::new(recipe, goal, provider.info()).with_options(options.setup);
    let mut on_event = options.on_event.unwrap_or_else(|| Box::new(|_| {}));
    let seams = Seams {
        provider,
        buckets: options.buckets.as_deref(),
        probe: options.probe.as_deref(),
    };
    driver::run(setup, seams, &SystemClock::start(), &mut *on_event).await
}

/// Begins the set-up of Container Registry's role for these buckets.
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

/// A set-up that has not begun; see [`setup`].
///
/// A bucket name out of form is kept and told by the method that ends the chain.
#[derive(Debug)]
pub struct SetupBuilder<'a> {
    recipe: Result<CustomBucket>,
    options: RunOptions<'a>,
}

impl<'a> SetupBuilder<'a> {
    /// Trusts these in place of the service alone.
    #[must_use]
    pub fn trust(self, trust: impl IntoIterator<Item = TrustChoice>) -> Self {
        Self {
            recipe: self.recipe.map(|recipe| recipe.with_trust(trust)),
            ..self
        }
    }

    /// Trusts as a document says.
    #[must_use]
    pub fn trust_policy(self, trust: TrustPolicy) -> Self {
        Self {
            recipe: self.recipe.map(|recipe| recipe.with_trust_policy(trust)),
            ..self
        }
    }

    /// Follows a dated copy of the page to the letter.
    #[must_use]
    pub fn revision(self, page: Revision) -> Self {
        Self {
            recipe: self.recipe.map(|recipe| recipe.revision(page)),
            ..self
        }
    }

    /// Stops before anything is written when the caller's account is another one.
    #[must_use]
    pub fn account(mut self, account: AccountId) -> Self {
        self.options.setup.account = Some(account);
        self
    }

    /// Grants the use of a KMS key that encrypts the buckets, by its id or its ARN.
    #[must_use]
    pub fn kms_key(self, key: &str) -> Self {
        Self {
            recipe: self.recipe.and_then(|recipe| recipe.with_kms_key(key)),
            ..self
        }
    }

    /// Makes these parts equal to the recipe; what others put there goes.
    #[must_use]
    pub fn exact(mut self, exact: Exact) -> Self {
        self.options.setup.exact = exact;
        self
    }

    /// Takes away what is granted far too widely.
    #[must_use]
    pub fn narrow(mut self) -> Self {
        self.options.setup.narrow = true;
        self
    }

    /// Makes numbered further policies when the buckets do not fit in one document.
    #[must_use]
    pub fn split(mut self) -> Self {
        self.options.setup.split = true;
        self
    }

    /// Looks for Container Registry instances in these regions before anything is taken away.
    #[must_use]
    pub fn regions<R: Into<String>>(self, regions: impl IntoIterator<Item = R>) -> Self {
        Self {
            recipe: self.recipe.map(|recipe| recipe.with_regions(regions)),
            ..self
        }
    }

    /// Looks whether these Container Registry instances run, in [`Self::regions`]; [`Self::verify`]
    /// and [`Self::drift`] tell.
    #[must_use]
    pub fn instances<I: Into<String>>(self, ids: impl IntoIterator<Item = I>) -> Self {
        Self {
            recipe: self.recipe.map(|recipe| recipe.with_instances(ids)),
            ..self
        }
    }

    /// Lets [`Self::verify`] try each bucket with the role itself, which the caller must be able to
    /// assume: one object comes and goes.
    #[must_use]
    pub fn live(mut self, probe: Arc<dyn BucketProbe>) -> Self {
        self.options.probe = Some(probe);
        self
    }

    /// Looks at the buckets, too.
    #[must_use]
    pub fn buckets(mut self, inspector: Arc<dyn BucketInspector>) -> Self {
        self.options.buckets = Some(inspector);
        self
    }

    /// How often to look again, and for how long.
    #[must_use]
    pub fn patience(mut self, patience: Patience) -> Self {
        self.options.setup.patience = patience;
        self
    }

    /// Is told what the run is doing.
    #[must_use]
    pub fn on_event(mut self, on_event: impl FnMut(Event<'_>) + Send + 'a) -> Self {
        self.options.on_event = Some(Box::new(on_event));
        self
    }

    /// Says what would have to change; writes nothing.
    ///
    /// # Errors
    /// As [`run`]; a bucket name that is out of form.
    pub async fn plan(self, provider: &dyn RamProvider) -> Result<Report> {
        self.run(Goal::Plan, provider).await
    }

    /// Changes what has to change, reads back, and judges what is there.
    ///
    /// # Errors
    /// As [`run`]; a bucket name that is out of form.
    pub async fn apply(self, provider: &dyn RamProvider) -> Result<Report> {
        self.run(Goal::Apply, provider).await
    }

    /// Says whether everything holds; writes nothing.
    ///
    /// # Errors
    /// As [`run`]; a bucket name that is out of form.
    pub async fn verify(self, provider: &dyn RamProvider) -> Result<Report> {
        let live = self.options.probe.is_some();
        self.run(Goal::Verify { live }, provider).await
    }

    /// Says whether anything is not as wanted any more; writes nothing.
    ///
    /// # Errors
    /// As [`run`]; a bucket name that is out of form.
    pub async fn drift(self, provider: &dyn RamProvider) -> Result<Report> {
        self.run(Goal::Drift, provider).await
    }

    /// Takes the grants on these buckets away again; what else is granted stays.
    ///
    /// # Errors
    /// As [`run`]; a bucket name that is out of form; an instance that may still need the role.
    pub async fn remove(self, provider: &dyn RamProvider) -> Result<Report> {
        self.run(Goal::Remove, provider).await
    }

    async fn run(self, goal: Goal, provider: &dyn RamProvider) -> Result<Report> {
        run(Arc::new(self.recipe?), goal, provider, self.options).await
    }
}
