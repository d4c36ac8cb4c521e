//! What is measured, and what it is measured with.

use super::figure::Measured;
use super::peers::Peers;
use super::tools::Tools;
use crate::process::Result;
use crate::workspace::Workspace;

/// One thing that is measured.
pub(super) struct Part {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    /// What was done, for the page.
    pub(super) about: &'static str,
    pub(super) measure: fn(&Bench) -> Result<Measured>,
}

/// What the parts work with.
pub(super) struct Bench {
    pub(super) workspace: Workspace,
    pub(super) tools: Tools,
    pub(super) peers: Peers,
}
