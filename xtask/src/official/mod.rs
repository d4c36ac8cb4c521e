//! `cargo xtask official`: runs official clients against the emulator.
//!
//! The clients in Python, Node and Go are installed below the target folder, in fixed versions.
//! Without Node or Go their suites are skipped; in CI they are required. The scripts of the aliyun CLI
//! and Terraform run if the command line names these programs.

mod emulator;
mod install;
mod named;
mod suite;

pub(crate) use emulator::rolewright;
pub(crate) use install::node_packages as install_node;
pub(crate) use suite::{GO_CLIENTS, NODE_CLIENTS, PYTHON_CLIENTS};

use crate::process::Result;
use crate::stages::{self, Stage};
use crate::workspace::Workspace;

const STAGES: [Stage; 5] = [
    PYTHON_CLIENTS,
    NODE_CLIENTS,
    GO_CLIENTS,
    named::ALIYUN,
    named::TERRAFORM,
];

/// Runs all suites.
pub(crate) fn run_with(arguments: &[&str]) -> Result<()> {
    let workspace = Workspace {
        named: named::parse(arguments)?,
        ..Workspace::load()?
    };
    stages::run_in(&workspace, &STAGES)
}
