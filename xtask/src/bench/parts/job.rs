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
    about: "A process creates role, policy and attachment in an empty account of the emulator, alternating between \
            programs. rolewright also reads back and verifies the result; the others only write.",
    measure,
};

const APPLY: &str = "apply --bucket my-images --yes";

fn measure(bench: &Bench) -> Result<Measured> {
    let emulator = Emulator::start(bench)?;
    let documents = Documents::exported(bench)?;
    let official = |command: Command| documents.given_to(emulator.reached_by(command));
    let contestants = [
        (OURS, emulator.rolewright(bench, APPLY)),
        (PYTHON, official(bench.peers.official_python(&["job"]))),
        (NODE, official(bench.peers.official_node(&["job"]))),
    ];
    let mut samples = vec![(Vec::new(), Vec::new(), Vec::new()); contestants.len()];
    for run in 0..=RUNS {
        for ((_, command), (wall, cpu, peak)) in contestants.iter().zip(&mut samples) {
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
    for ((who, _), (wall, cpu, peak)) in contestants.iter().zip(&samples) {
        rows.push(Row::new("wall time", who, "ms", wall));
        rows.push(Row::new("processor time", who, "ms", cpu));
        rows.push(Row::new("peak memory", who, "MB", peak));
    }
    let times = |what| median(&rows, what, PYTHON) / median(&rows, what, OURS);
    let goals = vec![
        Goal::at_least(
            20.0,
            "set-up job: times as fast as the official Python client",
            times("wall time"),
        ),
        Goal::at_least(
            4.0,
            "set-up job: times as small as the official Python client",
            times("peak memory"),
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
