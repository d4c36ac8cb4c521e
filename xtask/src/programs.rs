//! Builds the programs of the workspace so that they share artifacts with the tests.

use std::env::consts::DLL_SUFFIX;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::process::{Failure, Result, cargo, read};
use crate::workspace::Workspace;

/// An executable that cargo built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Program {
    pub(crate) name: String,
    pub(crate) executable: PathBuf,
}

/// Arguments for all packages, features and target kinds: cargo resolves the same features as for
/// `cargo test --workspace --all-features` and rebuilds nothing. `-p NAME` would change the features
/// of most dependencies. xtask is excluded because it is running.
const BUILD: [&str; 10] = [
    "build",
    "--workspace",
    "--exclude",
    "xtask",
    "--all-features",
    "--locked",
    "--lib",
    "--bins",
    "--examples",
    "--message-format=json-render-diagnostics",
];

/// Builds the workspace and returns the binaries and examples of a package, sorted by name.
pub(crate) fn build(workspace: &Workspace, package: &str) -> Result<Vec<Program>> {
    let messages = messages(workspace, package)?;
    let programs = messages.iter().filter_map(|message| {
        let name = message.pointer("/target/name")?.as_str()?.to_owned();
        let executable = PathBuf::from(message.get("executable")?.as_str()?);
        Some(Program { name, executable })
    });
    let mut programs: Vec<Program> = programs.collect();
    programs.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(programs)
}

/// Builds the workspace and returns the dynamic library of a package.
pub(crate) fn library(workspace: &Workspace, package: &str) -> Result<PathBuf> {
    let messages = messages(workspace, package)?;
    let mut files = messages
        .iter()
        .filter_map(|message| message.get("filenames")?.as_array()?.first()?.as_str())
        .filter(|file| file.ends_with(DLL_SUFFIX));
    let file = files.next().map(PathBuf::from);
    file.ok_or_else(|| {
        Failure::new(format_args!(
            "the package `{package}` has no dynamic library"
        ))
    })
}

fn messages(workspace: &Workspace, package: &str) -> Result<Vec<Value>> {
    let manifest = workspace
        .packages
        .iter()
        .find(|known| known.name == package)
        .map(|known| workspace.root.join(&known.manifest))
        .ok_or_else(|| Failure::new(format_args!("the workspace has no package `{package}`")))?;
    let text = read(&mut cargo(&workspace.root, &BUILD))?;
    Ok(of_package(&text, &manifest))
}

/// Returns cargo's messages about one package; the input has one JSON object per line.
fn of_package(text: &str, manifest: &Path) -> Vec<Value> {
    let messages = text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    let about = |message: &Value| message.get("manifest_path")?.as_str().map(PathBuf::from);
    messages
        .filter(|message| about(message).as_deref() == Some(manifest))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_messages_of_the_package_are_returned() {
        let text = r#"{"manifest_path": "/w/e/Cargo.toml", "target": {"name": "two"}}
{"manifest_path": "/w/x/Cargo.toml", "target": {"name": "other"}}
{"reason": "build-finished", "success": true}
not from cargo
{"manifest_path": "/w/e/Cargo.toml", "target": {"name": "one"}}"#;
        let found = of_package(text, Path::new("/w/e/Cargo.toml"));
        let names = found
            .iter()
            .map(|message| message["target"]["name"].as_str());
        assert_eq!(names.collect::<Vec<_>>(), [Some("two"), Some("one")]);
    }
}
