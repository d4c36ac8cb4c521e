//! `rolewright drift`: what is not as wanted any more.

use clap::Args;
use rolewright::setup::Goal;

use super::look::Look;
use super::run::Context;
use crate::config::Config;
use crate::failure::Outcome;

/// What `drift` takes.
#[derive(Debug, Args)]
pub(crate) struct Drift {
    /// What `verify` takes, too.
    #[command(flatten)]
    look: Look,
}

impl Drift {
    pub(super) fn run(&self, config: Config, context: &Context<'_>) -> Outcome {
        self.look.run(Goal::Drift, false, config, context)
    }
}
