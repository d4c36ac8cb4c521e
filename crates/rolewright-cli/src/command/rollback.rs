//! `rolewright rollback`: sets an earlier version of the policy as the default.

use std::sync::Arc;

use clap::Args;
use rolewright::PolicyName;
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
        let mut recipe = config.role_alone()?;
        if let Some(policy) = &self.policy {
            recipe = recipe.for_policy(policy.clone());
        }
        let recipe = Arc::new(recipe);
        let to = self.to.clone();
        let run = self
            .writing
            .prepare(Goal::Rollback { to }, recipe, config, context)?;
        self.writing.confirm_and_execute(run, context)
    }
}
