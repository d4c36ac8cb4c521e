//! Parts of the benchmark.

use super::figure::Measured;
use super::peers::Peers;
use super::tools::Tools;
use crate::process::Result;
use crate::workspace::Workspace;

/// A part of the benchmark.
pub(super) struct Part {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    /// Description for the page.
    pub(super) about: &'static str,
    pub(super) measure: fn(&Bench) -> Result<Measured>,
}

/// Input of the parts.
pub(super) struct Bench {
    pub(super) workspace: Workspace,
    pub(super) tools: Tools,
    pub(super) peers: Peers,
}
