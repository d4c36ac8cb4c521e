//! Machine and versions of a measurement.

use std::fs;

use super::part::Bench;
use crate::process::{Result, program, read};

/// Returns names and values: processor, system, compiler, and compared packages.
pub(super) fn described(bench: &Bench) -> Result<Vec<(String, String)>> {
    let root = &bench.workspace.root;
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let processor = line_of("/proc/cpuinfo", "model name");
    let memory = line_of("/proc/meminfo", "MemTotal");
    let gigabytes = memory
        .split_whitespace()
        .next()
        .and_then(|text| text.parse::<f64>().ok());
    let gigabytes = gigabytes.unwrap_or_default() / f64::from(1 << 20);
    let compiler = read(program(root, "rustc").arg("--version"))?;
    let kernel = read(program(root, "uname").arg("-sr"))?;
    let mut all = vec![
        (
            "processor".to_owned(),
            format!("{processor}, {cores} cores"),
        ),
        ("memory".to_owned(), format!("{gigabytes:.0} GB")),
        ("system".to_owned(), kernel.trim().to_owned()),
        (
            "rolewright".to_owned(),
            format!("{}, dist profile", env!("CARGO_PKG_VERSION")),
        ),
        ("compiler".to_owned(), compiler.trim().to_owned()),
    ];
    all.extend(bench.peers.versions()?);
    Ok(all)
}

/// Returns the date, UTC.
pub(super) fn today(bench: &Bench) -> Result<String> {
    let date = read(program(&bench.workspace.root, "date").args(["-u", "+%F"]))?;
    Ok(date.trim().to_owned())
}

fn line_of(path: &str, name: &str) -> String {
    let text = fs::read_to_string(path).unwrap_or_default();
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(name)?.split_once(':'));
    line.map_or("unknown", |(_, value)| value.trim()).to_owned()
}
