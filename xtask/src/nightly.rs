//! `cargo xtask nightly`: checks that take too long for each change.

use crate::process::{Result, cargo, run};
use crate::stages::Stage;
use crate::workspace::Workspace;
use crate::{deny, fuzz, install, soak, versions};

pub(crate) const STAGES: [Stage; 8] = [
    Stage::new("advisories and licences", deny::run).where_found(deny::missing),
    Stage::new("oldest compiler", versions::oldest_compiler).needs(versions::no_oldest_compiler),
    Stage::new("minimal dependencies", versions::minimal_dependencies),
    Stage::new("latest dependencies", versions::latest_dependencies),
    Stage::new("fuzz targets with a sanitizer", fuzz::with_sanitizer).needs(fuzz::missing),
    Stage::new("random requests", random_requests),
    Stage::new("installation methods", install::check),
    Stage::new("soak", soak::for_nightly),
];

/// Random requests to compare the evaluator with its reference implementation; 2,000 in
/// `cargo xtask test`.
const RANDOM_REQUESTS: &str = "100000";

fn random_requests(workspace: &Workspace) -> Result<()> {
    let test = [
        "test",
        "-p",
        "rolewright-policy",
        "--locked",
        "--test",
        "it",
    ];
    run(cargo(&workspace.root, &test).env("PROPTEST_CASES", RANDOM_REQUESTS))
}
