//! `rolewright plan`: shows the changes that `apply` would make.

use std::path::PathBuf;

use clap::Args;
use rolewright::RoleName;
use rolewright::setup::{Goal, Report};

use super::run::{Context, Ended};
use crate::args::{DesiredArgs, FailOnArgs};
use crate::config::Config;
use crate::failure::Outcome;
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
        let run = context.prepare(Goal::Plan, recipes, &config, options)?;
        let ended = run.execute_all(context.printer)?;
        if let (Some(path), Some(plans)) = (&self.out, complete(&ended)) {
            SavedPlan::of(&plans, &config)?.write(path)?;
            let apply = context
                .printer
                .terms()
                .run("apply", &path.display().to_string());
            let note = format!("plan saved; run `{apply}` to apply it");
            context.printer.note(&note);
        }
        let fail_on = self.fail_on.fail_on.or(config.fail_on);
        context.print_all(ended, fail_on)
    }
}

/// Returns the plan of each role; `None` if a run was stopped, and its plan is not complete.
fn complete(ended: &[Ended]) -> Option<Vec<(RoleName, &Report)>> {
    let plans = ended.iter().map(|(role, result)| {
        let report = result.as_ref().ok()?;
        report.error.is_none().then(|| (role.clone(), report))
    });
    plans.collect()
}
