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

/// What can be done with policy documents.
#[derive(Debug, Subcommand)]
pub(crate) enum Policy {
    /// Print the policy document for these buckets as JSON; asks no provider
    Render(Render),
    /// Print documents, trust policies too, in one form; nothing that they say is lost
    Fmt(Fmt),
    /// Say what differs between two documents; order and the form of lists don't count (exit 2
    /// when they differ)
    Diff(Diff),
    /// Say what is wrong with documents, or could be better, line by line; docs/lints.md lists the
    /// checks (exit 2 when something is at least as bad as --fail-on)
    Lint(Lint),
    /// Say whether policies allow a request, which statement decides and what of the others did
    /// not fit; asks no provider (exit 2 when it is not allowed)
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
