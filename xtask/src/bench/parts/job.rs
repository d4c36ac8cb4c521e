//! The complete set-up, as a process.

use std::process::Command;

use serde_json::Value;

use super::super::emulator::Emulator;
use super::super::figure::Measured;
use super::super::figure::{Goal, Row, median};
use super::super::part::{Bench, Part};
use super::{NODE, OURS, PYTHON};
use crate::process::{Failure, Result, program, read};

const RUNS: usize = 15;

pub(super) const PART: Part = Part {
    name: "job",
    title: "Complete set-up",
    about: "A process creates role, policy and attachment in an empty account of the emulator, over http and over https, \
            alternating between programs. rolewright also reads back and verifies the result; the others only write. \
            Over https each program reads the system's certificates and opens its own connections.",
    measure,
};

const APPLY: &str = "apply --bucket my-images --yes";

fn measure(bench: &Bench) -> Result<Measured> {
    let emulator = Emulator::start(bench)?;
    let documents = Documents::exported(bench)?;
    let secure = emulator.over_tls(bench)?;
    let python = || documents.given_to(bench.peers.official_python(&["job"]));
    let node = || documents.given_to(bench.peers.official_node(&["job"]));
    let contestants = [
        ("http", OURS, emulator.rolewright(bench, APPLY)),
        ("http", PYTHON, emulator.reached_by(python())),
        ("http", NODE, emulator.reached_by(node())),
        ("https", OURS, secure.rolewright(bench, APPLY)),
        ("https", PYTHON, secure.reached_by(python())),
        ("https", NODE, secure.reached_by(node())),
    ];
    let mut samples = vec![(Vec::new(), Vec::new(), Vec::new()); contestants.len()];
    for run in 0..=RUNS {
        for ((_, _, command), (wall, cpu, peak)) in contestants.iter().zip(&mut samples) {
            emulator.reset()?;
            let spent = bench.tools.spent(command, &[0])?;
            if run == 0 {
                // The warm-up also verifies the result.
                let verify = emulator.rolewright(bench, "verify --bucket my-images");
                bench.tools.spent(&verify, &[0])?;
                continue;
            }
            wall.push(spent.wall);
            cpu.push(spent.cpu);
            peak.push(spent.peak);
        }
    }
    let mut rows = Vec::new();
    for ((over, who, _), (wall, cpu, peak)) in contestants.iter().zip(&samples) {
        let mut put = |what, unit, samples: &[f64]| {
            rows.push(Row::new(&format!("{over}: {what}"), who, unit, samples));
        };
        put("wall time", "ms", wall);
        put("processor time", "ms", cpu);
        put("peak memory", "MB", peak);
    }
    let times = |what| median(&rows, what, PYTHON) / median(&rows, what, OURS);
    let goals = vec![
        Goal::at_least(
            50.0,
            "set-up job over http: times as fast as the official Python client",
            times("http: wall time"),
        ),
        Goal::at_least(
            50.0,
            "set-up job over https: times as fast as the official Python client",
            times("https: wall time"),
        ),
        Goal::at_most(
            12.0,
            "set-up job over http: peak memory, in MB",
            median(&rows, "http: peak memory", OURS),
        ),
    ];
    Ok(Measured { rows, goals })
}

/// Documents for the official clients: the same as rolewright's.
struct Documents {
    trust: String,
    policy: String,
}

impl Documents {
    fn exported(bench: &Bench) -> Result<Self> {
        let mut export = program(&bench.workspace.root, &bench.tools.rolewright);
        let text = read(export.args(["export", "--format", "json", "--bucket", "my-images"]))?;
        let json: Value = serde_json::from_str(&text).map_err(Failure::new)?;
        let document = |pointer: &str| {
            let found = json.pointer(pointer);
            let found =
                found.ok_or_else(|| Failure::new(format_args!("the export has no {pointer}")));
            found.map(ToString::to_string)
        };
        Ok(Self {
            trust: document("/role/trust_policy")?,
            policy: document("/policies/0/document")?,
        })
    }

    fn given_to(&self, mut command: Command) -> Command {
        command
            .env("TRUST", &self.trust)
            .env("POLICY", &self.policy);
        command
    }
}
