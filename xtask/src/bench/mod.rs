//! `cargo xtask bench [NAME...]`: measures the project beside what a user would pick instead, and
//! writes `BENCHMARKS.md`, its chart and its figures.
//!
//! Each part is measured by small programs that print their samples: the `benches` folders of the
//! crates for our own, `bench/clients` for the official clients. With names only those parts
//! are measured anew; the others' figures stay, each with its day.

mod chart;
mod emulator;
mod figure;
mod machine;
mod page;
mod parts;
mod peers;
mod tools;

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::process::{Failure, Result};
use crate::workspace::Workspace;
use figure::{Figures, Goal, Row};
use peers::Peers;
use tools::Tools;

/// Where the figures are kept, from which page and chart are made.
const STORE: &str = "docs/benchmarks.json";
const PAGE: &str = "BENCHMARKS.md";
const CHART: &str = "docs/benchmarks.svg";

/// One thing that is measured.
struct Part {
    name: &'static str,
    title: &'static str,
    /// What was done, for the page.
    about: &'static str,
    measure: fn(&Bench) -> Result<Measured>,
}

/// What came out of a part.
#[derive(Default)]
struct Measured {
    rows: Vec<Row>,
    goals: Vec<Goal>,
}

/// What the parts work with.
struct Bench {
    workspace: Workspace,
    tools: Tools,
    peers: Peers,
}

/// Measures the parts of these names, all when there is none.
pub(crate) fn run(names: &[&str]) -> Result<()> {
    let known: Vec<&str> = parts::ALL.iter().map(|part| part.name).collect();
    if let Some(odd) = names.iter().find(|name| !known.contains(name)) {
        let known = known.join(", ");
        return Err(Failure::new(format_args!(
            "`{odd}` is not a part; known are {known}"
        )));
    }
    let workspace = Workspace::load()?;
    let bench = Bench {
        tools: Tools::build(&workspace)?,
        peers: Peers::install(&workspace)?,
        workspace,
    };
    let root = &bench.workspace.root;
    let mut figures = Figures::read(&root.join(STORE))?;
    figures.machine = machine::described(&bench)?;
    for part in &parts::ALL {
        if !names.is_empty() && !names.contains(&part.name) {
            continue;
        }
        println!("\n=== {}", part.title);
        let measured = (part.measure)(&bench)?;
        print!("{}", page::of_part(&measured.rows, &measured.goals));
        figures.put(part.name, &machine::today(&bench)?, measured);
        // After each part, so that a later one that fails costs nothing.
        write_all(root, &figures)?;
    }
    println!("\nwritten: {PAGE}, {CHART}, {STORE}");
    Ok(())
}

fn write_all(root: &Path, figures: &Figures) -> Result<()> {
    let json = Value::from(figures);
    let json = serde_json::to_string_pretty(&json).map_err(Failure::new)? + "\n";
    write(&root.join(STORE), &json)?;
    write(&root.join(PAGE), &page::whole(figures))?;
    write(&root.join(CHART), &chart::of(figures))
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).map_err(|error| {
        Failure::new(format_args!(
            "`{}` can't be written: {error}",
            path.display()
        ))
    })
}
