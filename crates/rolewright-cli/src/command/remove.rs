//! `rolewright remove`: takes the grants on single buckets away.

use clap::Args;
use rolewright::BucketName;
use rolewright::setup::Goal;

use super::run::Context;
use super::writing::Writing;
use crate::config::{Config, Parts};
use crate::failure::Outcome;

/// What `remove` takes.
#[derive(Debug, Args)]
pub(crate) struct Remove {
    /// A bucket whose grants go; repeat it, or separate several by commas
    #[arg(
        long = "bucket",
        required = true,
        value_delimiter = ',',
        value_name = "NAME"
    )]
    buckets: Vec<BucketName>,
    /// Go on even when a registry instance may still need the role
    #[arg(long)]
    force: bool,
    /// How it is carried out.
    #[command(flatten)]
    writing: Writing,
}

impl Remove {
    pub(super) fn run(&self, mut config: Config, context: &Context<'_>) -> Outcome {
        config.bucket = config.known(&self.buckets);
        config.default_bucket = false;
        config.exact = Parts::default();
        let recipe = config.recipe()?;
        let mut task = self.writing.task(Goal::Remove, recipe, &config, context)?;
        task.options.force = self.force;
        self.writing.write(task, context)
    }
}
