//! `cargo xtask fuzz`: the fuzz targets, under libFuzzer.
//!
//! `cargo xtask test` runs each for ten seconds, and replays their corpus without any of this.

use std::fs;
use std::path::Path;

use crate::process::{Failure, Result, cargo, in_ci, program, run, works};
use crate::workspace::Workspace;

/// What runs the targets; it goes to the target folder and nowhere else.
const CARGO_FUZZ: &str = "0.13.2";

/// How long each target runs by default, and among the tests.
const SECONDS: &str = "60";
const BRIEFLY: &str = "10";

/// What makes libFuzzer.
const COMPILER: &str = "c++";

/// How long one input may take, in seconds, and how much memory, in MB.
const LIMITS: [&str; 2] = ["-timeout=10", "-rss_limit_mb=2048"];

/// Longer than all that is read in the targets, in bytes.
const LONGEST: &str = "-max_len=16384";

/// Runs one target or all of them, each from the project's corpus; stops at the first finding.
/// What is found new on the way stays in the target folder.
pub(crate) fn run_with(arguments: &[&str]) -> Result<()> {
    let (seconds, wanted) = match arguments {
        [] => (SECONDS, None),
        ["--seconds", seconds] => (*seconds, None),
        ["--seconds", seconds, target] => (*seconds, Some(*target)),
        [target] => (SECONDS, Some(*target)),
        _ => {
            return Err(Failure::new(
                "usage: cargo xtask fuzz [--seconds N] [TARGET]",
            ));
        }
    };
    if seconds.parse::<u32>().is_err() {
        return Err(Failure::new(format_args!(
            "`{seconds}` is no number of seconds"
        )));
    }
    fuzz_all(&Workspace::load()?, seconds, wanted)
}

/// A stage of `cargo xtask test`. libFuzzer is made from C++, which a user of the project need not
/// have.
pub(crate) fn briefly(workspace: &Workspace) -> Result<()> {
    if !in_ci() && !works(program(&workspace.root, COMPILER).arg("--version")) {
        println!(
            "skipped, since `{COMPILER}` is not installed; the tests have replayed the corpus"
        );
        return Ok(());
    }
    fuzz_all(workspace, BRIEFLY, None)
}

fn fuzz_all(workspace: &Workspace, seconds: &str, wanted: Option<&str>) -> Result<()> {
    let targets = targets(&workspace.root.join("fuzz/fuzz_targets"))?;
    if let Some(unknown) = wanted.filter(|wanted| !targets.iter().any(|known| known == wanted)) {
        let known = targets.join(", ");
        return Err(Failure::new(format_args!(
            "`{unknown}` is no fuzz target; there are {known}"
        )));
    }
    let tool = tool(workspace)?;
    for target in targets
        .iter()
        .filter(|known| wanted.is_none_or(|one| one == *known))
    {
        fuzz(workspace, &tool, target, seconds)?;
    }
    Ok(())
}

fn targets(folder: &Path) -> Result<Vec<String>> {
    let unreadable = |error: std::io::Error| {
        Failure::new(format_args!(
            "`{}` can't be read: {error}",
            folder.display()
        ))
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        names.extend(
            path.file_stem()
                .map(|name| name.to_string_lossy().into_owned()),
        );
    }
    names.sort();
    Ok(names)
}

/// cargo-fuzz, installed where nothing else sees it.
fn tool(workspace: &Workspace) -> Result<std::path::PathBuf> {
    let folder = workspace.target.join("tools");
    let path = folder
        .join("bin")
        .join(format!("cargo-fuzz{}", std::env::consts::EXE_SUFFIX));
    if !works(program(&workspace.root, &path).args(["fuzz", "--version"])) {
        let install = ["install", "cargo-fuzz", "--locked", "--version", CARGO_FUZZ];
        run(cargo(&workspace.root, &install).arg("--root").arg(&folder))?;
    }
    Ok(path)
}

/// No sanitizer: the project forbids unsafe code, and without one twice as many inputs are tried.
fn fuzz(workspace: &Workspace, tool: &Path, target: &str, seconds: &str) -> Result<()> {
    let found = workspace.target.join("fuzz-corpus").join(target);
    fs::create_dir_all(&found).map_err(|error| {
        Failure::new(format_args!("`{}` can't be made: {error}", found.display()))
    })?;
    run(program(&workspace.root, tool)
        // libFuzzer's instrumentation is behind a flag that only this lets the stable compiler take.
        .env("RUSTC_BOOTSTRAP", "1")
        .args([
            "fuzz",
            "run",
            "--fuzz-dir",
            "fuzz",
            "--sanitizer",
            "none",
            "--target-dir",
        ])
        .arg(workspace.target.join("fuzz"))
        .arg(target)
        .arg(&found)
        .arg(workspace.root.join("fuzz/corpus").join(target))
        .arg("--")
        .args(LIMITS)
        .args([LONGEST, "-print_final_stats=1"])
        .arg(format!("-max_total_time={seconds}")))
}
