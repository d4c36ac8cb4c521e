//! `rolewright rollback`: sets an earlier version of the policy as the default.

use std::sync::Arc;

use clap::Args;
use rolewright::PolicyName;
use rolewright::operation::PolicyType;
use rolewright::recipe::Recipe;
use rolewright::setup::Goal;

use super::run::Context;
use super::write::WriteArgs;
use crate::args::RecipeArgs;
use crate::config::Config;
use crate::failure::{Failure, Outcome};

/// The arguments of `rollback`.
#[derive(Debug, Args)]
pub(crate) struct Rollback {
    /// Policy to roll back [default: the policy of the role]; with several roles, one of theirs
    #[arg(long, value_name = "NAME")]
    policy: Option<PolicyName>,
    /// The recipe.
    #[command(flatten)]
    recipe: RecipeArgs,
    /// Version to set as the default, for example v1 [default: the one before the default version]
    #[arg(long, value_name = "VERSION")]
    to: Option<String>,
    /// Prompt and record of changes.
    #[command(flatten)]
    writing: WriteArgs,
}

impl Rollback {
    pub(super) fn run(&self, config: Config, context: &Context<'_>) -> Outcome {
        let config = config.with_recipe(&self.recipe);
        let recipe: Arc<dyn Recipe> = if config.recipe.is_empty() {
            let recipe = config.role_alone()?;
            Arc::new(match &self.policy {
                Some(policy) => recipe.for_policy(policy.clone()),
                None => recipe,
            })
        } else {
            self.role_of(config.recipes()?)?
        };
        let to = self.to.clone();
        let run = self
            .writing
            .prepare(Goal::Rollback { to }, vec![recipe], &config, context)?;
        self.writing.confirm_and_execute(run, context)
    }

    /// Returns the role whose custom policy is rolled back.
    fn role_of(&self, recipes: Vec<Arc<dyn Recipe>>) -> Result<Arc<dyn Recipe>, Failure> {
        let is_custom = |one: &Arc<dyn Recipe>| one.policy_type() == PolicyType::Custom;
        let is_named = |one: &Arc<dyn Recipe>| {
            let mut named = self.policy.iter();
            named.all(|policy| policy == one.policy())
        };
        let custom: Vec<_> = recipes.into_iter().filter(is_custom).collect();
        let names: Vec<_> = custom.iter().map(|one| one.policy().to_string()).collect();
        let mut found = custom.into_iter().filter(is_named);
        match (found.next(), found.next()) {
            (Some(one), None) => Ok(one),
            _ if names.is_empty() => Err(Failure::Usage(
                "the recipe has no custom policy, and a system policy can't be rolled back".into(),
                "name another recipe".into(),
            )),
            _ => Err(Failure::Usage(
                "one policy is rolled back at a time".into(),
                format!("set `--policy` to one of {}", names.join(", ")),
            )),
        }
    }
}
