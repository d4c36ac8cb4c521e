//! `run` for any recipe.

use std::fmt;
use std::sync::Arc;

use rolewright_core::bucket::BucketInspector;
use rolewright_core::recipe::Recipe;
use rolewright_core::setup::driver::{self, Backends, Event};
use rolewright_core::setup::{Goal, Options, Report, Setup};
use rolewright_core::{BucketProbe, Cancellation, RamProvider, Result, SystemClock};

/// A callback for the events of a run.
pub type EventSink<'a> = Box<dyn FnMut(Event) + Send + 'a>;

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
    #[doc(hidden)]
    pub __non_exhaustive: (),
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
        buckets: options.buckets.as_deref(),
        probe: options.probe.as_deref(),
        ..provider.into()
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
