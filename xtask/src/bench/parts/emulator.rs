//! The emulator compared with a bare hyper server and with moto's server.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use super::super::figure::Measured;
use super::super::figure::{Goal, Row, median, number_at};
use super::super::part::{Bench, Part};
use super::OURS;
use crate::process::{Failure, Result, cargo, read, run};

/// Manifest of the workspace of the bare server.
const MANIFEST: &str = "bench/Cargo.toml";

const BARE: &str = "bare hyper server";
const MOTO: &str = "moto's server";
const START: &str = "start to first response";
const ROUND: &str = "GetRole over 16 connections";
const MEMORY: &str = "memory after the start";

pub(super) const PART: Part = Part {
    name: "emulator",
    title: "The emulator",
    about: "Time from the start of the process to the first response, and throughput of `GetRole` over 16 connections, with \
            a load generator on the same machine. rolewright verifies key, time, nonce and signature of each request; \
            moto verifies none. The bare hyper server gets the same requests and answers each with the same response, \
            without reading it.",
    measure,
};

fn measure(bench: &Bench) -> Result<Measured> {
    let bare = format!("hyper:{}", bare(bench)?.display());
    let moto = bench.peers.moto();
    let moto = moto.to_string_lossy();
    let mut all = [
        (OURS, "rolewright", Samples::default()),
        (BARE, &bare, Samples::default()),
        (MOTO, &moto, Samples::default()),
    ];
    for _ in 0..2 {
        for (_, server, samples) in &mut all {
            samples.extend(&figures(bench, server, 1, 3, 5)?);
        }
    }
    let mut rows = Vec::new();
    for (who, _, samples) in &all {
        rows.extend(samples.rows(who));
    }
    let times = |other| median(&rows, ROUND, OURS) / median(&rows, ROUND, other);
    let goals = vec![
        Goal::at_least(
            90.0,
            "emulator: times moto's throughput, signatures checked",
            times(MOTO),
        ),
        Goal::at_least(
            0.6,
            "emulator: share of the throughput of a bare hyper server",
            times(BARE),
        ),
        Goal::at_most(
            10.0,
            "emulator: start to first response, in ms",
            median(&rows, START, OURS),
        ),
        Goal::at_most(
            15.0,
            "emulator: memory after the start, in MB",
            median(&rows, MEMORY, OURS),
        ),
    ];
    Ok(Measured { rows, goals })
}

/// Builds the bare hyper server, with the emulator's version of hyper.
fn bare(bench: &Bench) -> Result<PathBuf> {
    let root = &bench.workspace.root;
    let lock = |path| fs::read_to_string(root.join(path)).map_err(Failure::new);
    same_versions(&lock("Cargo.lock")?, &lock("bench/Cargo.lock")?)?;
    let target = bench.workspace.target.join("bench/bare");
    let build = [
        "build",
        "--release",
        "--locked",
        "-p",
        "rolewright-bench-bare",
    ];
    let mut command = cargo(root, &build);
    command.arg("--manifest-path").arg(root.join(MANIFEST));
    run(command.arg("--target-dir").arg(&target))?;
    Ok(target.join("release/bare"))
}

/// Fails if the lock files have different versions of the server's libraries.
fn same_versions(emulator: &str, bare: &str) -> Result<()> {
    for name in ["hyper", "hyper-util", "tokio"] {
        let (expected, found) = (version(emulator, name), version(bare, name));
        if expected != found {
            let (expected, found) = (expected.unwrap_or("none"), found.unwrap_or("none"));
            return Err(Failure::new(format_args!(
                "`bench/Cargo.lock` has {name} {found}, but `Cargo.lock` {expected}; run `cargo update \
                 --manifest-path {MANIFEST} -p {name} --precise {expected}`"
            )));
        }
    }
    Ok(())
}

fn version<'a>(lock: &'a str, name: &str) -> Option<&'a str> {
    let start = format!("name = \"{name}\"\nversion = \"");
    let (_, rest) = lock.split_once(&start)?;
    rest.split('"').next()
}

/// Runs the server benchmark once.
pub(super) fn figures(
    bench: &Bench,
    server: &str,
    roles: usize,
    seconds: u32,
    starts: u32,
) -> Result<Value> {
    let numbers = [roles.to_string(), seconds.to_string(), starts.to_string()];
    let text = read(
        Command::new(&bench.tools.emulator)
            .args(["figures", server])
            .args(numbers),
    )?;
    serde_json::from_str(&text).map_err(Failure::new)
}

#[derive(Default)]
struct Samples {
    ready: Vec<f64>,
    at_start: Vec<f64>,
    rate: Vec<f64>,
    middle: Vec<f64>,
    late: Vec<f64>,
    at_end: Vec<f64>,
}

impl Samples {
    fn extend(&mut self, figures: &Value) {
        self.ready.extend(numbers(figures, "ready_ms"));
        self.at_start.push(number_at(figures, "memory_at_start_mb"));
        self.rate.extend(numbers(figures, "per_second"));
        self.middle.extend(numbers(figures, "p50_ms"));
        self.late.extend(numbers(figures, "p99_ms"));
        self.at_end.extend(numbers(figures, "memory_mb").last());
    }

    fn rows(&self, who: &str) -> [Row; 6] {
        [
            Row::new(START, who, "ms", &self.ready),
            Row::new(ROUND, who, "calls/s", &self.rate),
            Row::new("response time, median", who, "ms", &self.middle),
            Row::new("response time, 99th percentile", who, "ms", &self.late),
            Row::new(MEMORY, who, "MB", &self.at_start),
            Row::new("memory at the end", who, "MB", &self.at_end),
        ]
    }
}

pub(super) fn numbers(figures: &Value, key: &str) -> Vec<f64> {
    let list = figures.get(key).and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(Value::as_f64)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bare_server_has_the_versions_of_the_emulator() {
        let lock = |hyper: &str| {
            let packages = [
                ("hyper", hyper),
                ("hyper-util", "0.1.0"),
                ("tokio", "1.0.0"),
            ];
            let block = |(name, version)| format!("name = \"{name}\"\nversion = \"{version}\"\n");
            packages.map(block).concat()
        };
        assert!(same_versions(&lock("1.2.0"), &lock("1.2.0")).is_ok());
        let Err(Failure(message)) = same_versions(&lock("1.2.0"), &lock("1.1.0")) else {
            panic!("another version was accepted");
        };
        let expected = "`bench/Cargo.lock` has hyper 1.1.0, but `Cargo.lock` 1.2.0; run `cargo update \
                        --manifest-path bench/Cargo.toml -p hyper --precise 1.2.0`";
        assert_eq!(message, expected);
        assert!(same_versions("", &lock("1.2.0")).is_err());
    }
}
