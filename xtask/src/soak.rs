//! `cargo xtask soak`: runs three writers with random faults and kills.

use std::time::Duration;

use crate::clock::Stopwatch;
use crate::process::{Failure, Result, cargo, run};
use crate::workspace::Workspace;

const TEST: &str = "fault_injection::soak::writers_with_random_faults_and_kills_lose_nothing";

const SEED: &str = "8";

/// Runs the soak test, by default for 60 minutes. The same seed repeats a run.
pub(crate) fn run_for(arguments: &[&str]) -> Result<()> {
    let (mut minutes, mut seed) = (60, SEED);
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let value = words.next().copied().unwrap_or_default();
        let number: u64 = value
            .parse()
            .map_err(|_| Failure::new(format_args!("`{word} {value}` is not a number")))?;
        match *word {
            "--minutes" => minutes = number,
            "--seed" => seed = value,
            _ => {
                return Err(Failure::new(format_args!(
                    "unknown option `{word}`; use --minutes or --seed"
                )));
            }
        }
    }
    soak(&Workspace::load()?, minutes, seed)
}

/// A stage of `cargo xtask nightly`.
pub(crate) fn for_nightly(workspace: &Workspace) -> Result<()> {
    soak(workspace, 30, SEED)
}

fn soak(workspace: &Workspace, minutes: u64, seed: &str) -> Result<()> {
    let watch = Stopwatch::start();
    let test = [
        "test",
        "-p",
        "rolewright-cli",
        "--locked",
        "--test",
        "it",
        "--",
    ];
    run(cargo(&workspace.root, &test)
        .args(["--exact", TEST, "--nocapture"])
        .env("ROLEWRIGHT_SOAK_SECONDS", (minutes * 60).to_string())
        .env("ROLEWRIGHT_SOAK_SEED", seed))?;
    let took: Duration = watch.elapsed();
    println!("ran for {} s", took.as_secs());
    Ok(())
}
