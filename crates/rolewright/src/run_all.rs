//! `run_all` for several roles in one account.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::join_all;
use rolewright_core::operation::GetCallerIdentity;
use rolewright_core::recipe::Recipe;
use rolewright_core::setup::driver::Event;
use rolewright_core::setup::{Goal, Options, Report};
use rolewright_core::{AccountId, Error, ErrorKind, RamProvider, RamProviderExt, Result, RoleName};

use crate::run::{RunOptions, run};

/// Runs several recipes with a goal, concurrently: as many rounds of calls as for one. Each recipe has
/// its own options of the engine; those in `options` are ignored. Roles that are
/// [needed in another account](Recipe::only_in) are left out.
///
/// Returns each role with its result, in the order of the recipes. An error of one run does not stop the
/// others.
///
/// ```
/// use rolewright::recipe::library;
/// use rolewright::setup::{Goal, Options};
/// use rolewright::{MemoryProvider, RunOptions, run_all};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> rolewright::Result<()> {
/// let recipes = library::builtin("ack/quick-authorization")?.bind(&Default::default())?;
/// let runs = recipes.into_iter().map(|recipe| (recipe, Options::default())).collect();
/// let provider = MemoryProvider::new();
/// let reports = run_all(runs, Goal::Apply, &provider, RunOptions::default()).await?;
/// assert_eq!(reports.len(), 12);
/// assert!(reports.iter().all(|(_, report)| report.as_ref().is_ok_and(|report| report.is_ok())));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`ErrorKind::Refused`] if no role is needed in this account, and the error of finding out which
/// account it is.
pub async fn run_all(
    runs: Vec<(Arc<dyn Recipe>, Options)>,
    goal: Goal,
    provider: &dyn RamProvider,
    options: RunOptions<'_>,
) -> Result<Vec<(RoleName, Result<Report>)>> {
    let runs = needed_here(runs, provider).await?;
    let sink = options.on_event.unwrap_or_else(|| Box::new(|_| {}));
    let sink = Mutex::new(sink);
    let one = |(recipe, setup): (Arc<dyn Recipe>, Options)| {
        let on_event = |event: Event| {
            let mut sink = sink.lock().unwrap_or_else(PoisonError::into_inner);
            sink(event);
        };
        let options = RunOptions {
            setup,
            buckets: options.buckets.clone(),
            probe: options.probe.clone(),
            cancellation: options.cancellation.clone(),
            on_event: Some(Box::new(on_event)),
            ..Default::default()
        };
        let role = recipe.role().clone();
        let run = run(recipe, goal.clone(), provider, options);
        async move { (role, run.await) }
    };
    Ok(join_all(runs.into_iter().map(one)).await)
}

/// The runs whose role is needed in the provider's account.
async fn needed_here(
    runs: Vec<(Arc<dyn Recipe>, Options)>,
    provider: &dyn RamProvider,
) -> Result<Vec<(Arc<dyn Recipe>, Options)>> {
    let any = AccountId::new("1")?;
    if runs
        .iter()
        .all(|(recipe, _)| recipe.only_in(&any).is_none())
    {
        return Ok(runs);
    }
    let identity = provider.send(GetCallerIdentity::default()).await?;
    let account: AccountId = identity.account_id.parse()?;
    let is_needed = |(recipe, _): &(Arc<dyn Recipe>, Options)| {
        recipe.only_in(&account).is_none_or(|only| only == account)
    };
    let needed: Vec<_> = runs.into_iter().filter(is_needed).collect();
    if needed.is_empty() {
        let text = format!("none of the roles is needed in account {account}");
        return Err(Error::new(ErrorKind::Refused, text)
            .with_remedy("use the credentials of the account that needs them"));
    }
    Ok(needed)
}
