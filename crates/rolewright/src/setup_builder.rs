//! The whole job in one line, for Rust programs.

use std::fmt;
use std::sync::Arc;

use rolewright_core::policy::TrustPolicy;
use rolewright_core::recipe::container_registry::{CustomBucket, Page, custom_bucket};
use rolewright_core::recipe::{Recipe, TrustChoice};
use rolewright_core::setup::driver::{self, Event};
use rolewright_core::setup::{Goal, Patience, Report, Setup};
use rolewright_core::{AccountId, BucketName, Call, RamProvider, Result};

use crate::clock::SystemClock;

/// Is told what a run is doing.
pub type EventSink<'a> = Box<dyn FnMut(Event<'_>) + Send + 'a>;

/// What a run may be told besides its recipe.
#[derive(Default)]
pub struct RunOptions<'a> {
    /// Stop before anything is written when the caller's account is another one.
    pub account: Option<AccountId>,
    /// The calls of a plan that was approved: stop before anything is written when others would
    /// have to be made now.
    pub approved: Option<Vec<Call>>,
    /// How often to look again, and for how long.
    pub patience: Patience,
    /// Is told what the run is doing.
    pub on_event: Option<EventSink<'a>>,
}

impl fmt::Debug for RunOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunOptions")
            .field("account", &self.account)
            .field("patience", &self.patience)
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
    let setup = Setup::new(recipe, goal, provider.info())
        .expect_account(options.account)
        .expect_plan(options.approved)
        .with_patience(options.patience);
    let mut on_event = options.on_event.unwrap_or_else(|| Box::new(|_| {}));
    driver::run(setup, provider, &SystemClock::start(), &mut *on_event).await
}

/// Begins the set-up of Container Registry's role for these buckets.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> rolewright::Result<()> {
/// let provider = rolewright::MemoryProvider::new();
/// let report = rolewright::setup(["my-images"]).apply(&provider).await?;
/// assert!(report.is_ok() && report.is_proven());
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
    pub fn as_documented(self, page: Page) -> Self {
        Self {
            recipe: self.recipe.map(|recipe| recipe.as_documented(page)),
            ..self
        }
    }

    /// Stops before anything is written when the caller's account is another one.
    #[must_use]
    pub fn account(mut self, account: AccountId) -> Self {
        self.options.account = Some(account);
        self
    }

    /// How often to look again, and for how long.
    #[must_use]
    pub fn patience(mut self, patience: Patience) -> Self {
        self.options.patience = patience;
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
        self.run(Goal::Verify, provider).await
    }

    async fn run(self, goal: Goal, provider: &dyn RamProvider) -> Result<Report> {
        run(Arc::new(self.recipe?), goal, provider, self.options).await
    }
}
