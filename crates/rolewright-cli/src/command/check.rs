//! The shared part of `verify` and `drift`.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use rolewright::fleet::RoleReport;
use rolewright::setup::Goal;
use rolewright::{Error, ErrorKind, InstanceId};
use rolewright_report::setup::{self, Page};

use super::run::{Context, Ended};
use crate::args::{DesiredArgs, FailOnArgs, checked};
use crate::config::Config;
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::terminal::CliTerms;

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

impl CheckArgs {
    pub(super) fn run(&self, goal: Goal, config: Config, context: &Context<'_>) -> Outcome {
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
        let is_live = matches!(goal, Goal::Verify { live: true });
        let recipes = config.recipes()?;
        let run = context.prepare(goal, recipes, &config, config.options())?;
        if is_live && run.cloud.probe.is_none() {
            let text = "this provider has no live check";
            let error = Error::new(ErrorKind::Unsupported, text);
            let help = "use `--provider alibaba`; for an emulator, set `--oss-endpoint` too";
            return Err(error.with_remedy(help).into());
        }
        let ended = run.execute_all(context.printer)?;
        let html = self
            .report
            .as_ref()
            .map(|path| (path, page_of(&ended, context)));
        let fail_on = self.fail_on.fail_on.or(config.fail_on);
        let exit = context.print_all(ended, |report, exit| exit.with_findings(report, fail_on))?;
        if let Some((path, html)) = html {
            files::write(path, &html)?;
        }
        Ok(exit)
    }
}

fn page_of(ended: &[Ended], context: &Context<'_>) -> String {
    let page = Page {
        made: Timestamp::now(),
        command: context.command,
    };
    if let [(_, Ok(report))] = ended {
        return setup::html(report, page, &CliTerms);
    }
    let roles: Vec<_> = ended
        .iter()
        .map(|(role, result)| RoleReport::new(role, result))
        .collect();
    let title = format!("{} roles", roles.len());
    setup::roles_html(&title, &roles, None, page, &CliTerms)
}
