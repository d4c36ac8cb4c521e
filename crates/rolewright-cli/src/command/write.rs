//! The shared part of commands that write: the prompt and the record of changes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use rolewright::recipe::Recipe;
use rolewright::setup::{Approved, Goal, Options};

use super::run::{Context, Run, print_warnings};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::output::ChangeLog;
use crate::terminal::CliTerms;

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
        recipe: Arc<dyn Recipe>,
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
        self.prepare_recorded(goal, recipe, config, context)
    }

    pub(super) fn prepare_recorded(
        &self,
        goal: Goal,
        recipe: Arc<dyn Recipe>,
        config: &Config,
        context: &Context<'_>,
    ) -> Result<Run, Failure> {
        let options = Options {
            delete_version: self.delete_version.clone(),
            ..config.options()
        };
        let mut run = context.prepare(goal, recipe, config, options)?;
        run.change_log = open_change_log(config, self.record.as_deref())?;
        Ok(run)
    }

    /// Executes the run; without `--yes` shows the plan, prompts, and executes exactly that plan.
    pub(super) fn confirm_and_execute(&self, mut run: Run, context: &Context<'_>) -> Outcome {
        let printer = context.printer;
        if self.yes {
            return context.print(&run.execute(printer)?);
        }
        let plan = run.preview(printer)?;
        if plan.error.is_some() || context.signals.exit().is_some() {
            return context.print(&plan);
        }
        if !plan.changes.is_empty() {
            printer.result(&rolewright_report::setup::plan_text(
                &plan,
                printer.display(),
                &CliTerms,
            ));
            print_warnings(&plan.findings, printer);
            if printer.has_failed() {
                // A plan that was not seen can't be approved.
                return Ok(Exit::Negative);
            }
            if !printer.ask("Make these changes?") {
                printer.note("nothing was changed");
                return Ok(Exit::Negative);
            }
        }
        let calls: Vec<_> = plan.changes.into_iter().map(|change| change.call).collect();
        run.options.approved = Some(Approved::from(calls));
        run.show_plan = false;
        context.print(&run.execute(printer)?)
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
