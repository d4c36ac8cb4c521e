//! A run in every account of a fleet.

use std::fmt;
use std::future::ready;
use std::num::{NonZeroU32, NonZeroUsize};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::{Either, select};
use futures_util::{StreamExt, stream};
use rolewright_core::fleet::{AccountReport, AccountVerdict, Target};
use rolewright_core::recipe::library::Entry;
use rolewright_core::setup::{Approved, Goal, Options, Report, Rights, session_policy};
use rolewright_core::{
    Cancellation, Clock, Error, ErrorKind, Items, Result, RoleName, SystemClock,
};

use super::pace::Pace;
use crate::cloud::OpenAccount;
use crate::run::RunOptions;
use crate::run_all::run_all;

/// Returns the approved changes of each role of an account.
pub type ApprovedPlan = dyn Fn(&Target) -> Result<Vec<(RoleName, Approved)>> + Send + Sync;

/// The options of a run over a fleet.
pub struct FleetOptions {
    /// The options of the set-up engine in each account; `account` and `approved` are set by the run.
    pub setup: Options,
    /// The number of accounts at once. Default: 32.
    pub concurrency: NonZeroUsize,
    /// The number of `AssumeRole` calls per second; `None` for no limit. Default: 50, half of the quota of
    /// the account (source: the page "Quotas" of STS), which other programs share.
    pub sts_rate: Option<NonZeroU32>,
    /// The time for one account. Default: 10 minutes.
    pub account_deadline: Duration,
    /// The time for all accounts. When it is over, accounts in progress are stopped and no further one is
    /// started.
    pub deadline: Option<Duration>,
    /// The number of accounts without a positive result after which no further one is started.
    pub max_failures: Option<NonZeroUsize>,
    /// The approved changes of each account; without it, a run that writes plans by itself.
    pub approved: Option<Arc<ApprovedPlan>>,
    /// Don't check buckets, for roles without permissions on OSS.
    pub skip_bucket_check: bool,
    /// Stops the accounts in progress; no further one is started.
    pub cancellation: Cancellation,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

impl Default for FleetOptions {
    fn default() -> Self {
        Self {
            setup: Options::default(),
            concurrency: NonZeroUsize::MIN.saturating_add(31),
            sts_rate: NonZeroU32::new(50),
            account_deadline: Duration::from_secs(600),
            deadline: None,
            max_failures: None,
            approved: None,
            skip_bucket_check: false,
            cancellation: Cancellation::default(),
            __non_exhaustive: (),
        }
    }
}

impl fmt::Debug for FleetOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FleetOptions")
            .field("setup", &self.setup)
            .field("concurrency", &self.concurrency)
            .field("sts_rate", &self.sts_rate)
            .finish_non_exhaustive()
    }
}

/// Runs a recipe with a goal in each account, and returns each with its report when it is done.
///
/// An account whose role can't be assumed, or that fails otherwise, has a report with the error; it doesn't
/// stop the others, unless [`FleetOptions::max_failures`] says so. Accounts that were not started don't
/// appear. Dropping the result drops the runs in progress; use [`FleetOptions::cancellation`] to end them
/// between two calls.
pub fn run<'a>(
    recipe: &'a Entry,
    targets: impl IntoIterator<Item = Target, IntoIter: Send + 'a>,
    goal: Goal,
    accounts: &'a dyn OpenAccount,
    options: FleetOptions,
) -> Items<'a, (Target, AccountReport)> {
    let concurrency = options.concurrency.get();
    let fleet = Arc::new(Fleet {
        recipe,
        goal,
        accounts,
        pace: options.sts_rate.map(Pace::new),
        failures: AtomicUsize::new(0),
        clock: SystemClock::start(),
        options,
    });
    let gate = Arc::clone(&fleet);
    let reports = stream::iter(targets)
        .take_while(move |_| ready(gate.may_start()))
        .map(move |target| {
            let fleet = Arc::clone(&fleet);
            async move {
                let report = fleet.report(&target).await;
                (target, report)
            }
        })
        .buffer_unordered(concurrency);
    Items::new(reports)
}

struct Fleet<'a> {
    recipe: &'a Entry,
    goal: Goal,
    accounts: &'a dyn OpenAccount,
    options: FleetOptions,
    pace: Option<Pace>,
    /// The number of accounts without a positive result.
    failures: AtomicUsize,
    clock: SystemClock,
}

impl Fleet<'_> {
    fn may_start(&self) -> bool {
        let failures = self.failures.load(Ordering::Relaxed);
        let too_many = self
            .options
            .max_failures
            .is_some_and(|most| failures >= most.get());
        !too_many
            && !self.options.cancellation.is_cancelled()
            && self.time_left().is_none_or(|left| !left.is_zero())
    }

    /// The time until the deadline of all accounts.
    fn time_left(&self) -> Option<Duration> {
        let deadline = self.options.deadline?;
        Some(deadline.saturating_sub(self.clock.now()))
    }

    async fn report(&self, target: &Target) -> AccountReport {
        let stop = Cancellation::default();
        let limit = self.options.account_deadline;
        let limit = self.time_left().map_or(limit, |left| left.min(limit));
        let watch = pin!(async {
            let ended = self
                .options
                .cancellation
                .unless_cancelled(self.clock.sleep(limit))
                .await;
            ended.is_some()
        });
        let (roles, is_late) = match select(pin!(self.roles(target, &stop)), watch).await {
            Either::Left((roles, _)) => (roles, false),
            Either::Right((is_late, run)) => {
                stop.cancel();
                (run.await, is_late)
            }
        };
        let mut report = match roles {
            Ok(roles) => AccountReport::of_roles(target, &roles),
            Err(error) => AccountReport::of_error(target, &error),
        };
        // At the end of all accounts it was cancelled, and can run again.
        let is_over = self.time_left().is_some_and(|left| left.is_zero());
        if is_late && !is_over && report.verdict() == AccountVerdict::NotJudged {
            let text = format!("the account was not done within {} s", limit.as_secs());
            let error = Error::new(ErrorKind::Timeout, text);
            report.error = Some((&error.with_remedy("run it again, or allow more time")).into());
        }
        if report.verdict() != AccountVerdict::Passed {
            self.failures.fetch_add(1, Ordering::Relaxed);
        }
        report
    }

    async fn roles(
        &self,
        target: &Target,
        stop: &Cancellation,
    ) -> Result<Vec<(RoleName, Result<Report>)>> {
        let recipes = target.recipes(self.recipe)?;
        let rights = if self.goal.is_read_only() {
            Rights::Read
        } else {
            Rights::Write
        };
        let policy = session_policy(&recipes, &target.account, rights)?;
        let approved = self.options.approved.as_ref();
        let approved = approved.map(|plan| plan(target)).transpose()?;
        let runs = recipes.into_iter().map(|recipe| {
            let approved = match &approved {
                Some(approved) => Some(of_role(approved, recipe.role(), target)?),
                None => None,
            };
            let options = Options {
                account: Some(target.account.clone()),
                approved,
                ..self.options.setup.clone()
            };
            Ok((recipe, options))
        });
        let runs = runs.collect::<Result<Vec<_>>>()?;
        let open = async {
            if let Some(pace) = &self.pace {
                pace.wait(&self.clock).await;
            }
            self.accounts.open(target, &policy).await
        };
        let opened = stop.unless_cancelled(open).await;
        let stopped = || {
            Error::new(
                ErrorKind::Cancelled,
                "the run was stopped before it reached the account",
            )
        };
        let cloud = opened.ok_or_else(stopped)??;
        let options = RunOptions {
            buckets: cloud.buckets.filter(|_| !self.options.skip_bucket_check),
            probe: cloud.probe,
            cancellation: stop.clone(),
            ..RunOptions::default()
        };
        run_all(runs, self.goal.clone(), &*cloud.provider, options).await
    }
}

fn of_role(
    approved: &[(RoleName, Approved)],
    role: &RoleName,
    target: &Target,
) -> Result<Approved> {
    let found = approved.iter().find(|(name, _)| name == role);
    let found = found.map(|(_, approved)| approved.clone());
    found.ok_or_else(|| {
        let text = format!(
            "the plan of account `{}` has no role `{role}`",
            target.account
        );
        Error::new(ErrorKind::Refused, text).with_remedy("plan again")
    })
}
