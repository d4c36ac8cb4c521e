//! `cargo xtask tidy`: the project's own rules, checked as code, where no tool checks them.
//!
//! Each rule is a function from texts or metadata to findings, so that its tests can show that a
//! broken input is found. Files, git and cargo are touched here, in `tree` and in `source` only.

use std::collections::BTreeSet;
use std::path::Path;

use crate::process::{Failure, Result};
use crate::workspace::Workspace;

mod arrows;
mod boundaries;
mod crates;
mod cycles;
mod finding;
mod imports;
mod links;
mod manifests;
mod marks;
mod pure;
mod sizes;
mod source;
mod supply;
mod threats;
mod tree;
mod types;

use boundaries::{DRIVER, ENGINE, LIBRARY_TEXT, PURE_PLANS, SECRETS};
use finding::Finding;

/// Every file of the project, relative to its root.
pub(crate) fn project_files(root: &Path) -> Result<BTreeSet<String>> {
    source::load(root).map(|files| files.paths)
}

/// What the rules look at.
struct Project {
    workspace: Workspace,
    crates: Vec<crates::Crate>,
    paths: BTreeSet<String>,
    sources: Vec<source::Source>,
}

/// A rule: whether it is enforced, its name, and its check.
type Rule = (bool, &'static str, fn(&Project) -> Result<Vec<Finding>>);

const RULES: [Rule; 16] = [
    (true, "arrows", |it| {
        Ok(arrows::check(&it.workspace.packages))
    }),
    (true, "dependency tree", |it| tree::check(&it.workspace)),
    (true, "pure crates", |it| Ok(pure::check(&it.sources))),
    (true, "driver", |it| Ok(DRIVER.check(&it.sources))),
    (true, "secrets", |it| Ok(SECRETS.check(&it.sources))),
    (true, "pure plans", |it| Ok(PURE_PLANS.check(&it.sources))),
    (false, "engine", |it| Ok(ENGINE.check(&it.sources))),
    (false, "library text", |it| {
        Ok(LIBRARY_TEXT.check(&it.sources))
    }),
    (true, "import cycles", |it| Ok(cycles::check(&it.sources))),
    (true, "small types", |it| Ok(types::check(&it.sources))),
    (true, "file size", |it| Ok(sizes::check(&it.sources))),
    (true, "manifest", |it| {
        Ok(manifests::check(
            &it.workspace.packages,
            &it.sources,
            &it.paths,
        ))
    }),
    (true, "marks", |it| Ok(marks::check(&it.sources))),
    (true, "links", |it| Ok(links::check(&it.sources, &it.paths))),
    (true, "threats", |it| Ok(threats::check(&it.sources))),
    (true, "supply", |it| {
        Ok(supply::check(&it.crates, &it.sources))
    }),
];

/// Checks the rules, prints what they find, and fails when an enforced one finds something.
///
/// Of the rules that are not enforced yet only the number of findings is printed, unless `all`.
pub(crate) fn run(all: bool) -> Result<()> {
    let workspace = Workspace::load()?;
    let files = source::load(&workspace.root)?;
    let project = Project {
        crates: crates::load(&workspace.root)?,
        paths: files.paths,
        sources: files.sources,
        workspace,
    };
    let mut enforced = Vec::new();
    for (is_enforced, name, check) in RULES {
        let found = check(&project)?;
        if is_enforced {
            enforced.extend(found);
            continue;
        }
        println!("not enforced yet: {name}, {} findings", found.len());
        if all {
            found.iter().for_each(|finding| println!("  {finding}"));
        }
    }
    enforced.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    for finding in &enforced {
        println!("{finding}");
    }
    if enforced.is_empty() {
        println!("tidy: {} files keep the rules", project.paths.len());
        return Ok(());
    }
    let count = enforced.len();
    Err(Failure::new(format_args!(
        "tidy found {count} things to fix"
    )))
}
