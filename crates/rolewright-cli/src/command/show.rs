//! `rolewright show`: what the account holds.

use clap::Args;
use rolewright::setup::Goal;

use super::run::Context;
use crate::config::Config;
use crate::failure::Outcome;

/// What `show` takes.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The role of the bucket that Container Registry makes itself
    #[arg(long)]
    default_bucket: bool,
}

impl Show {
    pub(super) fn run(&self, mut config: Config, context: &Context<'_>) -> Outcome {
        config.default_bucket |= self.default_bucket;
        let recipe = config.whole_recipe()?;
        let task = context.task(Goal::Show, recipe, &config, config.options(None))?;
        context.print(&task.report(context.printer)?)
    }
}
