//! `rolewright trust`: the trust policy on standard output, without asking any provider.

use clap::Subcommand;

use crate::args::Trusted;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Outcome;
use crate::terminal::Printer;

/// What can be done with the trust policy.
#[derive(Debug, Subcommand)]
pub(crate) enum Trust {
    /// Print the trust policy of a new role as JSON; asks no provider
    Render(Trusted),
}

impl Trust {
    pub(super) fn run(&self, config: Config, printer: &Printer) -> Outcome {
        let Self::Render(trusted) = self;
        let config = config.with_trusted(trusted);
        let recipe = config.whole_recipe()?;
        let account = config.account_to_write(&*recipe)?;
        let trust = recipe.desired_state(&account).trust;
        printer.result(&trust.document().to_pretty());
        Ok(Exit::Yes)
    }
}
