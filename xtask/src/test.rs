//! `cargo xtask test`: the checks that every change must pass, fastest first.

use crate::process::{
    EXAMPLE_LIMIT, Failure, Result, cargo, log_folder, program, run as run_command, run_logged,
};
use crate::stages::Stage;
use crate::workspace::Workspace;
use crate::{codegen, docs, programs, python, tidy};

pub(crate) const STAGES: [Stage; 13] = [
    Stage::new("format", format),
    Stage::new("tidy", |_| tidy::run()),
    Stage::new("lock files", lock_files),
    Stage::new("clippy", clippy),
    Stage::new("rust documentation", docs::libraries),
    Stage::new("tests", tests),
    Stage::new("generated files", |_| codegen::check()),
    Stage::new("examples", examples),
    Stage::new("python environment", python::environment),
    Stage::new("python package", python::package),
    Stage::new("python types", python::types),
    Stage::new("python tests", python::tests),
    Stage::new("python examples", python::examples),
];

fn format(workspace: &Workspace) -> Result<()> {
    run_command(&mut cargo(&workspace.root, &["fmt", "--all", "--check"]))
}

/// Checks the lock files of the workspaces that no other stage builds.
fn lock_files(workspace: &Workspace) -> Result<()> {
    for package in ["bench", "fuzz"] {
        let manifest = format!("{package}/Cargo.toml");
        let fetch = ["fetch", "--locked", "--manifest-path", &manifest];
        run_command(&mut cargo(&workspace.root, &fetch)).map_err(|Failure(message)| {
            Failure::new(format_args!(
                "{message}; if {package}/Cargo.lock is outdated, run `cargo update --workspace --manifest-path {manifest}`"
            ))
        })?;
    }
    Ok(())
}

fn clippy(workspace: &Workspace) -> Result<()> {
    let arguments = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--all-features",
        "--locked",
    ];
    run_command(cargo(&workspace.root, &arguments).args(["--", "-D", "warnings"]))
}

fn tests(workspace: &Workspace) -> Result<()> {
    run_command(&mut cargo(
        &workspace.root,
        &["test", "--workspace", "--all-features", "--locked"],
    ))
}

/// Runs every example and binary of the examples package without arguments.
fn examples(workspace: &Workspace) -> Result<()> {
    let programs = programs::build(workspace, "rolewright-examples")?;
    if programs.is_empty() {
        return Err(Failure::new(
            "the package `rolewright-examples` has no examples",
        ));
    }
    let logs = log_folder(&workspace.target)?;
    for example in programs {
        println!("running example {}", example.name);
        let log = logs.join(format!("{}.log", example.name));
        let mut command = program(&workspace.root, example.executable);
        run_logged(&mut command, &log, EXAMPLE_LIMIT)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use crate::python::files_ending;

    #[test]
    fn the_index_of_the_examples_has_every_program() {
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
        let index = fs::read_to_string(examples.join("README.md")).unwrap();
        for (folder, ending) in [("examples", "rs"), ("python", "py"), ("official", "py")] {
            for program in files_ending(&examples.join(folder), ending).unwrap() {
                let name = program.file_name().unwrap_or_default().to_string_lossy();
                assert!(
                    index.contains(&format!("({folder}/{name})")),
                    "{folder}/{name}"
                );
            }
        }
    }
}
