//! `cargo xtask deny`: licences, bans, sources and advisories of the dependencies, by deny.toml.

use crate::process::{Failure, Result, cargo, run, works};
use crate::workspace::Workspace;

/// Not part of `cargo xtask test`: cargo-deny is a plugin that a fresh machine lacks, and the
/// advisories come from a network that a test run should not need.
pub(crate) fn check() -> Result<()> {
    let root = Workspace::load()?.root;
    if !works(&mut cargo(&root, &["deny", "--version"])) {
        return Err(Failure::new(
            "cargo-deny is not installed; get it with `cargo install --locked cargo-deny@0.20.2`",
        ));
    }
    run(&mut cargo(&root, &["deny", "--all-features", "check"]))
}
