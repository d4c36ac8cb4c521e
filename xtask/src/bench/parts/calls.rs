//! Many calls from a process.

use std::process::Command;

use super::super::emulator::Emulator;
use super::super::figure::Measured;
use super::super::figure::Row;
use super::super::part::{Bench, Part};
use super::{NODE, OURS, PYTHON};
use crate::process::{Failure, Result};

const RUNS: usize = 3;
const COUNT: u32 = 2000;

pub(super) const PART: Part = Part {
    name: "calls",
    title: "2,000 GetRole",
    about: "A process sends 2,000 signed `GetRole` calls to the emulator, sequentially and 16 at a time, \
            alternating between programs. Client and emulator share the machine. Processor time and memory are the client's.",
    measure,
};

fn measure(bench: &Bench) -> Result<Measured> {
    let emulator = Emulator::start(bench)?;
    let apply = emulator.rolewright(bench, "apply --bucket my-images --yes");
    bench.tools.spent(&apply, &[0])?;
    let mut rows = Vec::new();
    for (what, at_once) in [("sequential", "1"), ("16 concurrent", "16")] {
        let count = COUNT.to_string();
        let mut ours = Command::new(&bench.tools.calls);
        ours.args([&count, at_once]);
        let contestants = [
            (OURS, ours),
            (
                PYTHON,
                bench.peers.official_python(&["calls", &count, at_once]),
            ),
            (NODE, bench.peers.official_node(&["calls", &count, at_once])),
        ]
        .map(|(who, command)| (who, emulator.reached_by(command)));
        let mut samples = vec![(Vec::new(), Vec::new(), Vec::new()); contestants.len()];
        for _ in 0..RUNS {
            for ((_, command), (rate, cpu, peak)) in contestants.iter().zip(&mut samples) {
                let spent = bench.tools.spent(command, &[0])?;
                let seconds: f64 = spent.out.trim().parse().map_err(Failure::new)?;
                rate.push(f64::from(COUNT) / seconds);
                cpu.push(spent.cpu);
                peak.push(spent.peak);
            }
        }
        for ((who, _), (rate, cpu, peak)) in contestants.iter().zip(&samples) {
            rows.push(Row::new(what, who, "calls/s", rate));
            rows.push(Row::new(&format!("{what}: processor time"), who, "ms", cpu));
            rows.push(Row::new(&format!("{what}: peak memory"), who, "MB", peak));
        }
    }
    Ok(Measured {
        rows,
        goals: Vec::new(),
    })
}
