//! `cargo xtask deny`: checks licences, bans, sources and advisories of the dependencies.

use crate::process::{Failure, Result, cargo, run as run_command, works};
use crate::workspace::Workspace;

const MISSING: &str = "cargo-deny is not installed; run `cargo install --locked cargo-deny@0.20.2`";

/// Runs as a task and in `cargo xtask nightly`, not in `test`: it needs cargo-deny and network
/// access for the advisories.
pub(crate) fn check() -> Result<()> {
    let workspace = Workspace::load()?;
    missing(&workspace).map_or_else(|| run(&workspace), |why| Err(Failure::new(why)))
}

pub(crate) fn missing(workspace: &Workspace) -> Option<String> {
    let found = works(&mut cargo(&workspace.root, &["deny", "--version"]));
    (!found).then(|| MISSING.to_owned())
}

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let arguments = ["deny", "--all-features", "check"];
    run_command(&mut cargo(&workspace.root, &arguments))
}
