//! The shared part of `fleet apply` and `fleet destroy`, which work on the folder of an earlier run.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;
use rolewright::AccountId;
use rolewright::setup::Goal;

use super::execute::Execution;
use crate::args::{PaceArgs, SelectArgs};
use crate::command::run::Context;
use crate::config::Config;
use crate::failure::{Failure, Outcome};
use crate::fleet::Folder;

/// The folder of an earlier run, and which of its accounts.
#[derive(Debug, Args)]
pub(super) struct EarlierRun {
    /// Folder of an earlier run, with its accounts and recipe; `apply` needs one of `fleet plan --out DIR`
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
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

impl EarlierRun {
    /// Opens the folder, and selects the accounts.
    pub(super) fn open(&self) -> Result<(Folder, BTreeSet<AccountId>), Failure> {
        let folder = Folder::open(&self.folder)?;
        let accounts = self.select.selection().apply(folder.run.accounts.clone())?;
        let accounts = accounts.into_iter().map(|one| one.account);
        Ok((folder, accounts.collect()))
    }

    /// Runs in these accounts, and writes and prints the report.
    pub(super) fn execute(
        &self,
        goal: Goal,
        folder: &Folder,
        accounts: BTreeSet<AccountId>,
        config: &Config,
        context: &Context<'_>,
    ) -> Outcome {
        let execution = Execution {
            folder,
            accounts,
            pace: &self.pace,
            config,
            resume: self.resume,
        };
        execution.run(goal, context)
    }
}
