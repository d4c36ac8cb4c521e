//! The shared part of commands that write: the prompt and the record of changes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use rolewright::Call;
use rolewright::recipe::Recipe;
use rolewright::setup::{Approved, Goal, Options, Report};

use super::run::{Context, Ended, Run, print_warnings};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::output::ChangeLog;

/// The arguments of commands that write.
#[derive(Debug, Args)]
pub(super) struct WriteArgs {
    /// Skip the confirmation prompt
    #[arg(short, long)]
    yes: bool,
    /// Append each change to this file as a line of JSON
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Version to delete, with its grants, if the policy has five and none can be deleted safely
    #[arg(long, value_name = "VERSION")]
    delete_version: Option<String>,
}

impl WriteArgs {
    /// Prepares a run that writes; an error if a prompt is needed but not possible.
    pub(super) fn prepare(
        &self,
        goal: Goal,
        recipes: Vec<Arc<dyn Recipe>>,
        config: &Config,
        context: &Context<'_>,
    ) -> Result<Run, Failure> {
        if !self.yes && !context.printer.can_ask() {
            let name = format!("{:?}", goal.kind()).to_lowercase();
            return Err(Failure::Usage(
                format!("{name} needs a confirmation, but there is no terminal"),
                "confirm with `--yes`".into(),
            ));
        }
        self.prepare_recorded(goal, recipes, config, context)
    }

    pub(super) fn prepare_recorded(
        &self,
        goal: Goal,
        recipes: Vec<Arc<dyn Recipe>>,
        config: &Config,
        context: &Context<'_>,
    ) -> Result<Run, Failure> {
        let options = Options {
            delete_version: self.delete_version.clone(),
            ..config.options()
        };
        let mut run = context.prepare(goal, recipes, config, options)?;
        run.change_log = open_change_log(config, self.record.as_deref())?;
        Ok(run)
    }

    /// Executes the run; without `--yes` shows the plan, prompts, and executes exactly that plan.
    pub(super) fn confirm_and_execute(&self, mut run: Run, context: &Context<'_>) -> Outcome {
        let printer = context.printer;
        if self.yes {
            return context.print_all(run.execute_all(printer)?, None);
        }
        let ended = run.preview(printer)?;
        let is_complete =
            |(_, result): &Ended| result.as_ref().is_ok_and(|one| one.error.is_none());
        if !ended.iter().all(is_complete) || context.signals.exit().is_some() {
            return context.print_all(ended, None);
        }
        let plans = ended
            .iter()
            .filter_map(|(role, result)| Some((role, result.as_ref().ok()?)));
        let plans: Vec<_> = plans.collect();
        if plans.iter().any(|(_, plan)| !plan.changes.is_empty()) {
            for (_, plan) in &plans {
                if printer.is_quiet() {
                    print_warnings(&plan.findings, printer);
                }
                let display = printer.display();
                printer.result(&rolewright_report::setup::plan_text(
                    plan,
                    display,
                    printer.terms(),
                ));
            }
            if printer.has_failed() {
                // A plan that was not seen can't be approved.
                return Ok(Exit::Negative);
            }
            if !printer.ask("Make these changes?") {
                printer.note("nothing was changed");
                return Ok(Exit::Negative);
            }
        }
        let calls = |plan: &Report| -> Vec<Call> {
            plan.changes
                .iter()
                .map(|change| change.call.clone())
                .collect()
        };
        let approved = plans
            .iter()
            .map(|(role, plan)| ((*role).clone(), Approved::from(calls(plan))));
        run.approved = Some(approved.collect());
        run.show_plan = false;
        context.print_all(run.execute_all(printer)?, None)
    }
}

/// Opens the record of changes, if one is set.
pub(super) fn open_change_log(
    config: &Config,
    flag: Option<&Path>,
) -> Result<Option<ChangeLog>, Failure> {
    let path = flag.or(config.record.as_deref());
    Ok(path.map(ChangeLog::open).transpose()?)
}
