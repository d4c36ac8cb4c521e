//! `rolewright rollback`: sets an earlier version of the policy as the default.

use std::sync::Arc;

use clap::Args;
use rolewright::PolicyName;
use rolewright::recipe::container_registry::role_alone;
use rolewright::setup::Goal;

use super::run::Context;
use super::write::WriteArgs;
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
    writing: WriteArgs,
}

impl Rollback {
    pub(super) fn run(&self, config: &Config, context: &Context<'_>) -> Outcome {
        let mut recipe = config.with_requested_trust(role_alone()?)?;
        if let Some(policy) = &self.policy {
            recipe = recipe.for_policy(policy.clone());
        }
        let recipe = Arc::new(recipe);
        let mut run = self
            .writing
            .prepare(Goal::Rollback, recipe, config, context)?;
        run.options.roll_back_to = self.to.clone();
        self.writing.confirm_and_execute(run, context)
    }
}
