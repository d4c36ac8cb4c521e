//! The public interface of the published libraries, as one file per crate in `api/`, so that a change of it is
//! visible in a diff; and the number of its items.
//!
//! The listing comes from rustdoc's JSON. Stable compilers write it too with `RUSTC_BOOTSTRAP=1`; its format
//! differs between compilers, so that others than those of [`FORMAT`] are skipped.

mod items;
mod signature;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::process::{Failure, Result, cargo, program, run, works};
use crate::stages::Stage;
use crate::workspace::Workspace;
use items::Listing;

/// The format of rustdoc's JSON that is read here: that of Rust 1.95.
const FORMAT: u64 = 57;

/// The crates whose public items together must not exceed [`MOST_ITEMS`].
const COUNTED: [&str; 2] = ["rolewright-policy", "rolewright-core"];

/// A reader has to find their way: more items need a reason, and this number then changes with them.
const MOST_ITEMS: usize = 1_400;

pub(crate) const STAGE: Stage = Stage::new("public interface", check).where_found(missing);

/// Runs `cargo xtask api ..`.
pub(crate) fn run_with(arguments: &[&str]) -> Result<()> {
    let workspace = Workspace::load()?;
    if let Some(what) = missing(&workspace) {
        return Err(Failure::new(what));
    }
    match arguments {
        [] | ["--check"] => check(&workspace),
        ["--write"] => write(&workspace),
        ["--count"] => count(&workspace),
        _ => Err(Failure::new(
            "usage: cargo xtask api [--check|--write|--count]",
        )),
    }
}

/// Returns why the listing can't be made here: another compiler.
fn missing(workspace: &Workspace) -> Option<String> {
    let folder = workspace.target.join("api");
    let source = folder.join("empty.rs");
    let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&source, ""));
    if let Err(error) = written {
        return Some(format!("`{}` can't be written: {error}", source.display()));
    }
    let mut rustdoc = program(&workspace.root, "rustdoc");
    rustdoc.env("RUSTC_BOOTSTRAP", "1").arg(&source);
    rustdoc.args(["-Z", "unstable-options", "--output-format", "json", "-o"]);
    works(rustdoc.arg(&folder));
    let format = read(&folder.join("empty.json")).ok();
    let format = format.and_then(|json| json.get("format_version")?.as_u64());
    (format != Some(FORMAT)).then(|| "needs the rustdoc of Rust 1.95".to_owned())
}

/// Compares the files with the interface as it is.
fn check(workspace: &Workspace) -> Result<()> {
    let (mut outdated, mut counted) = (Vec::new(), Vec::new());
    for (path, listing) in listings(workspace)? {
        if fs::read_to_string(&path).ok() != Some(listing.text()) {
            let name = path.file_name().unwrap_or_default();
            outdated.push(format!("api/{}", name.to_string_lossy()));
        }
        if COUNTED.contains(&listing.name()) {
            counted.push(listing);
        }
    }
    if !outdated.is_empty() {
        let list = outdated.join(", ");
        let text = "run `cargo xtask api --write`, and review the diff as your users would";
        return Err(Failure::new(format_args!("out of date: {list}; {text}")));
    }
    limit(&counted)
}

fn write(workspace: &Workspace) -> Result<()> {
    for (path, listing) in listings(workspace)? {
        let folder = path.parent().unwrap_or(&workspace.root);
        let written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, listing.text()));
        written.map_err(|error| {
            Failure::new(format_args!(
                "`{}` can't be written: {error}",
                path.display()
            ))
        })?;
    }
    Ok(())
}

fn count(workspace: &Workspace) -> Result<()> {
    limit(&document(workspace, &COUNTED)?)
}

/// Prints the number of items of [`COUNTED`], each once.
fn limit(listings: &[Listing]) -> Result<()> {
    let mut all = 0;
    for listing in listings {
        let kinds = listing.count();
        let of_crate: usize = kinds.iter().map(|(_, number)| number).sum();
        let kinds = kinds
            .iter()
            .map(|(kind, number)| format!("{number} {kind}"));
        let kinds: Vec<_> = kinds.collect();
        println!("{of_crate:>6}  {}: {}", listing.name(), kinds.join(", "));
        all += of_crate;
    }
    println!("{all:>6}  together; at most {MOST_ITEMS}");
    if all > MOST_ITEMS {
        return Err(Failure::new(format_args!(
            "{all} public items; hide what no user needs, or raise the limit with a reason"
        )));
    }
    Ok(())
}

/// The listing of each published library, with its file.
fn listings(workspace: &Workspace) -> Result<Vec<(PathBuf, Listing)>> {
    let names: Vec<&str> = workspace.published().map(|one| one.name.as_str()).collect();
    let listings = document(workspace, &names)?;
    let path = |name| workspace.root.join("api").join(format!("{name}.txt"));
    Ok(names.into_iter().map(path).zip(listings).collect())
}

/// Documents these libraries in one build, so that their dependencies are compiled once.
fn document(workspace: &Workspace, names: &[&str]) -> Result<Vec<Listing>> {
    let arguments = ["doc", "--locked", "--no-deps", "--lib", "--all-features"];
    let mut doc = cargo(&workspace.root, &arguments);
    doc.args(names.iter().flat_map(|name| ["-p", name]));
    doc.env("RUSTDOCFLAGS", "-Z unstable-options --output-format json");
    run(doc.env("RUSTC_BOOTSTRAP", "1"))?;
    let listing = |name: &&str| {
        let file = format!("{}.json", name.replace('-', "_"));
        let json = read(&workspace.target.join("doc").join(file))?;
        Ok(Listing::of(name, &json))
    };
    names.iter().map(listing).collect()
}

fn read(path: &Path) -> Result<Value> {
    let failure = |error: &dyn std::fmt::Display| {
        Failure::new(format_args!("`{}` can't be read: {error}", path.display()))
    };
    let text = fs::read_to_string(path).map_err(|error| failure(&error))?;
    serde_json::from_str(&text).map_err(|error| failure(&error))
}
