//! `cargo xtask tidy`: checks the project rules that no other tool checks.
//!
//! Each rule is a pure function from texts or metadata to findings, so that it can be tested. Only
//! this file, `tree` and `source` use files, git and cargo.

use std::collections::BTreeSet;
use std::path::Path;

use crate::process::{Failure, Result};
use crate::workspace::Workspace;

mod arrows;
mod book;
mod boundaries;
mod crates;
mod cycles;
mod finding;
mod imports;
mod links;
mod manifests;
mod markdown;
mod marks;
mod pure;
mod sizes;
mod source;
mod supply;
mod threats;
mod translations;
mod tree;
mod types;

use boundaries::{DRIVER, ENGINE, LIBRARY_TEXT, PURE_PLANS, SECRETS};
use finding::Finding;

/// Returns all files of the project, relative to its root.
pub(crate) fn project_files(root: &Path) -> Result<BTreeSet<String>> {
    source::load(root).map(|files| files.paths)
}

/// Input of the rules.
struct Project {
    workspace: Workspace,
    crates: Vec<crates::Crate>,
    paths: BTreeSet<String>,
    sources: Vec<source::Source>,
}

/// The check of a rule.
type Rule = fn(&Project) -> Result<Vec<Finding>>;

const RULES: [Rule; 18] = [
    |it| Ok(arrows::check(&it.workspace.packages)),
    |it| tree::check(&it.workspace),
    |it| Ok(pure::check(&it.sources)),
    |it| Ok(DRIVER.check(&it.sources)),
    |it| Ok(SECRETS.check(&it.sources)),
    |it| Ok(PURE_PLANS.check(&it.sources)),
    |it| Ok(ENGINE.check(&it.sources)),
    |it| Ok(LIBRARY_TEXT.check(&it.sources)),
    |it| Ok(cycles::check(&it.sources)),
    |it| Ok(types::check(&it.sources)),
    |it| Ok(sizes::check(&it.sources)),
    |it| {
        Ok(manifests::check(
            &it.workspace.packages,
            &it.sources,
            &it.paths,
        ))
    },
    |it| Ok(marks::check(&it.sources)),
    |it| Ok(links::check(&it.sources, &it.paths)),
    |it| Ok(book::check(&it.sources)),
    |it| Ok(translations::check(&it.sources)),
    |it| Ok(threats::check(&it.sources)),
    |it| Ok(supply::check(&it.crates, &it.sources)),
];

/// Checks all rules and prints the findings; fails if there are any.
pub(crate) fn run() -> Result<()> {
    let workspace = Workspace::load()?;
    let files = source::load(&workspace.root)?;
    let project = Project {
        crates: crates::load(&workspace.root)?,
        paths: files.paths,
        sources: files.sources,
        workspace,
    };
    let mut found = Vec::new();
    for check in RULES {
        found.extend(check(&project)?);
    }
    found.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    for finding in &found {
        println!("{finding}");
    }
    if found.is_empty() {
        println!("tidy: {} files checked, no findings", project.paths.len());
        return Ok(());
    }
    let count = found.len();
    Err(Failure::new(format_args!("tidy found {count} problems")))
}
