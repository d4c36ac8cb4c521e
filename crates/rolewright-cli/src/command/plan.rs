//! `rolewright plan`: what would have to change.

use std::path::PathBuf;

use clap::Args;
use rolewright::setup::Goal;

use super::run::Context;
use crate::args::Wanted;
use crate::config::Config;
use crate::failure::Outcome;
use crate::output::SavedPlan;

/// What `plan` takes.
#[derive(Debug, Args)]
pub(crate) struct Plan {
    /// What the account should hold.
    #[command(flatten)]
    wanted: Wanted,
    /// Save the plan, for `rolewright apply FILE`
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Plan {
    pub(super) fn run(&self, config: Config, context: &Context<'_>) -> Outcome {
        let config = config.with_wanted(&self.wanted);
        let options = config.options(None);
        let task = context.task(Goal::Plan, config.recipe()?, &config, options)?;
        let report = task.report(context.printer)?;
        if let Some(path) = &self.out {
            SavedPlan::of(&report, &config)?.write(path)?;
            let path = path.display();
            context
                .printer
                .note(&format!("saved; `rolewright apply {path}` carries it out"));
        }
        context.print(&report)
    }
}
