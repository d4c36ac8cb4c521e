//! Builds with the oldest supported compiler, and with the oldest and newest dependency versions.

use std::fs;
use std::path::{Path, PathBuf};

use crate::process::{Failure, Result, cargo, program, run, works};
use crate::tidy::project_files;
use crate::workspace::Workspace;

/// Checks the workspace with the oldest supported compiler.
pub(crate) fn oldest_compiler(workspace: &Workspace) -> Result<()> {
    run(with_rustup(workspace)
        .args(["check", "--workspace", "--all-targets", "--all-features"])
        .arg("--locked")
        .arg("--target-dir")
        .arg(workspace.target.join("oldest-compiler")))
}

pub(crate) fn no_oldest_compiler(workspace: &Workspace) -> Option<String> {
    let version = &workspace.rust_version;
    let found = works(with_rustup(workspace).arg("--version"));
    (!found).then(|| {
        format!("Rust {version} is not installed; run `rustup toolchain install {version}`")
    })
}

fn with_rustup(workspace: &Workspace) -> std::process::Command {
    let mut command = program(&workspace.root, "rustup");
    command.args(["run", &workspace.rust_version, "cargo"]);
    // Set by the cargo that runs this program; the older cargo would use these compilers.
    command.env_remove("RUSTC").env_remove("RUSTDOC");
    command
}

/// Compiles the workspace with the oldest dependency versions that the manifests allow.
pub(crate) fn minimal_dependencies(workspace: &Workspace) -> Result<()> {
    let copy = copy_without_lock(workspace, "minimal-dependencies")?;
    run(cargo(
        &copy,
        &["generate-lockfile", "-Z", "direct-minimal-versions"],
    )
    // Allows the flag on a stable cargo; the build below does not use it.
    .env("RUSTC_BOOTSTRAP", "1"))?;
    in_copy(
        &copy,
        &["check", "--workspace", "--all-features", "--locked"],
    )
}

/// Runs the tests with the newest dependency versions that the manifests allow.
pub(crate) fn latest_dependencies(workspace: &Workspace) -> Result<()> {
    let copy = copy_without_lock(workspace, "latest-dependencies")?;
    run(&mut cargo(&copy, &["generate-lockfile"]))?;
    in_copy(
        &copy,
        &["test", "--workspace", "--all-features", "--locked"],
    )
}

fn in_copy(copy: &Path, arguments: &[&str]) -> Result<()> {
    run(cargo(copy, arguments)
        .arg("--target-dir")
        .arg(copy.join("target")))
}

/// Copies the project files to the target folder; keeps the build artifacts of earlier runs.
fn copy_without_lock(workspace: &Workspace, name: &str) -> Result<PathBuf> {
    let copy = workspace.target.join(name);
    let failed = |path: &Path, error: &std::io::Error| {
        Failure::new(format_args!(
            "`{}` can't be copied: {error}",
            path.display()
        ))
    };
    for old in fs::read_dir(&copy).into_iter().flatten().flatten() {
        let path = old.path();
        if path.ends_with("target") {
            continue;
        }
        let removed = if path.is_dir() {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        };
        removed.map_err(|error| failed(&path, &error))?;
    }
    for path in project_files(&workspace.root)? {
        if path == "Cargo.lock" {
            continue;
        }
        let (from, to) = (workspace.root.join(&path), copy.join(&path));
        let folder = to.parent().map_or(Ok(()), fs::create_dir_all);
        folder
            .and_then(|()| fs::copy(&from, &to))
            .map_err(|error| failed(&from, &error))?;
    }
    Ok(copy)
}
