//! `rolewright policy`: policy documents.

mod diff;
mod explain_denied;
mod fmt;
mod from_requests;
mod lint;
mod render;
mod simulate;

use clap::Subcommand;

use super::run::Context;
use crate::config::Config;
use crate::failure::Outcome;
use diff::Diff;
use explain_denied::ExplainDenied;
use fmt::Fmt;
use from_requests::FromRequests;
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
    /// Print the smallest policy for what a caller of an emulator requested; makes no calls
    FromRequests(FromRequests),
    /// Explain a denied call: the layer, and the statement that is missing or that denies it; a message
    /// of the cloud is decoded by the service
    ExplainDenied(ExplainDenied),
}

impl Policy {
    pub(super) fn reads_config(&self) -> bool {
        matches!(
            self,
            Self::Render(_) | Self::Lint(_) | Self::ExplainDenied(_)
        )
    }

    pub(super) fn run(&self, config: Config, context: &Context<'_>) -> Outcome {
        let printer = context.printer;
        match self {
            Self::Render(render) => render.run(config, printer),
            Self::Fmt(fmt) => fmt.run(printer),
            Self::Diff(diff) => diff.run(printer),
            Self::Lint(lint) => lint.run(&config, printer),
            Self::Simulate(simulate) => simulate.run(printer),
            Self::FromRequests(requests) => requests.run(printer),
            Self::ExplainDenied(denied) => denied.run(&config, context),
        }
    }
}
