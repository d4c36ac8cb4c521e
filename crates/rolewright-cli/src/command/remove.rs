//! `rolewright remove`: revokes access to the named buckets.

use clap::Args;
use rolewright::BucketName;
use rolewright::setup::Goal;

use super::run::Context;
use super::write::WriteArgs;
use crate::args::RecipeArgs;
use crate::config::{Config, Parts};
use crate::failure::Outcome;

/// The arguments of `remove`.
#[derive(Debug, Args)]
pub(crate) struct Remove {
    /// Bucket to revoke access to; repeatable
    #[arg(
        long = "bucket",
        required = true,
        value_delimiter = ',',
        value_name = "NAME"
    )]
    buckets: Vec<BucketName>,
    /// The recipe.
    #[command(flatten)]
    recipe: RecipeArgs,
    /// Continue even if a registry instance may still need the role
    #[arg(long)]
    force: bool,
    /// Prompt and record of changes.
    #[command(flatten)]
    writing: WriteArgs,
}

impl Remove {
    pub(super) fn run(&self, config: Config, context: &Context<'_>) -> Outcome {
        let mut config = config.with_recipe(&self.recipe);
        config.bucket = config.buckets_named(&self.buckets);
        config.default_bucket = false;
        config.exact = Parts::default();
        let recipes = config.recipes_of_buckets()?;
        let mut run = self
            .writing
            .prepare(Goal::Remove, recipes, &config, context)?;
        run.options.force = self.force;
        self.writing.confirm_and_execute(run, context)
    }
}
