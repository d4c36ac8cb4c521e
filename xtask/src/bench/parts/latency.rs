//! Round trips of a run.

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
    about: "Every response of the emulator is delayed by 50 ms. Wall time of the process in units of that latency: a \
            first set-up with verification takes four rounds, verify of a correct account one.",
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
        Row::new("first set-up with verification", OURS, "latencies", &first),
        Row::new("verify of a correct account", OURS, "latencies", &check),
    ];
    let goals = vec![
        Goal::at_most(
            4.3,
            "first set-up with verification, in latencies of 50 ms",
            median(&rows, "first set-up with verification", OURS),
        ),
        Goal::at_most(
            1.15,
            "verify of a correct account, in latencies of 50 ms",
            median(&rows, "verify of a correct account", OURS),
        ),
    ];
    Ok(Measured { rows, goals })
}
