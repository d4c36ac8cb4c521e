//! Policy decisions compared with cedar-policy, by the benchmark in the `bench` workspace.

use super::super::figure::Measured;
use super::super::figure::{Goal, Row, median};
use super::super::part::{Bench, Part};
use super::OURS;
use crate::process::{Failure, Result, cargo, read};

const CEDAR: &str = "cedar-policy";
const WHAT: &str = "one decision";

pub(super) const PART: Part = Part {
    name: "decisions",
    title: "Decisions",
    about: "Decisions of a one-bucket policy, and of the same statements in Cedar's language, alternating. The \
            range is the middle 90 %.",
    measure,
};

fn measure(bench: &Bench) -> Result<Measured> {
    let root = &bench.workspace.root;
    let manifest = root.join("bench/Cargo.toml");
    let target = bench.workspace.target.join("bench/decisions");
    let mut command = cargo(root, &["bench", "--quiet", "--locked", "--bench", "policy"]);
    command.arg("--manifest-path").arg(manifest);
    command.arg("--target-dir").arg(target);
    let text = read(&mut command)?;
    let rows = vec![
        row(&text, OURS, "a decision, one-bucket policy")?,
        row(&text, CEDAR, "cedar's is_authorized, the same statements")?,
    ];
    let times = median(&rows, WHAT, CEDAR) / median(&rows, WHAT, OURS);
    let goals = vec![Goal::at_least(
        25.0,
        "decisions: times as fast as cedar-policy",
        times,
    )];
    Ok(Measured { rows, goals })
}

/// Parses the line with this name: `61 [60, 65] ns`; the first line has the number of samples.
fn row(text: &str, who: &str, name: &str) -> Result<Row> {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let words = line
        .unwrap_or_default()
        .split(|c: char| !c.is_ascii_digit());
    let numbers: Vec<f64> = words.filter_map(|word| word.parse().ok()).collect();
    let [median, least, most] = numbers.as_slice() else {
        return Err(Failure::new(format_args!(
            "the benchmark printed no `{name}`:\n{text}"
        )));
    };
    let samples = text
        .split_whitespace()
        .next()
        .and_then(|word| word.parse().ok());
    Ok(Row {
        what: WHAT.to_owned(),
        who: who.to_owned(),
        unit: "ns".to_owned(),
        median: *median,
        least: *least,
        most: *most,
        samples: samples.unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_benchmark_is_a_row() {
        let text = "101 samples, in turn\na decision, one-bucket policy      61 [60, 1065] ns\n";
        let row = row(text, OURS, "a decision, one-bucket policy").unwrap();
        assert_eq!(
            (row.median, row.least, row.most, row.samples),
            (61.0, 60.0, 1065.0, 101)
        );
    }
}
