//! `cargo xtask docs`: builds the documentation site with mdBook. `cargo xtask test` builds that of the
//! libraries.
//!
//! `cargo xtask tidy` and the tests of the command line check the pages without mdBook.

use crate::process::{Result, cargo, program, run, works};
use crate::stages::{self, Stage};
use crate::workspace::Workspace;

const MISSING: &str = "mdBook is not installed; run `cargo install --locked mdbook@0.5.4`";

/// Builds the documentation of the libraries; a broken link or a missing text is an error. Its examples
/// are tests.
pub(crate) fn libraries(workspace: &Workspace) -> Result<()> {
    let form = ["doc", "--workspace", "--all-features", "--locked"];
    let mut doc = cargo(&workspace.root, &form);
    // The command `rolewright` has the name of a library.
    run(doc
        .args(["--no-deps", "--lib"])
        .env("RUSTDOCFLAGS", "-D warnings"))
}

/// The folders of the books. The second one is built into a folder of the first one's site, which
/// mdBook empties.
const BOOKS: [&str; 2] = ["docs", "docs/zh-CN"];

/// Builds the site in `target/site`; skipped without mdBook.
pub(crate) fn build() -> Result<()> {
    stages::run(&[SITE.needs(missing)])
}

pub(crate) const SITE: Stage = Stage::new("documentation site", site);

pub(crate) fn missing(workspace: &Workspace) -> Option<String> {
    let found = works(program(&workspace.root, "mdbook").arg("--version"));
    (!found).then(|| MISSING.to_owned())
}

fn site(workspace: &Workspace) -> Result<()> {
    for book in BOOKS {
        run(program(&workspace.root, "mdbook").args(["build", book]))?;
    }
    Ok(())
}
