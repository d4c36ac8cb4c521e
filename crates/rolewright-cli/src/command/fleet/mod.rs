//! `rolewright fleet`: one recipe in many accounts.

mod apply;
mod destroy;
mod earlier;
mod execute;
mod inventory;
mod start;

use clap::Subcommand;
use rolewright::setup::Goal;

use super::run::Context;
use crate::config::Config;
use crate::failure::Outcome;
use apply::Apply;
use destroy::Destroy;
use inventory::Inventory;
use start::Start;

/// The commands on fleets.
#[derive(Debug, Subcommand)]
pub(crate) enum Fleet {
    /// Print the accounts and their recipe as an inventory, for example those of the resource directory
    Inventory(Inventory),
    /// Check each requirement in every account (exit 2 if an account fails, 3 if one was not judged)
    Verify(Start),
    /// Detect drift in every account (exit 2 if there is any, 3 if an account was not judged)
    Drift(Start),
    /// Plan the changes of every account (exit 2 if there are any, 3 if an account was not judged)
    Plan(Start),
    /// Make the planned changes in every account; each is changed as planned, or not at all
    Apply(Apply),
    /// Delete the roles and policies of the recipe in every account
    Destroy(Destroy),
}

impl Fleet {
    pub(super) fn run(&self, config: &Config, context: &Context<'_>) -> Outcome {
        config.check_fleet()?;
        match self {
            Self::Inventory(inventory) => inventory.run(config, context),
            Self::Verify(start) => start.run(Goal::VERIFY, config, context),
            Self::Drift(start) => start.run(Goal::Drift, config, context),
            Self::Plan(start) => start.run(Goal::Plan, config, context),
            Self::Apply(apply) => apply.run(config, context),
            Self::Destroy(destroy) => destroy.run(config, context),
        }
    }
}
