//! `rolewright show`: shows the live state.

use clap::Args;
use rolewright::setup::Goal;

use super::run::Context;
use crate::args::RecipeArgs;
use crate::config::Config;
use crate::failure::Outcome;

/// The arguments of `show`.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Role and policy of the bucket that Container Registry creates
    #[arg(long, group = "set_up")]
    default_bucket: bool,
    /// The recipe.
    #[command(flatten)]
    recipe: RecipeArgs,
}

impl Show {
    pub(super) fn run(&self, mut config: Config, context: &Context<'_>) -> Outcome {
        config.default_bucket |= self.default_bucket;
        let config = config.with_recipe(&self.recipe);
        let recipes = config.recipes_of_roles()?;
        let run = context.prepare(Goal::Show, recipes, &config, config.options())?;
        context.print_all(run.execute_all(context.printer)?, None)
    }
}
