//! The shared part of `verify` and `drift`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use jiff::Timestamp;
use rolewright::fleet::RoleReport;
use rolewright::setup::{Goal, Requirement, Status};
use rolewright::{Clock, InstanceId, SystemClock};
use rolewright_report::setup::{self, Page};

use super::run::{Context, Ended};
use crate::args::{DesiredArgs, FailOnArgs, checked};
use crate::config::Config;
use crate::failure::{Failure, Outcome};
use crate::files;

/// The time between two checks of an instance that is not running.
const INTERVAL: Duration = Duration::from_secs(10);

/// The arguments of `verify` and `drift`.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// The desired state.
    #[command(flatten)]
    desired: DesiredArgs,
    /// Container Registry instance to check together with its buckets, in `--region` or the regions of the
    /// buckets; repeatable
    #[arg(long, value_delimiter = ',', value_name = "ID", value_parser = checked::<InstanceId>)]
    instance: Vec<String>,
    /// Findings that count.
    #[command(flatten)]
    fail_on: FailOnArgs,
    /// Also write the report to this file as an HTML page
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// How to check.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Checking {
    /// Whether the live check may write its test objects.
    pub(super) confirmed: bool,
    /// Checks again until the instances are running, for at most this time.
    pub(super) wait: Option<Duration>,
}

impl CheckArgs {
    /// Runs the checks.
    pub(super) fn run(
        &self,
        goal: &Goal,
        config: Config,
        context: &Context<'_>,
        how: Checking,
    ) -> Outcome {
        let Checking { confirmed, wait } = how;
        let config = config
            .with_desired(&self.desired)
            .with_instances(&self.instance);
        if !config.instance.is_empty()
            && config.bucket.is_empty()
            && !config.default_bucket
            && config.recipe.is_empty()
        {
            return Err(Failure::Usage(
                "an instance is checked together with its buckets, and none is set".into(),
                "set `--bucket NAME`, or `--default-bucket` for the bucket that Container Registry creates".into(),
            ));
        }
        if wait.is_some() && config.instance.is_empty() {
            return Err(Failure::Usage(
                "`--wait` waits for instances, and none is set".into(),
                "set `--instance ID`".into(),
            ));
        }
        let is_live = matches!(goal, Goal::Verify { live: true });
        let recipes = config.recipes()?;
        if is_live && recipes.iter().all(|recipe| recipe.buckets().is_empty()) {
            return Err(Failure::Usage(
                "`--live` uses buckets with the role, and the recipe has none".into(),
                "omit `--live`".into(),
            ));
        }
        if is_live && !confirmed {
            return Err(Failure::Usage(
                "`--live` writes, reads and deletes one object in each bucket".into(),
                "confirm with `--yes`".into(),
            ));
        }
        let clock = SystemClock::start();
        let deadline = wait.map(|limit| clock.now().saturating_add(limit));
        let ended = loop {
            let run = context.prepare(goal.clone(), recipes.clone(), &config, config.options())?;
            let ended = run.execute_all(context.printer)?;
            let left = deadline.map(|deadline| deadline.saturating_sub(clock.now()));
            match left.filter(|left| !left.is_zero()) {
                Some(left) if waits_for_instances(&ended) => context.pause(left.min(INTERVAL))?,
                _ => break ended,
            }
        };
        let html = self
            .report
            .as_ref()
            .map(|path| (path, page_of(&ended, context)));
        let fail_on = self.fail_on.fail_on.or(config.fail_on);
        let exit = context.print_all(ended, fail_on)?;
        if let Some((path, html)) = html {
            files::write(path, &html)?;
        }
        Ok(exit)
    }
}

fn page_of(ended: &[Ended], context: &Context<'_>) -> String {
    let page = Page::new(Timestamp::now(), context.command);
    if let [(_, Ok(report))] = ended {
        return setup::html(report, page, context.printer.terms());
    }
    let roles: Vec<_> = ended
        .iter()
        .map(|(role, result)| RoleReport::new(role, result))
        .collect();
    let title = format!("{} roles", roles.len());
    setup::roles_html(&title, &roles, None, page, context.printer.terms())
}

/// Whether only instances are missing: they are not running, and no other requirement fails.
fn waits_for_instances(ended: &[Ended]) -> bool {
    let reports = ended.iter().filter_map(|(_, result)| result.as_ref().ok());
    let requirements: Vec<&Requirement> = reports.flat_map(|report| &report.requirements).collect();
    let is_instance = |requirement: &Requirement| requirement.id.as_str() == "instance";
    let fails = |requirement: &&&Requirement| requirement.status == Status::Failed;
    let is_open = |requirement: &&Requirement| {
        is_instance(requirement)
            && matches!(requirement.status, Status::Failed | Status::Inconclusive)
    };
    requirements
        .iter()
        .copied()
        .any(|requirement| is_open(&requirement))
        && requirements
            .iter()
            .filter(fails)
            .all(|requirement| is_instance(requirement))
}
