//! `rolewright fleet apply`: makes the changes of `fleet plan`.

use clap::Args;
use rolewright::setup::{Goal, ReportKind};

use super::earlier::EarlierRun;
use crate::command::run::Context;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::fleet::Journal;

/// The arguments of `fleet apply`.
#[derive(Debug, Args)]
pub(crate) struct Apply {
    /// The run of `rolewright fleet plan --out DIR`; each account is changed as planned, or not at all.
    #[command(flatten)]
    earlier: EarlierRun,
    /// Trust principals for which the recipe has no source; they are named without this
    #[arg(long)]
    accept_assumed: bool,
    /// Skip the confirmation prompt
    #[arg(short, long)]
    yes: bool,
}

impl Apply {
    pub(super) fn run(&self, config: &Config, context: &Context<'_>) -> Outcome {
        let (mut folder, accounts) = self.earlier.open()?;
        folder.run.options.accept_assumed |= self.accept_assumed;
        if !folder.file(ReportKind::Plan, "jsonl").exists() {
            return Err(Failure::Usage(
                format!("folder `{}` has no plan", self.earlier.folder.display()),
                "plan first with `rolewright fleet plan --out DIR`".into(),
            ));
        }
        let planned = Journal::open(&folder, ReportKind::Plan, true)?;
        if let Some(missing) = accounts.iter().find(|one| !planned.has(one)) {
            return Err(Failure::Usage(
                format!("account `{missing}` is not planned"),
                "finish the plan with `rolewright fleet plan --out DIR --resume`, or leave the account out".into(),
            ));
        }
        drop(planned);
        let printer = context.printer;
        if !self.yes {
            let count = accounts.len();
            if !printer.can_ask() {
                return Err(Failure::Usage(
                    "apply needs a confirmation, but there is no terminal".into(),
                    "confirm with `--yes`".into(),
                ));
            }
            let question = format!("Make the planned changes in {count} accounts?");
            if !printer.ask(&question) {
                printer.note("nothing was changed");
                return Ok(Exit::Negative);
            }
        }
        let earlier = &self.earlier;
        earlier.execute(Goal::Apply, &folder, accounts, config, context)
    }
}
