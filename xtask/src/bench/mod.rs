//! `cargo xtask bench [NAME...]`: measures the project beside what a user would pick instead, and
//! writes `BENCHMARKS.md` and its figures.
//!
//! Each part is measured by small programs that print their samples: the `benches` folders of the
//! crates for our own, `bench/clients` for the official clients. With names only those parts
//! are measured anew; the others' figures stay, each with its day.

mod emulator;
mod figure;
mod machine;
mod page;
mod part;
mod parts;
mod peers;
mod tools;

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::process::{Failure, Result};
use crate::workspace::Workspace;
use figure::Figures;
use part::Bench;
use peers::Peers;
use tools::Tools;

/// Where the figures are kept, from which the page is made.
const STORE: &str = "docs/benchmarks.json";
const PAGE: &str = "BENCHMARKS.md";

/// Measures the parts of these names, or all; `page` alone writes the page from the kept figures.
pub(crate) fn run(names: &[&str]) -> Result<()> {
    if names == ["page"] {
        let root = Workspace::load()?.root;
        let page = page::whole(&Figures::read(&root.join(STORE))?);
        return write(&root.join(PAGE), &page);
    }
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
    println!("\nwritten: {PAGE}, {STORE}");
    Ok(())
}

fn write_all(root: &Path, figures: &Figures) -> Result<()> {
    let json = Value::from(figures);
    let json = serde_json::to_string_pretty(&json).map_err(Failure::new)? + "\n";
    write(&root.join(STORE), &json)?;
    write(&root.join(PAGE), &page::whole(figures))
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).map_err(|error| {
        Failure::new(format_args!(
            "`{}` can't be written: {error}",
            path.display()
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_shows_the_kept_figures() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let figures = Figures::read(&root.join(STORE)).unwrap();
        let page = fs::read_to_string(root.join(PAGE)).unwrap();
        assert_eq!(page, page::whole(&figures), "run `cargo xtask bench page`");
    }
}
