//! `cargo xtask release`: checks a release and publishes the crates.

use std::fs;
use std::path::Path;

use crate::process::{Failure, Result, cargo, run};
use crate::workspace::Workspace;

const USAGE: &str = "usage: cargo xtask release --dry-run [TAG] | --publish TAG";

/// Checks the release, writes its notes to `target/release-notes.md` and publishes the crates;
/// `--dry-run` uploads nothing.
pub(crate) fn run_with(arguments: &[&str]) -> Result<()> {
    let (tag, dry) = match arguments {
        ["--dry-run"] => (None, true),
        ["--dry-run", tag] => (Some(*tag), true),
        ["--publish", tag] => (Some(*tag), false),
        _ => return Err(Failure::new(USAGE)),
    };
    let workspace = Workspace::load()?;
    let version = version(&workspace)?;
    let notes = notes(&read(&workspace.root, "CHANGELOG.md")?, version, tag)?;
    hooks_have(&read(&workspace.root, "pyproject.toml")?, version)?;
    let script = read(&workspace.root, "install.sh")?;
    script_knows(&script, &read(&workspace.root, "Cargo.toml")?)?;
    let file = workspace.target.join("release-notes.md");
    fs::write(&file, notes).map_err(|error| failed(&file, &error))?;
    println!("version {version}, notes in {}", file.display());
    // Cargo orders the crates by their dependencies.
    let mut publish = cargo(&workspace.root, &["publish", "--locked"]);
    for package in workspace.published() {
        publish.args(["-p", &package.name]);
    }
    if dry {
        // `cargo xtask ci` builds them from their packages.
        publish.args(["--dry-run", "--no-verify", "--allow-dirty"]);
    }
    run(&mut publish)
}

/// Returns the common version of all published crates.
fn version(workspace: &Workspace) -> Result<&str> {
    let mut versions = workspace.published().map(|package| &package.version);
    let version = versions
        .next()
        .ok_or_else(|| Failure::new("no crate is published"))?;
    match versions.find(|other| *other != version) {
        None => Ok(version),
        Some(other) => Err(Failure::new(format_args!(
            "the crates have different versions: {version} and {other}"
        ))),
    }
}

/// Returns the changelog section of a version; without a tag, `Unreleased` is accepted.
fn notes(changelog: &str, version: &str, tag: Option<&str>) -> Result<String> {
    if let Some(tag) = tag
        && tag.strip_prefix('v') != Some(version)
    {
        return Err(Failure::new(format_args!(
            "the tag `{tag}` is not `v{version}`, the version of the crates"
        )));
    }
    let released = section(changelog, version);
    let section = match tag {
        Some(_) => released,
        None => released.or_else(|| section(changelog, "Unreleased")),
    };
    section.map(str::to_owned).ok_or_else(|| {
        Failure::new(format_args!(
            "CHANGELOG.md has no entries in a section `## {version}`"
        ))
    })
}

/// Returns the text below a heading such as `## 0.1.0` or `## [0.1.0] - 2026-01-02`.
fn section<'text>(changelog: &'text str, name: &str) -> Option<&'text str> {
    let mut parts = changelog.split("\n## ").skip(1);
    let part = parts.find(|part| {
        let word = part.split([' ', '\n']).next().unwrap_or_default();
        word.trim_matches(['[', ']']) == name
    })?;
    let (_, text) = part.split_once('\n')?;
    Some(text.trim()).filter(|text| text.contains("\n- ") || text.starts_with("- "))
}

/// Checks that the pre-commit hooks install this version.
fn hooks_have(pyproject: &str, version: &str) -> Result<()> {
    let lines = [
        format!("version = \"{version}\"\n"),
        format!("dependencies = [\"rolewright=={version}\"]\n"),
    ];
    match lines.iter().find(|line| !pyproject.contains(line.as_str())) {
        None => Ok(()),
        Some(line) => Err(Failure::new(format_args!(
            "pyproject.toml does not contain `{}`",
            line.trim()
        ))),
    }
}

/// Checks that `install.sh` downloads from the repository in the manifest.
fn script_knows(script: &str, manifest: &str) -> Result<()> {
    let mut lines = manifest.lines();
    let repository = lines.find_map(|line| line.strip_prefix("repository = "));
    let repository = repository.unwrap_or_default().trim_matches('"');
    if script.contains(&format!("RELEASES={repository}/releases\n")) {
        return Ok(());
    }
    Err(Failure::new(format_args!(
        "install.sh does not download from `{repository}`"
    )))
}

fn read(root: &Path, name: &str) -> Result<String> {
    let path = root.join(name);
    fs::read_to_string(&path).map_err(|error| failed(&path, &error))
}

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format_args!("`{}`: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANGELOG: &str = "# Changelog\n\n## Unreleased\n\n- New.\n\n## [0.2.0] - 2026-01-02\n\n### Added\n\n- A thing.\n\n## 0.1.0\n";

    #[test]
    fn release_notes_are_the_section_of_the_version() {
        let notes = |version, tag| notes(CHANGELOG, version, tag).map_err(|error| error.0);
        assert_eq!(
            notes("0.2.0", Some("v0.2.0")).unwrap(),
            "### Added\n\n- A thing."
        );
        assert_eq!(notes("0.3.0", None).unwrap(), "- New.");
        let missing = notes("0.3.0", Some("v0.3.0")).unwrap_err();
        assert!(missing.contains("`## 0.3.0`"), "{missing}");
        assert!(
            notes("0.1.0", Some("v0.1.0")).is_err(),
            "the section is empty"
        );
    }

    #[test]
    fn a_tag_of_another_version_is_rejected() {
        for tag in ["v0.2.1", "0.2.0", "vv0.2.0"] {
            let rejected = notes(CHANGELOG, "0.2.0", Some(tag)).unwrap_err();
            assert!(rejected.0.contains("is not `v0.2.0`"), "{rejected:?}");
        }
    }

    #[test]
    fn a_script_of_another_repository_is_rejected() {
        let manifest = "[workspace.package]\nrepository = \"https://example.com/a\"\n";
        assert!(script_knows("RELEASES=https://example.com/a/releases\n", manifest).is_ok());
        assert!(script_knows("RELEASES=https://example.com/b/releases\n", manifest).is_err());
    }

    #[test]
    fn hooks_of_another_version_are_rejected() {
        let text = "version = \"0.1.0\"\ndependencies = [\"rolewright==0.1.0\"]\n";
        assert!(hooks_have(text, "0.1.0").is_ok());
        assert!(hooks_have(text, "0.2.0").is_err());
        assert!(hooks_have(&text.replace("==0.1.0", "==0.0.9"), "0.1.0").is_err());
    }
}
