//! Signing a call.

use std::process::Command;

use super::super::figure::Measured;
use super::super::figure::{Goal, Row, median};
use super::super::part::{Bench, Part};
use super::{OURS, PYTHON};
use crate::process::{Failure, Result, read};

const RUNS: usize = 5;
const COUNT: f64 = 30_000.0;
const WHAT: &str = "signatures of a GetRole";

pub(super) const PART: Part = Part {
    name: "signing",
    title: "Signing",
    about: "ACS3-HMAC-SHA256 of a `GetRole`, compared with the official Python client's function and with the hashing \
            that every signature needs, alternating.",
    measure,
};

fn measure(bench: &Bench) -> Result<Measured> {
    let (mut ours, mut official, mut hashing) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let text = read(&mut Command::new(&bench.tools.signing))?;
        ours.push(figure(&text, "signatures a second")?);
        hashing.push(figure(&text, "against bare hashing")?);
        let seconds = read(&mut bench.peers.official_python(&["sign", &COUNT.to_string()]))?;
        official.push(COUNT / seconds.trim().parse::<f64>().map_err(Failure::new)?);
    }
    let rows = vec![
        Row::new(WHAT, OURS, "per second", &ours),
        Row::new(WHAT, PYTHON, "per second", &official),
        Row::new("cost relative to hashing", OURS, "times", &hashing),
    ];
    let times = median(&rows, WHAT, OURS) / median(&rows, WHAT, PYTHON);
    let goals = vec![Goal::at_least(
        10.0,
        "signing: times as fast as the official Python client",
        times,
    )];
    Ok(Measured { rows, goals })
}

/// Returns the first number of the line that starts with `name`.
fn figure(text: &str, name: &str) -> Result<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let word = line.and_then(|line| line.split_whitespace().next());
    let number = word.and_then(|word| word.parse().ok());
    number.ok_or_else(|| Failure::new(format_args!("the benchmark printed no `{name}`:\n{text}")))
}
