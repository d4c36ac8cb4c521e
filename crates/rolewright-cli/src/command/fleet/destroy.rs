//! `rolewright fleet destroy`: deletes the roles and policies of the recipe in every account.

use std::path::PathBuf;

use clap::Args;
use rolewright::setup::Goal;

use super::execute::Execution;
use super::start::selection;
use crate::args::{PaceArgs, SelectArgs};
use crate::command::run::Context;
use crate::config::Config;
use crate::failure::{Failure, Outcome};
use crate::fleet::Folder;

/// The arguments of `fleet destroy`.
#[derive(Debug, Args)]
pub(crate) struct Destroy {
    /// Folder of an earlier run, with its accounts and recipe
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Confirm the deletion by the number of accounts; required
    #[arg(long, value_name = "N")]
    confirm_accounts: Option<usize>,
    /// Continue the interrupted run
    #[arg(long)]
    resume: bool,
    /// Which of the accounts.
    #[command(flatten)]
    select: SelectArgs,
    /// The speed.
    #[command(flatten)]
    pace: PaceArgs,
}

impl Destroy {
    pub(super) fn run(&self, config: &Config, context: &Context<'_>) -> Outcome {
        let folder = Folder::open(&self.folder)?;
        let accounts = selection(&self.select).apply(folder.run.accounts.clone())?;
        let count = accounts.len();
        if self.confirm_accounts != Some(count) {
            return Err(Failure::Usage(
                format!("destroy deletes the roles and policies in {count} accounts"),
                format!("confirm with `--confirm-accounts {count}`"),
            ));
        }
        let execution = Execution {
            folder: &folder,
            accounts,
            pace: &self.pace,
            config,
            resume: self.resume,
        };
        execution.run(Goal::Destroy, context)
    }
}
