//! `rolewright verify`: checks each requirement.

use std::time::Duration;

use clap::Args;
use jiff::SignedDuration;
use rolewright::setup::Goal;

use super::check::{CheckArgs, Checking};
use super::run::Context;
use crate::config::Config;
use crate::failure::Outcome;

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
    /// Check again until each `--instance` is RUNNING or this time is over, for example 10m [default: 30m];
    /// ends at once if another requirement fails
    #[arg(long, value_name = "DURATION", num_args = 0..=1, require_equals = true, default_missing_value = "30m",
          value_parser = duration)]
    wait: Option<Duration>,
}

/// A time such as `90s`, `10m` or `1h`.
fn duration(text: &str) -> Result<Duration, String> {
    let parsed = text.parse::<SignedDuration>().ok();
    let parsed = parsed.and_then(|parsed| Duration::try_from(parsed).ok());
    parsed
        .ok_or_else(|| "a duration is a number with a unit, for example 90s, 10m or 1h".to_owned())
}

impl Verify {
    pub(super) fn run(&self, config: Config, context: &Context<'_>) -> Outcome {
        let goal = Goal::Verify { live: self.live };
        let how = Checking {
            confirmed: self.yes,
            wait: self.wait,
        };
        self.checks.run(&goal, config, context, how)
    }
}
