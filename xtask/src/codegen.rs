//! `cargo xtask codegen`: writes or checks the files that are generated from the code.
//!
//! The package rolewright-codegen prints a JSON object with the relative path and content of each
//! file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path};

use crate::process::{Failure, Result, program, read};
use crate::programs;
use crate::workspace::Workspace;

const PACKAGE: &str = "rolewright-codegen";

/// Command that updates outdated files.
const FIX: &str = "cargo xtask codegen";

/// Writes the outdated files.
pub(crate) fn write() -> Result<()> {
    let workspace = Workspace::load()?;
    let files = generate(&workspace)?;
    let stale = stale(&files, |path| {
        fs::read_to_string(workspace.root.join(path)).ok()
    });
    for (path, content) in &stale {
        put(&workspace.root.join(path), content)?;
        println!("wrote {path}");
    }
    println!("{} of {} generated files written", stale.len(), files.len());
    Ok(())
}

/// Fails if a file is outdated, and lists all of them.
pub(crate) fn check() -> Result<()> {
    let workspace = Workspace::load()?;
    let files = generate(&workspace)?;
    let stale = stale(&files, |path| {
        fs::read_to_string(workspace.root.join(path)).ok()
    });
    for (path, _) in &stale {
        println!("outdated: {path}");
    }
    if stale.is_empty() {
        println!("{} generated files are up to date", files.len());
        return Ok(());
    }
    let count = stale.len();
    Err(Failure::new(format_args!(
        "{count} generated files are outdated; run `{FIX}`"
    )))
}

/// Builds and runs the generator.
fn generate(workspace: &Workspace) -> Result<BTreeMap<String, String>> {
    let generator = programs::build(workspace, PACKAGE)?
        .pop()
        .ok_or_else(|| Failure::new(format_args!("the package `{PACKAGE}` has no binary")))?;
    parse(&read(&mut program(&workspace.root, generator.executable))?)
}

fn parse(text: &str) -> Result<BTreeMap<String, String>> {
    let files: BTreeMap<String, String> = serde_json::from_str(text).map_err(|error| {
        Failure::new(format_args!(
            "the generator printed no JSON object of paths and contents: {error}"
        ))
    })?;
    match files.keys().find(|path| !stays_inside(path)) {
        None => Ok(files),
        Some(path) => Err(Failure::new(format_args!(
            "the generator returned the path `{path}`, which is outside the project"
        ))),
    }
}

/// Whether a path stays inside the project, so that a generator can't overwrite other files.
fn stays_inside(path: &str) -> bool {
    let mut parts = Path::new(path).components();
    !path.is_empty() && parts.all(|part| matches!(part, Component::Normal(_)))
}

/// Returns the files whose content differs from `current`.
fn stale(
    files: &BTreeMap<String, String>,
    current: impl Fn(&str) -> Option<String>,
) -> Vec<(&str, &str)> {
    let differs = |path: &str, content: &str| current(path).as_deref() != Some(content);
    files
        .iter()
        .map(|(path, content)| (path.as_str(), content.as_str()))
        .filter(|(path, content)| differs(path, content))
        .collect()
}

fn put(path: &Path, content: &str) -> Result<()> {
    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
    folder
        .and_then(|()| fs::write(path, content))
        .map_err(|error| {
            Failure::new(format_args!(
                "`{}` can't be written: {error}",
                path.display()
            ))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> BTreeMap<String, String> {
        parse(r#"{"docs/a.md": "new", "docs/b.md": "same"}"#).unwrap()
    }

    #[test]
    fn changed_and_missing_files_are_stale() {
        let current = |path: &str| (path == "docs/b.md").then(|| "same".to_owned());
        assert_eq!(stale(&files(), current), [("docs/a.md", "new")]);
    }

    #[test]
    fn equal_files_are_up_to_date() {
        let all = files();
        assert!(stale(&all, |path| all.get(path).cloned()).is_empty());
    }

    #[test]
    fn paths_outside_the_project_are_rejected() {
        for path in ["../x", "/x", "docs/../../x", ""] {
            let text = serde_json::json!({ path: "content" }).to_string();
            assert!(parse(&text).is_err(), "`{path}` was accepted");
        }
    }
}
