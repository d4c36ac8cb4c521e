//! `cargo xtask lint`: lints workflows, scripts and the Dockerfile, and tests the pre-commit hooks.

use std::path::PathBuf;

use crate::process::{Result, program, run, works};
use crate::workspace::Workspace;
use crate::{hooks, tools};

const SCRIPTS: [&str; 4] = [
    ".ci/run",
    "action/comment.sh",
    "action/review.sh",
    "install.sh",
];

const ACTIONLINT: &str = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12";

/// Runs the linters and the hooks; actionlint only if Go is installed.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    linters(workspace)?;
    hooks::check(workspace)?;
    match no_go(workspace) {
        None => workflows(workspace),
        Some(why) => {
            println!("skipped actionlint: {why}");
            Ok(())
        }
    }
}

/// Lints shell scripts, the Dockerfile, and the security of the workflows.
pub(crate) fn linters(workspace: &Workspace) -> Result<()> {
    tools::install(workspace)?;
    run(tools::command(workspace, "shellcheck").args(SCRIPTS))?;
    run(tools::command(workspace, "hadolint").arg("Dockerfile"))?;
    // Offline, so that the result depends only on the commit.
    run(tools::command(workspace, "zizmor").args([
        "--offline",
        "--quiet",
        "--strict-collection",
        ".",
    ]))
}

/// Lints the workflows with actionlint, built with Go; the Python package downloads its binary from
/// elsewhere.
pub(crate) fn workflows(workspace: &Workspace) -> Result<()> {
    let folder = workspace.target.join("actionlint");
    let cache = |name: &str| -> PathBuf { folder.join(name) };
    run(program(&workspace.root, "go")
        .args(["install", ACTIONLINT])
        .env("GOBIN", &folder)
        .env("GOMODCACHE", cache("modules"))
        .env("GOCACHE", cache("cache"))
        .env("GOFLAGS", "-modcacherw"))?;
    let actionlint = folder.join(format!("actionlint{}", std::env::consts::EXE_SUFFIX));
    let shellcheck = tools::command(workspace, "shellcheck");
    run(program(&workspace.root, actionlint)
        .arg("-shellcheck")
        .arg(shellcheck.get_program()))
}

pub(crate) fn no_go(workspace: &Workspace) -> Option<String> {
    let found = works(program(&workspace.root, "go").arg("version"));
    (!found).then(|| "`go` is not installed".to_owned())
}
