//! The packages of the official clients, below the target folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{Failure, Result, program, run};
use crate::python;
use crate::workspace::Workspace;

/// The folder of the suites.
pub(super) const SOURCES: &str = "tests/official";

/// Returns the folder for the clients of a language.
pub(super) fn folder(workspace: &Workspace, language: &str) -> PathBuf {
    workspace.target.join("official").join(language)
}

pub(super) fn python(workspace: &Workspace) -> Result<()> {
    let requirements = workspace.root.join(SOURCES).join("python/requirements.txt");
    python::install(workspace, &folder(workspace, "python"), |pip| {
        pip.arg("--requirement").arg(requirements);
    })
}

pub(super) fn node(workspace: &Workspace) -> Result<()> {
    let from = workspace.root.join(SOURCES).join("node");
    node_packages(&from, &folder(workspace, "node"))
}

/// Installs the packages of a lock file in another folder. Runs `npm ci` only if the lock file changed,
/// because it deletes the installed packages first.
pub(crate) fn node_packages(from: &Path, to: &Path) -> Result<()> {
    let lock = fs::read(from.join("package-lock.json")).map_err(|error| lost(from, &error))?;
    let done = to.join("installed-lock.json");
    if fs::read(&done).is_ok_and(|known| known == lock) {
        return Ok(());
    }
    fs::create_dir_all(to).map_err(|error| lost(to, &error))?;
    for name in ["package.json", "package-lock.json"] {
        fs::copy(from.join(name), to.join(name)).map_err(|error| lost(to, &error))?;
    }
    let npm = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    run(program(to, "npm").args(npm))?;
    fs::write(&done, lock).map_err(|error| lost(&done, &error))
}

pub(super) fn go(workspace: &Workspace) -> Result<()> {
    run(go_command(workspace).args(["mod", "download"]))
}

/// Returns a Go command with module and build caches in the target folder.
pub(super) fn go_command(workspace: &Workspace) -> Command {
    let folder = folder(workspace, "go");
    let mut command = program(&workspace.root.join(SOURCES).join("go"), "go");
    command
        .env("GOMODCACHE", folder.join("modules"))
        .env("GOCACHE", folder.join("cache"))
        .env("GOFLAGS", "-modcacherw -mod=readonly -buildvcs=false")
        .env("CGO_ENABLED", "0");
    command
}

/// Returns a command that runs Python tests, with the Python clients installed.
pub(super) fn pytest(workspace: &Workspace, tests: &str) -> Command {
    let mut command = python::command(workspace, &folder(workspace, "python"));
    command
        .args(["-m", "pytest", "-q", "-p", "no:cacheprovider"])
        .arg(format!("{SOURCES}/{tests}"))
        .env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

fn lost(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format_args!("`{}`: {error}", path.display()))
}
