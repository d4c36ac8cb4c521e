//! How what writes is carried out: asked for first, and recorded.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use rolewright::recipe::Recipe;
use rolewright::setup::{Approved, Goal, Options};

use super::run::{Context, Task, warn_of};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::output::Record;

/// How what writes is carried out.
#[derive(Debug, Args)]
pub(super) struct Writing {
    /// Do not ask before writing
    #[arg(long)]
    yes: bool,
    /// Append each change to this file, as a line of JSON
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Delete this version when the policy has five, whatever it grants
    #[arg(long, value_name = "VERSION")]
    delete_version: Option<String>,
}

impl Writing {
    /// A run that writes; fails where a person would have to be asked and can't be.
    pub(super) fn task(
        &self,
        goal: Goal,
        recipe: Arc<dyn Recipe>,
        config: &Config,
        context: &Context<'_>,
    ) -> Result<Task, Failure> {
        if !self.yes && !context.printer.can_ask() {
            let name = format!("{goal:?}").to_lowercase();
            return Err(Failure::Usage(
                format!("{name} writes, and there is no terminal to ask at"),
                "say `--yes` to go on without being asked".into(),
            ));
        }
        self.recorded(goal, recipe, config, context)
    }

    pub(super) fn recorded(
        &self,
        goal: Goal,
        recipe: Arc<dyn Recipe>,
        config: &Config,
        context: &Context<'_>,
    ) -> Result<Task, Failure> {
        let options = Options {
            delete_version: self.delete_version.clone(),
            ..config.options(None)
        };
        let mut task = context.task(goal, recipe, config, options)?;
        task.record = record(config, self.record.as_deref())?;
        Ok(task)
    }

    /// Carries it out at once, or shows what would be done, asks, and does just that.
    pub(super) fn write(&self, mut task: Task, context: &Context<'_>) -> Outcome {
        let printer = context.printer;
        if self.yes {
            return context.print(&task.report(printer)?);
        }
        let plan = task.preview(printer)?;
        if plan.error.is_some() {
            return context.print(&plan);
        }
        if !plan.changes.is_empty() {
            printer.result(&rolewright_report::setup::plan_text(&plan, printer.paint()));
            warn_of(&plan.findings, printer);
            if !printer.ask("Make these changes?") {
                printer.note("nothing was changed");
                return Ok(Exit::No);
            }
        }
        let calls: Vec<_> = plan.changes.into_iter().map(|change| change.call).collect();
        task.options.approved = Some(Approved::from(calls));
        task.shows_plan = false;
        context.print(&task.report(printer)?)
    }
}

/// Where changes are recorded, when a file is named for them.
pub(super) fn record(config: &Config, said: Option<&Path>) -> Result<Option<Record>, Failure> {
    let path = said.or(config.record.as_deref());
    Ok(path.map(Record::open).transpose()?)
}
