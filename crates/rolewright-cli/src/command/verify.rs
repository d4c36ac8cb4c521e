//! `rolewright verify`: checks each requirement.

use clap::Args;
use rolewright::setup::Goal;

use super::check::CheckArgs;
use super::run::Context;
use crate::config::Config;
use crate::failure::{Failure, Outcome};

/// What `verify` takes.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// What `drift` takes, too.
    #[command(flatten)]
    checks: CheckArgs,
    /// Also try each bucket with the role: assume it (it has to trust you), put one object, read it
    /// and delete it again; needs `--yes`
    #[arg(long)]
    live: bool,
    /// Agree to the one object that `--live` puts into each bucket
    #[arg(long, requires = "live")]
    yes: bool,
}

impl Verify {
    pub(super) fn run(&self, config: Config, context: &Context<'_>) -> Outcome {
        if self.live && !self.yes {
            return Err(Failure::Usage(
                "`--live` puts one object into each bucket, reads it and deletes it again".into(),
                "say `--yes` to agree to that".into(),
            ));
        }
        let goal = Goal::Verify { live: self.live };
        self.checks.run(goal, config, context)
    }
}
