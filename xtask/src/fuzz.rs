//! `cargo xtask fuzz`: runs the fuzz targets with libFuzzer.
//!
//! `cargo xtask ci` runs each for 5 seconds, `cargo xtask nightly` for 60 seconds with the address
//! sanitizer. `cargo xtask test` replays the corpus without libFuzzer.

use std::fs;
use std::path::{Path, PathBuf};

use crate::process::{Failure, Result, cargo, host, program, run, works};
use crate::workspace::Workspace;

/// Seconds per target by default, and in `cargo xtask ci`.
const SECONDS: &str = "60";
const BRIEFLY: &str = "5";

/// Coverage flags for libFuzzer, as in cargo-fuzz.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Cllvm-args=-simplifycfg-branch-fold-threshold=0 \
    -Ccodegen-units=1 --cfg fuzzing";

/// A build of the targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Build {
    /// Without a sanitizer: twice as fast, and the project has no unsafe code.
    Plain,
    /// With the address sanitizer, for unsafe code of the dependencies.
    AddressSanitizer,
}

/// Compiler for libFuzzer.
const COMPILER: &str = "c++";

/// Limits per input: seconds, and memory in MB.
const LIMITS: [&str; 2] = ["-timeout=10", "-rss_limit_mb=2048"];

/// Maximum input size in bytes, above the limits of all targets.
const LONGEST: &str = "-max_len=16384";

/// Runs one target or all, starting from the corpus; stops at the first finding. New inputs stay in
/// the target folder.
pub(crate) fn run_with(arguments: &[&str]) -> Result<()> {
    let (seconds, target) = match arguments {
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
            "`{seconds}` is not a number of seconds"
        )));
    }
    fuzz_all(&Workspace::load()?, Build::Plain, seconds, target)
}

/// Returns what is missing: libFuzzer needs a C++ compiler.
pub(crate) fn missing(workspace: &Workspace) -> Option<String> {
    let found = works(program(&workspace.root, COMPILER).arg("--version"));
    (!found).then(|| format!("`{COMPILER}` is not installed"))
}

/// A stage of `cargo xtask ci`.
pub(crate) fn briefly(workspace: &Workspace) -> Result<()> {
    fuzz_all(workspace, Build::Plain, BRIEFLY, None)
}

/// A stage of `cargo xtask nightly`.
pub(crate) fn with_sanitizer(workspace: &Workspace) -> Result<()> {
    fuzz_all(workspace, Build::AddressSanitizer, SECONDS, None)
}

fn fuzz_all(
    workspace: &Workspace,
    build: Build,
    seconds: &str,
    selected: Option<&str>,
) -> Result<()> {
    let targets = targets(&workspace.root.join("fuzz/fuzz_targets"))?;
    if let Some(unknown) = selected.filter(|name| !targets.iter().any(|known| known == name)) {
        let known = targets.join(", ");
        return Err(Failure::new(format_args!(
            "unknown fuzz target `{unknown}`; use one of {known}"
        )));
    }
    let folder = compile(workspace, build)?;
    for target in targets
        .iter()
        .filter(|known| selected.is_none_or(|name| name == *known))
    {
        fuzz(workspace, &folder, target, seconds)?;
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

/// Compiles all targets, and returns the folder that holds them.
fn compile(workspace: &Workspace, build: Build) -> Result<PathBuf> {
    let host = host(&workspace.root)?;
    let (folder, sanitizer) = match build {
        Build::Plain => ("fuzz", ""),
        Build::AddressSanitizer => ("fuzz-address", " -Zsanitizer=address"),
    };
    let folder = workspace.target.join(folder);
    let arguments = [
        "build",
        "--release",
        "--locked",
        "--bins",
        "--manifest-path",
        "fuzz/Cargo.toml",
        // Keeps the flags out of build scripts and macros.
        "--target",
        &host,
    ];
    let mut command = cargo(&workspace.root, &arguments);
    command
        .arg("--target-dir")
        .arg(&folder)
        .env("RUSTFLAGS", format!("{COVERAGE}{sanitizer}"));
    if build == Build::AddressSanitizer {
        // Allows the sanitizer flag on a stable compiler.
        command.env("RUSTC_BOOTSTRAP", "1");
    }
    run(&mut command)?;
    Ok(folder.join(host).join("release"))
}

fn fuzz(workspace: &Workspace, programs: &Path, target: &str, seconds: &str) -> Result<()> {
    let found = workspace.target.join("fuzz-corpus").join(target);
    let findings = workspace.target.join("fuzz-findings").join(target);
    for folder in [&found, &findings] {
        fs::create_dir_all(folder).map_err(|error| {
            Failure::new(format_args!(
                "`{}` can't be created: {error}",
                folder.display()
            ))
        })?;
    }
    let target_program = programs.join(format!("{target}{}", std::env::consts::EXE_SUFFIX));
    run(program(&workspace.root, target_program)
        .arg(&found)
        .arg(workspace.root.join("fuzz/corpus").join(target))
        .args(LIMITS)
        .args([LONGEST, "-print_final_stats=1"])
        .arg(format!("-artifact_prefix={}/", findings.display()))
        .arg(format!("-max_total_time={seconds}")))
}
