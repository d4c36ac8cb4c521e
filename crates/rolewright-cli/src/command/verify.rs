//! `rolewright verify`: checks each requirement.

use clap::Args;
use rolewright::setup::Goal;

use super::check::CheckArgs;
use super::run::Context;
use crate::config::Config;
use crate::failure::{Failure, Outcome};

/// The arguments of `verify`.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The shared arguments.
    #[command(flatten)]
    checks: CheckArgs,
    /// Also assume the role and write, read and delete one object in each bucket; needs `--yes`, and
    /// the role has to trust the caller
    #[arg(long)]
    live: bool,
    /// Allow `--live` to write its test object to each bucket
    #[arg(short, long, requires = "live")]
    yes: bool,
}

impl Verify {
    pub(super) fn run(&self, config: Config, context: &Context<'_>) -> Outcome {
        if self.live && !self.yes {
            return Err(Failure::Usage(
                "`--live` writes, reads and deletes one object in each bucket".into(),
                "confirm with `--yes`".into(),
            ));
        }
        let goal = Goal::Verify { live: self.live };
        self.checks.run(goal, config, context)
    }
}
