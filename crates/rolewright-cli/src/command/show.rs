//! `rolewright show`: shows the live state.

use clap::Args;
use rolewright::setup::Goal;

use super::run::Context;
use crate::config::Config;
use crate::failure::Outcome;

/// The arguments of `show`.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Role and policy of the bucket that Container Registry creates
    #[arg(long)]
    default_bucket: bool,
}

impl Show {
    pub(super) fn run(&self, mut config: Config, context: &Context<'_>) -> Outcome {
        config.default_bucket |= self.default_bucket;
        let recipe = config.recipe_of_role()?;
        let run = context.prepare(Goal::Show, recipe, &config, config.options())?;
        context.print(&run.execute(context.printer)?)
    }
}
