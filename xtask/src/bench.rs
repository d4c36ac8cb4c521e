//! `cargo xtask bench`: the benchmarks of the workspace.

use crate::process::{Result, cargo, run};
use crate::workspace::Workspace;

/// Hands on to cargo, which knows the bench targets. Only those: without the pattern cargo would
/// also build each library as a benchmark, and the Python module can't be linked as a program.
pub(crate) fn run_all() -> Result<()> {
    let root = Workspace::load()?.root;
    run(&mut cargo(
        &root,
        &["bench", "--workspace", "--locked", "--bench", "*"],
    ))
}
