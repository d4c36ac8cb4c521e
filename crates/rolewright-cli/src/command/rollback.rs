//! `rolewright rollback`: puts an earlier version of the policy in force again.

use std::sync::Arc;

use clap::Args;
use rolewright::PolicyName;
use rolewright::recipe::container_registry::role_alone;
use rolewright::setup::Goal;

use super::run::Context;
use super::writing::Writing;
use crate::config::Config;
use crate::failure::Outcome;

/// What `rollback` takes.
#[derive(Debug, Args)]
pub(crate) struct Rollback {
    /// The policy [default: the page's]
    #[arg(long, value_name = "NAME")]
    policy: Option<PolicyName>,
    /// The version to put in force, for example v1 [default: the one before the present one]
    #[arg(long, value_name = "VERSION")]
    to: Option<String>,
    /// How it is carried out.
    #[command(flatten)]
    writing: Writing,
}

impl Rollback {
    pub(super) fn run(&self, config: &Config, context: &Context<'_>) -> Outcome {
        let mut recipe = config.trusting(role_alone()?)?;
        if let Some(policy) = &self.policy {
            recipe = recipe.for_policy(policy.clone());
        }
        let recipe = Arc::new(recipe);
        let mut task = self.writing.task(Goal::Rollback, recipe, config, context)?;
        task.options.roll_back_to = self.to.clone();
        self.writing.write(task, context)
    }
}
