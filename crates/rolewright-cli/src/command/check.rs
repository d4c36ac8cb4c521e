//! What `verify` and `drift` share.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use rolewright::setup::Goal;
use rolewright::{Error, ErrorKind, InstanceId};
use rolewright_report::setup;

use super::run::Context;
use crate::args::{DesiredArgs, checked};
use crate::config::Config;
use crate::failure::Outcome;
use crate::files;
use crate::terminal::CliTerms;

/// What `verify` and `drift` take.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// What the account should hold.
    #[command(flatten)]
    desired: DesiredArgs,
    /// A Container Registry instance that has to run, in one of `--region` or the buckets' own
    /// regions; repeatable
    #[arg(long, value_delimiter = ',', value_name = "ID", value_parser = checked::<InstanceId>)]
    instance: Vec<String>,
    /// Also write all of it to this file, as an HTML page to keep or to hand on
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

impl CheckArgs {
    pub(super) fn run(&self, goal: Goal, config: Config, context: &Context<'_>) -> Outcome {
        let config = config
            .with_desired(&self.desired)
            .with_instances(&self.instance);
        let is_live = matches!(goal, Goal::Verify { live: true });
        let run = context.prepare(goal, config.recipe()?, &config, config.options())?;
        if is_live && run.cloud.probe.is_none() {
            let text = "this provider has nobody who can try a bucket with a role";
            let error = Error::new(ErrorKind::Unsupported, text);
            let help =
                "run it with `--provider alibaba`; for an emulator, say `--oss-endpoint` too";
            return Err(error.with_remedy(help).into());
        }
        let report = run.execute(context.printer)?;
        let exit = context.print(&report)?;
        if let Some(path) = &self.report {
            files::write(path, &setup::html(&report, Timestamp::now(), &CliTerms))?;
        }
        Ok(exit)
    }
}
