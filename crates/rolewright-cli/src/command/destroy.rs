//! `rolewright destroy`: deletes the role, the policy and the attachment.

use std::path::PathBuf;

use clap::Args;
use rolewright::recipe::Recipe;
use rolewright::setup::Goal;
use rolewright::text::excerpt;

use super::run::Context;
use super::write::open_change_log;
use crate::args::RecipeArgs;
use crate::config::Config;
use crate::failure::{Failure, Outcome};
use crate::files::{Held, Input, held};

/// The arguments of `destroy`.
#[derive(Debug, Args)]
pub(crate) struct Destroy {
    /// Confirm the deletion; required, together with `--account`
    #[arg(short, long)]
    yes: bool,
    /// Continue even if a registry instance may still need the role
    #[arg(long)]
    force: bool,
    /// Role and policy of the bucket that Container Registry creates
    #[arg(long, group = "set_up")]
    default_bucket: bool,
    /// The recipe.
    #[command(flatten)]
    recipe: RecipeArgs,
    /// Append each change to this file as a line of JSON
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Name the role and policy that this Terraform state (`terraform show -json`) holds before they are
    /// deleted
    #[arg(long, value_name = "FILE")]
    terraform_state: Option<PathBuf>,
}

impl Destroy {
    pub(super) fn run(&self, mut config: Config, context: &Context<'_>) -> Outcome {
        if !self.yes || config.account.is_none() {
            return Err(Failure::Usage(
                "destroy deletes the role and the policy, for all buckets that use them".into(),
                "set `--yes` and `--account ID`; `rolewright show` shows the live state".into(),
            ));
        }
        config.default_bucket |= self.default_bucket;
        let config = config.with_recipe(&self.recipe);
        let recipes = config.recipes_of_roles()?;
        if let Some(path) = &self.terraform_state {
            let held = Input::TerraformState.read(path, held)?;
            for recipe in &recipes {
                warn_of_terraform(&**recipe, &held, context);
            }
        }
        let mut run = context.prepare(Goal::Destroy, recipes, &config, config.options())?;
        run.options.force = self.force;
        run.change_log = open_change_log(&config, self.record.as_deref())?;
        context.print_all(run.execute_all(context.printer)?, None)
    }
}

/// Names the role and policy of a recipe that Terraform's state holds.
fn warn_of_terraform(recipe: &dyn Recipe, held: &Held, context: &Context<'_>) {
    let own = [
        ("role", recipe.role().to_string()),
        ("policy", recipe.policy().to_string()),
    ];
    for (kind, name) in own {
        let Some(address) = held.get(&(kind.to_owned(), name.clone())) else {
            continue;
        };
        let text = format!(
            "Terraform manages {kind} {name} ({} in its state): its next apply creates it again",
            excerpt(address, 120)
        );
        let remedy = "remove it from the configuration, or destroy it with Terraform";
        context.printer.warning(&text, Some(&remedy.into()));
    }
}
