//! `rolewright fleet destroy`: deletes the roles and policies of the recipe in every account.

use clap::Args;
use rolewright::setup::Goal;

use super::earlier::EarlierRun;
use crate::command::run::Context;
use crate::config::Config;
use crate::failure::{Failure, Outcome};

/// The arguments of `fleet destroy`.
#[derive(Debug, Args)]
pub(crate) struct Destroy {
    /// The earlier run.
    #[command(flatten)]
    earlier: EarlierRun,
    /// Confirm the deletion by the number of accounts; required
    #[arg(long, value_name = "N")]
    confirm_accounts: Option<usize>,
}

impl Destroy {
    pub(super) fn run(&self, config: &Config, context: &Context<'_>) -> Outcome {
        let (folder, accounts) = self.earlier.open()?;
        let count = accounts.len();
        if self.confirm_accounts != Some(count) {
            return Err(Failure::Usage(
                format!("destroy deletes the roles and policies in {count} accounts"),
                format!("confirm with `--confirm-accounts {count}`"),
            ));
        }
        let earlier = &self.earlier;
        earlier.execute(Goal::Destroy, &folder, accounts, config, context)
    }
}
