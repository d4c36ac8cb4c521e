//! `rolewright plan`: shows the changes that `apply` would make.

use std::path::PathBuf;

use clap::Args;
use rolewright::setup::Goal;

use super::run::Context;
use crate::args::{DesiredArgs, FailOnArgs};
use crate::config::Config;
use crate::failure::{Failure, Outcome};
use crate::files::{Input, held};
use crate::output::SavedPlan;

/// The arguments of `plan`.
#[derive(Debug, Args)]
pub(crate) struct Plan {
    /// The desired state.
    #[command(flatten)]
    desired: DesiredArgs,
    /// Findings that count.
    #[command(flatten)]
    fail_on: FailOnArgs,
    /// Save the plan to this file, for `rolewright apply FILE`
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Name the role and policies that this Terraform state (`terraform show -json`) holds
    #[arg(long, value_name = "FILE")]
    terraform_state: Option<PathBuf>,
}

impl Plan {
    pub(super) fn run(&self, config: Config, context: &Context<'_>) -> Outcome {
        let config = config.with_desired(&self.desired);
        let mut options = config.options();
        if let Some(path) = &self.terraform_state {
            options.terraform = Input::TerraformState.read(path, held)?;
        }
        let recipes = config.recipes()?;
        if self.out.is_some() && recipes.len() > 1 {
            return Err(Failure::Usage(
                format!(
                    "a saved plan is for one role, and the recipe has {}",
                    recipes.len()
                ),
                "leave `--out` out, or plan each role by its own id".into(),
            ));
        }
        let run = context.prepare(Goal::Plan, recipes, &config, options)?;
        let ended = run.execute_all(context.printer)?;
        // A run that was stopped has no complete plan.
        if let (Some(path), [(_, Ok(report))]) = (&self.out, &ended[..])
            && report.error.is_none()
        {
            SavedPlan::of(report, &config)?.write(path)?;
            let path = path.display();
            context.printer.note(&format!(
                "plan saved; run `rolewright apply {path}` to apply it"
            ));
        }
        let fail_on = self.fail_on.fail_on.or(config.fail_on);
        context.print_all(ended, |report, exit| exit.with_findings(report, fail_on))
    }
}
