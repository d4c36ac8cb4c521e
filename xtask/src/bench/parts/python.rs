//! The Python package beside the official Python client.

use serde_json::Value;

use super::super::figure::Measured;
use super::super::figure::{Goal, Row, median};
use super::super::part::{Bench, Part};
use super::PYTHON;
use crate::process::{Failure, Result, read, run};
use crate::python;

const OURS: &str = "rolewright for Python";
const PROGRAM: &str = "bindings/python/bench/measure.py";

pub(super) const PART: Part = Part {
    name: "python",
    title: "The Python package",
    about: "Import beyond the start of the interpreter; a process that makes a first set-up on the emulator, with the calls \
            that read it back; 2,000 typed `GetRole` calls from one process; decisions in batches of 100,000. With the \
            wheel of a release.",
    measure,
};

fn measure(bench: &Bench) -> Result<Measured> {
    let workspace = &bench.workspace;
    python::environment(workspace)?;
    let folder = python::emptied(&workspace.target.join("bench/wheels"))?;
    python::wheel_for_others(workspace, "dist", &folder, None)?;
    let wheels = python::files_ending(&folder, "whl")?;
    let pip = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ];
    let mut install = bench.peers.python();
    run(install.args(pip).arg("--force-reinstall").args(&wheels))?;
    let text = read(bench.peers.python().arg(PROGRAM).args(&wheels))?;
    let rows = rows(&text)?;
    let ours = |what| median(&rows, what, OURS);
    let times = |what| ours(what) / median(&rows, what, PYTHON);
    let longest = rows
        .iter()
        .find(|row| row.what == "Ctrl-C to its exception");
    let goals = vec![
        Goal::at_most(15.0, "Python: import, in ms", ours("import")),
        Goal::at_most(70.0, "Python: set-up, in ms", ours("set-up: wall time")),
        Goal::at_most(
            35.0,
            "Python: peak memory of a set-up, in MB",
            ours("set-up: peak memory"),
        ),
        Goal::at_least(
            1.0,
            "Python: typed calls in sequence, times as fast as the official client",
            times("typed GetRole, sequential"),
        ),
        Goal::at_least(
            1.0,
            "Python: typed calls from 16 threads, times as fast as the official client",
            times("typed GetRole, 16 threads"),
        ),
        Goal::at_least(
            300_000.0,
            "Python: decisions in batches, per second",
            ours("decisions in a batch"),
        ),
        Goal::at_most(
            100.0,
            "Python: Ctrl-C to its exception, the longest, in ms",
            longest.map_or(f64::NAN, |row| row.most),
        ),
        Goal::at_most(8.0, "Python: wheel, in MB", ours("wheel")),
    ];
    Ok(Measured { rows, goals })
}

/// Parses the lines of the program.
fn rows(text: &str) -> Result<Vec<Row>> {
    let lines = text.lines().map(|line| {
        let row: Value = serde_json::from_str(line).map_err(Failure::new)?;
        let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default();
        let samples = row.get("samples").and_then(Value::as_array);
        let samples = samples.into_iter().flatten().filter_map(Value::as_f64);
        let samples: Vec<f64> = samples.collect();
        Ok(Row::new(text("what"), text("who"), text("unit"), &samples))
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_program_is_a_row() {
        let line = r#"{"what": "import", "who": "rolewright for Python", "unit": "ms", "samples": [9, 7.5, 8]}"#;
        let rows = rows(line).unwrap();
        assert_eq!(rows, [Row::new("import", OURS, "ms", &[7.5, 8.0, 9.0])]);
        assert_eq!(median(&rows, "import", OURS), 8.0);
        assert!(super::rows("Traceback").is_err());
    }
}
