//! `rolewright rollback`: sets an earlier version of the policy as the default.

use std::sync::Arc;

use clap::Args;
use rolewright::PolicyName;
use rolewright::setup::Goal;

use super::run::Context;
use super::write::WriteArgs;
use crate::config::Config;
use crate::failure::Outcome;

/// The arguments of `rollback`.
#[derive(Debug, Args)]
pub(crate) struct Rollback {
    /// Policy to roll back [default: the policy of the role]
    #[arg(long, value_name = "NAME")]
    policy: Option<PolicyName>,
    /// Version to set as the default, for example v1 [default: the one before the default version]
    #[arg(long, value_name = "VERSION")]
    to: Option<String>,
    /// Prompt and record of changes.
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
            .prepare(Goal::Rollback { to }, vec![recipe], config, context)?;
        self.writing.confirm_and_execute(run, context)
    }
}
