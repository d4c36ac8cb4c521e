//! The workspace's own programs, built in the one way that shares its artefacts with the tests.

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

/// All packages, all features and the examples: cargo then resolves the same features as for
/// `cargo test --workspace --all-features`, and so builds nothing a second time. With `-p NAME`
/// most dependencies would get other features, and would be built again. xtask is left out since
/// it is running.
const BUILD: [&str; 9] = [
    "build",
    "--workspace",
    "--exclude",
    "xtask",
    "--all-features",
    "--locked",
    "--bins",
    "--examples",
    "--message-format=json-render-diagnostics",
];

/// Builds the binaries and examples of the workspace and returns those of the package `package`,
/// sorted by name.
pub(crate) fn build(workspace: &Workspace, package: &str) -> Result<Vec<Program>> {
    let manifest = workspace
        .packages
        .iter()
        .find(|known| known.name == package)
        .map(|known| workspace.root.join(&known.manifest))
        .ok_or_else(|| Failure::new(format_args!("the workspace has no package `{package}`")))?;
    let messages = read(&mut cargo(&workspace.root, &BUILD))?;
    Ok(from_messages(&messages, &manifest))
}

/// Picks the executables of one package out of cargo's messages, one JSON object a line.
fn from_messages(messages: &str, manifest: &Path) -> Vec<Program> {
    let mut programs: Vec<Program> = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| {
            message
                .get("manifest_path")
                .and_then(Value::as_str)
                .map(Path::new)
                == Some(manifest)
        })
        .filter_map(|message| {
            let name = message.pointer("/target/name")?.as_str()?.to_owned();
            let executable = PathBuf::from(message.get("executable")?.as_str()?);
            Some(Program { name, executable })
        })
        .collect();
    programs.sort_by(|a, b| a.name.cmp(&b.name));
    programs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_executables_of_the_package_are_picked() {
        let messages = r#"{"manifest_path": "/w/e/Cargo.toml", "target": {"name": "two"}, "executable": "/t/two"}
{"manifest_path": "/w/e/Cargo.toml", "target": {"name": "library"}, "executable": null}
{"manifest_path": "/w/x/Cargo.toml", "target": {"name": "other"}, "executable": "/t/other"}
{"reason": "build-finished", "success": true}
{"manifest_path": "/w/e/Cargo.toml", "target": {"name": "one"}, "executable": "/t/one"}"#;
        let found = from_messages(messages, Path::new("/w/e/Cargo.toml"));
        let names: Vec<_> = found.iter().map(|program| program.name.as_str()).collect();
        assert_eq!(names, ["one", "two"]);
    }
}
