//! The emulator compared with moto's server.

use std::process::Command;

use serde_json::Value;

use super::super::figure::Measured;
use super::super::figure::{Goal, Row, median, number_at};
use super::super::part::{Bench, Part};
use super::OURS;
use crate::process::{Failure, Result, read};

const MOTO: &str = "moto's server";
const ROUND: &str = "GetRole over 16 connections";

pub(super) const PART: Part = Part {
    name: "emulator",
    title: "The emulator",
    about: "Time from the start of the process to the first response, and throughput of `GetRole` over 16 connections, with \
            a load generator on the same machine. rolewright verifies key, time, nonce and signature of each request; \
            moto verifies none.",
    measure,
};

fn measure(bench: &Bench) -> Result<Measured> {
    let moto = bench.peers.moto();
    let moto = moto.to_string_lossy();
    let mut all = [
        (OURS, "rolewright", Samples::default()),
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
    let times = median(&rows, ROUND, OURS) / median(&rows, ROUND, MOTO);
    let goals = vec![Goal::at_least(
        90.0,
        "emulator: times moto's throughput, signatures checked",
        times,
    )];
    Ok(Measured { rows, goals })
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
            Row::new("start to first response", who, "ms", &self.ready),
            Row::new(ROUND, who, "calls/s", &self.rate),
            Row::new("response time, median", who, "ms", &self.middle),
            Row::new("response time, 99th percentile", who, "ms", &self.late),
            Row::new("memory after the start", who, "MB", &self.at_start),
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
