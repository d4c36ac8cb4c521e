//! How often a run waits for the service.

use super::super::emulator::Emulator;
use super::super::figure::Measured;
use super::super::figure::{Goal, Row, median};
use super::super::part::{Bench, Part};
use super::OURS;
use crate::process::Result;

const RUNS: usize = 11;
const LATENCY: u32 = 50;

pub(super) const PART: Part = Part {
    name: "latency",
    title: "Round trips",
    about: "Every answer of the emulator comes 50 ms later. Wall time of the whole process in units of that latency: \
            a first set-up with its proof is four rounds, a check of a right account is one.",
    measure,
};

fn measure(bench: &Bench) -> Result<Measured> {
    let emulator = Emulator::start(bench)?;
    let apply = emulator.rolewright(bench, "apply --bucket my-images --yes");
    let verify = emulator.rolewright(bench, "verify --bucket my-images");
    let (mut first, mut check) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        emulator.reset()?;
        emulator.delay(LATENCY)?;
        first.push(bench.tools.spent(&apply, &[0])?.wall / f64::from(LATENCY));
        check.push(bench.tools.spent(&verify, &[0])?.wall / f64::from(LATENCY));
    }
    let rows = vec![
        Row::new("first set-up with proof", OURS, "latencies", &first),
        Row::new("check of a right account", OURS, "latencies", &check),
    ];
    let goals = vec![
        Goal::at_most(
            4.3,
            "first set-up with proof, in latencies of 50 ms",
            median(&rows, "first set-up with proof", OURS),
        ),
        Goal::at_most(
            1.15,
            "check of a right account, in latencies of 50 ms",
            median(&rows, "check of a right account", OURS),
        ),
    ];
    Ok(Measured { rows, goals })
}
