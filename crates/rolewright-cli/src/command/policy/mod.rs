//! `rolewright policy`: policy documents.

mod diff;
mod fmt;
mod lint;
mod render;
mod simulate;

use clap::Subcommand;

use crate::config::Config;
use crate::failure::Outcome;
use crate::terminal::Printer;
use diff::Diff;
use fmt::Fmt;
use lint::Lint;
use render::Render;
use simulate::Simulate;

/// The commands on policy documents.
#[derive(Debug, Subcommand)]
pub(crate) enum Policy {
    /// Print the policy document for these buckets as JSON; makes no calls
    Render(Render),
    /// Format policy documents and trust policies
    Fmt(Fmt),
    /// Compare two documents, ignoring order and list style (exit 2 if they differ)
    Diff(Diff),
    /// Check documents for errors and risks; docs/lints.md lists the checks (exit 2 for findings of at
    /// least the severity `--fail-on`)
    Lint(Lint),
    /// Decide whether policies allow a request, and explain the decision; makes no calls (exit 2 if not
    /// allowed)
    Simulate(Box<Simulate>),
}

impl Policy {
    pub(super) fn reads_config(&self) -> bool {
        matches!(self, Self::Render(_) | Self::Lint(_))
    }

    pub(super) fn run(&self, config: Config, printer: &Printer) -> Outcome {
        match self {
            Self::Render(render) => render.run(config, printer),
            Self::Fmt(fmt) => fmt.run(printer),
            Self::Diff(diff) => diff.run(printer),
            Self::Lint(lint) => lint.run(&config, printer),
            Self::Simulate(simulate) => simulate.run(printer),
        }
    }
}
