//! `rolewright drift`: detects drift from the desired state.

use clap::Args;
use rolewright::setup::Goal;

use super::check::{CheckArgs, Checking};
use super::run::Context;
use crate::config::Config;
use crate::failure::Outcome;

/// The arguments of `drift`.
#[derive(Debug, Args)]
pub(crate) struct Drift {
    /// The shared arguments.
    #[command(flatten)]
    checks: CheckArgs,
}

impl Drift {
    pub(super) fn run(&self, config: Config, context: &Context<'_>) -> Outcome {
        self.checks
            .run(&Goal::Drift, config, context, Checking::default())
    }
}
