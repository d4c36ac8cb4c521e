//! `cargo xtask test`: all checks and tests, the fastest to fail first.

use std::time::Duration;

use crate::clock::Stopwatch;
use crate::process::{
    EXAMPLE_LIMIT, Failure, Result, cargo, log_folder, program, run as run_command, run_logged,
};
use crate::workspace::Workspace;
use crate::{codegen, fuzz, official, programs, python, tidy};

/// One thing that is run, and how it is called in the summary.
type Stage = (&'static str, fn(&Workspace) -> Result<()>);

const STAGES: [Stage; 15] = [
    ("format", format),
    ("tidy", |_| tidy::run()),
    ("lock files", lock_files),
    ("clippy", clippy),
    ("tests", tests),
    ("generated files", |_| codegen::check()),
    ("examples", examples),
    ("official clients", official::install),
    ("official suites", official::suites),
    ("python environment", python::environment),
    ("python wheel", python::wheel),
    ("python types", python::types),
    ("python tests", python::tests),
    ("python examples", python::examples),
    ("fuzz targets", fuzz::briefly),
];

/// Runs the stages in their order, stops at the first that fails, and says how long each took.
pub(crate) fn run() -> Result<()> {
    let workspace = Workspace::load()?;
    let mut times = Vec::new();
    let mut outcome = Ok(());
    for (number, (name, stage)) in (1..).zip(STAGES) {
        println!("\n=== {number} of {}: {name}", STAGES.len());
        let watch = Stopwatch::start();
        outcome = stage(&workspace);
        times.push((name, watch.elapsed()));
        if outcome.is_err() {
            break;
        }
    }
    println!("{}", summary(&times, outcome.is_ok()));
    outcome.map_err(|Failure(message)| {
        let stage = times.last().map_or("", |(name, _)| name);
        Failure::new(format_args!("stage `{stage}`: {message}"))
    })
}

fn format(workspace: &Workspace) -> Result<()> {
    run_command(&mut cargo(&workspace.root, &["fmt", "--all", "--check"]))
}

/// The packages that no other stage builds as a whole share the workspace's dependencies.
fn lock_files(workspace: &Workspace) -> Result<()> {
    for package in ["bench", "fuzz"] {
        let manifest = format!("{package}/Cargo.toml");
        let fetch = ["fetch", "--locked", "--manifest-path", &manifest];
        run_command(&mut cargo(&workspace.root, &fetch)).map_err(|Failure(message)| {
            Failure::new(format_args!(
                "{message}; if {package}/Cargo.lock is out of date: cargo update --workspace --manifest-path {manifest}"
            ))
        })?;
    }
    Ok(())
}

/// How many random requests the evaluator has to decide as the plainly written one does.
const RANDOM_REQUESTS: &str = "100000";

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
    ))?;
    let random = [
        "test",
        "-p",
        "rolewright-policy",
        "--locked",
        "--test",
        "it",
    ];
    run_command(cargo(&workspace.root, &random).env("PROPTEST_CASES", RANDOM_REQUESTS))
}

/// Every example and binary of the package must do its work without arguments.
fn examples(workspace: &Workspace) -> Result<()> {
    let programs = programs::build(workspace, "rolewright-examples")?;
    if programs.is_empty() {
        return Err(Failure::new(
            "the package `rolewright-examples` has no example to run",
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

fn summary(times: &[(&str, Duration)], complete: bool) -> String {
    let mut text = String::from("\nseconds  stage\n");
    for (name, time) in times {
        text.push_str(&format!("{:>7.1}  {name}\n", time.as_secs_f64()));
    }
    let total: Duration = times.iter().map(|(_, time)| *time).sum();
    let end = if complete {
        "all stages passed"
    } else {
        "stopped at the last one"
    };
    text.push_str(&format!("{:>7.1}  in all: {end}", total.as_secs_f64()));
    text
}

#[cfg(test)]
mod tests_of_test {
    use super::*;

    #[test]
    fn summary_tells_each_stage_and_the_total() {
        let times = [
            ("format", Duration::from_millis(1500)),
            ("tidy", Duration::from_secs(2)),
        ];
        let expected =
            "\nseconds  stage\n    1.5  format\n    2.0  tidy\n    3.5  in all: all stages passed";
        assert_eq!(summary(&times, true), expected);
    }
}
