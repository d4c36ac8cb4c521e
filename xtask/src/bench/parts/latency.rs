//! Round trips of a run.

use super::super::emulator::Emulator;
use super::super::figure::Measured;
use super::super::figure::{Goal, Row, median};
use super::super::part::{Bench, Part};
use super::super::tools::Spent;
use super::OURS;
use crate::process::Result;

const RUNS: usize = 11;
const LATENCY: u32 = 50;

pub(super) const PART: Part = Part {
    name: "latency",
    title: "Round trips",
    about: "Every response of the emulator is delayed by 50 ms. The rounds that a process waits, and its processor time in \
            units of that latency; wall time would depend on the load of the machine. A first set-up with verification \
            takes four rounds, verify of a correct account one.",
    measure,
};

fn measure(bench: &Bench) -> Result<Measured> {
    let emulator = Emulator::start(bench)?;
    let apply = emulator.rolewright(bench, "apply --bucket my-images --yes");
    let verify = emulator.rolewright(bench, "verify --bucket my-images");
    let roles = emulator.rolewright(bench, "apply --recipe ack/quick-authorization --yes");
    let (mut first, mut check, mut twelve) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        emulator.reset()?;
        emulator.delay(LATENCY)?;
        first.push(bench.tools.spent(&apply, &[0])?);
        check.push(bench.tools.spent(&verify, &[0])?);
        twelve.push(bench.tools.spent(&roles, &[0])?);
    }
    let first = latencies(&first);
    let check = latencies(&check);
    let twelve = latencies(&twelve);
    let rows = vec![
        Row::new("first set-up with verification", OURS, "latencies", &first),
        Row::new("verify of a correct account", OURS, "latencies", &check),
        Row::new("first set-up of 12 roles", OURS, "latencies", &twelve),
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
        Goal::at_most(
            4.5,
            "first set-up of the 12 roles of ack/quick-authorization, in latencies of 50 ms",
            median(&rows, "first set-up of 12 roles", OURS),
        ),
    ];
    Ok(Measured { rows, goals })
}

/// Returns rounds plus processor time of each run, in latencies. All runs have the same rounds; the
/// fastest one determines their number.
fn latencies(runs: &[Spent]) -> Vec<f64> {
    let latency = f64::from(LATENCY);
    let waited = runs.iter().map(|run| (run.wall - run.cpu) / latency);
    let rounds = waited.fold(f64::INFINITY, f64::min).round();
    runs.iter().map(|run| rounds + run.cpu / latency).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_for_the_processor_adds_no_rounds() {
        let run = |wall, cpu| Spent {
            wall,
            cpu,
            peak: 0.0,
            out: String::new(),
        };
        let counted = latencies(&[run(207.0, 5.0), run(290.0, 10.0)]);
        assert_eq!(counted, [4.1, 4.2]);
    }
}
