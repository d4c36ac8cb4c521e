//! `rolewright trust`: prints the trust policy; uses no provider.

use clap::Subcommand;

use crate::args::TrustArgs;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Outcome;
use crate::terminal::Printer;

/// The commands on the trust policy.
#[derive(Debug, Subcommand)]
pub(crate) enum Trust {
    /// Print the trust policy of a new role as JSON; makes no calls
    Render(TrustArgs),
}

impl Trust {
    pub(super) fn run(&self, config: Config, printer: &Printer) -> Outcome {
        let Self::Render(trust) = self;
        let config = config.with_trust(trust);
        let recipe = config.recipe_of_role()?;
        let account = config.account_for_documents(&*recipe)?;
        let trust = recipe.desired_state(&account).trust;
        printer.result(&trust.document().to_pretty());
        Ok(Exit::Positive)
    }
}
