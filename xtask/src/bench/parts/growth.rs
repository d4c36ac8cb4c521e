//! Scaling of cost with input size.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use super::super::figure::Measured;
use super::super::figure::{Goal, Row, median};
use super::super::part::{Bench, Part};
use super::{OURS, emulator};
use crate::process::{Failure, Result};

const RUNS: usize = 7;

pub(super) const PART: Part = Part {
    name: "growth",
    title: "Scaling",
    about: "Whole processes: a first set-up in memory by number of buckets (with `--split`), lint and simulate by number \
            of statements in a document, and the emulator by number of roles.",
    measure,
};

fn measure(bench: &Bench) -> Result<Measured> {
    let mut rows = Vec::new();
    for count in [1, 10, 30, 100, 300] {
        let names: Vec<_> = (0..count)
            .map(|number| format!("team-{number:03}-images"))
            .collect();
        let mut apply = Command::new(&bench.tools.rolewright);
        apply.args([
            "apply",
            "--provider",
            "memory",
            "--yes",
            "--split",
            "--bucket",
        ]);
        apply.arg(names.join(","));
        rows.extend(processes(
            bench,
            &format!("apply, {}", counted(count, "bucket")),
            &apply,
        )?);
    }
    let folder = bench.workspace.target.join("bench");
    for count in [1, 10, 100, 1000] {
        let path = folder.join(format!("statements-{count}.json"));
        write_statements(&path, count)?;
        let document = path.to_string_lossy();
        let named = counted(count, "statement");
        let mut lint = Command::new(&bench.tools.rolewright);
        lint.args(["policy", "lint", &document]);
        rows.extend(processes(bench, &format!("lint, {named}"), &lint)?);
        let mut simulate = Command::new(&bench.tools.rolewright);
        simulate.args([
            "policy",
            "simulate",
            "--policy",
            &document,
            "--action",
            "oss:GetObject",
        ]);
        simulate.args(["--resource", "acs:oss:*:1234567890123456:nobodys/a"]);
        rows.extend(processes(bench, &format!("simulate, {named}"), &simulate)?);
    }
    for count in [1, 100, 10_000] {
        let figures = emulator::figures(bench, "rolewright", count, 2, 0)?;
        let what = |what| format!("emulator, {}: {what}", counted(count, "role"));
        let rates = emulator::numbers(&figures, "per_second");
        rows.push(Row::new(&what("GetRole"), OURS, "calls/s", &rates));
        let memory = emulator::numbers(&figures, "memory_mb");
        rows.push(Row::new(&what("memory"), OURS, "MB", &memory));
    }
    let apply = |count: usize| {
        let what = format!("apply, {}", counted(count, "bucket"));
        median(&rows, &what, OURS)
    };
    // The start of the process doesn't grow.
    let grown = (apply(300) - apply(1)) / (apply(30) - apply(1));
    let goals = vec![
        Goal::at_most(100.0, "apply with 300 buckets, in ms", apply(300)),
        Goal::at_most(
            15.0,
            "apply: time for 300 buckets in times that for 30, both without that for one; 10 is linear",
            grown,
        ),
    ];
    Ok(Measured { rows, goals })
}

/// Measures wall time and memory of a command; a negative result is allowed.
fn processes(bench: &Bench, what: &str, command: &Command) -> Result<[Row; 2]> {
    let (mut wall, mut peak) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let spent = bench.tools.spent(command, &[0, 2])?;
        wall.push(spent.wall);
        peak.push(spent.peak);
    }
    Ok([
        Row::new(what, OURS, "ms", &wall),
        Row::new(&format!("{what}: memory"), OURS, "MB", &peak),
    ])
}

/// Creates a document of short statements, each for another bucket; the command reads up to 64 KiB.
fn write_statements(path: &Path, count: usize) -> Result<()> {
    let statements: Vec<_> = (0..count)
        .map(|number| {
            json!({
                "Effect": "Allow",
                "Action": "oss:*",
                "Resource": format!("acs:oss:*:*:{number}"),
            })
        })
        .collect();
    let document = json!({"Version": "1", "Statement": statements});
    fs::write(path, document.to_string()).map_err(Failure::new)
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}
