//! `cargo xtask live`: runs the conformance suite on a real account.

use crate::process::{Result, cargo, run};
use crate::workspace::Workspace;

/// Passes its arguments to the program, which documents them.
pub(crate) fn run_with(arguments: &[&str]) -> Result<()> {
    let root = Workspace::load()?.root;
    let program = [
        "run",
        "--quiet",
        "--locked",
        "-p",
        "rolewright-tests",
        "--bin",
        "live",
        "--",
    ];
    run(cargo(&root, &program).args(arguments))
}
