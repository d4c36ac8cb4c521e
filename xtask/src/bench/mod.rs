//! `cargo xtask bench [NAME...]`: compares rolewright with its alternatives and writes
//! `BENCHMARKS.md` and its figures.
//!
//! Small programs print the samples: those in the `benches` folders of the crates, and those in
//! `bench/clients` for the official clients. With names, only these parts are measured; the others
//! keep their figures and dates.

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

/// File with the figures, from which the page is generated.
const STORE: &str = "docs/benchmarks.json";
const PAGE: &str = "BENCHMARKS.md";

/// Measures the named parts, or all. `page` writes the page from the existing figures.
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
            "unknown part `{odd}`; use one of {known}"
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
        // After each part, so that a later failure loses nothing.
        write_all(root, &figures)?;
    }
    println!("\nwrote {PAGE} and {STORE}");
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
