//! Manifests inherit the workspace settings, and those of published crates have registry metadata.

use std::collections::BTreeSet;

use super::finding::Finding;
use super::source::Source;
use crate::workspace::Package;

const RULE: &str = "manifest";

const INHERITED: [&str; 4] = [
    "\nversion.workspace = true\n",
    "\nedition.workspace = true\n",
    "\nlicense.workspace = true\n",
    "\n[lints]\nworkspace = true\n",
];

/// Metadata for the registry and docs.rs, and `include`, which excludes test data.
const PUBLISHED: [&str; 8] = [
    "\nrepository.workspace = true\n",
    "\nhomepage.workspace = true\n",
    "\ndocumentation = \"https://docs.rs/",
    "\nreadme = \"README.md\"\n",
    "\nkeywords = [\"",
    "\ncategories = [\"",
    "\ninclude = [\"/src\", ",
    "\n[package.metadata.docs.rs]\nall-features = true\n",
];

/// Required files of a published crate.
const FILES: [&str; 2] = ["README.md", "LICENSE"];

/// Finds missing lines in manifests, and missing files of published crates.
pub(crate) fn check(
    packages: &[Package],
    sources: &[Source],
    paths: &BTreeSet<String>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in packages {
        let path = &package.manifest;
        let Some(source) = sources.iter().find(|source| source.path == *path) else {
            let message = "git ignores this manifest; add it";
            findings.push(Finding::in_file(RULE, path, message));
            continue;
        };
        let published: &[&str] = if package.published { &PUBLISHED } else { &[] };
        for lines in INHERITED
            .iter()
            .chain(published)
            .filter(|lines| !source.text.contains(**lines))
        {
            let message = format!("missing `{}`", lines.trim().replace('\n', " "));
            findings.push(Finding::in_file(RULE, path, message));
        }
        for file in FILES.iter().filter(|_| package.published) {
            let beside = path.replace("Cargo.toml", file);
            if !paths.contains(&beside) {
                let message = format_args!("a published crate needs a `{file}`");
                findings.push(Finding::in_file(RULE, path, message));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::source::source;
    use super::*;

    #[test]
    fn a_manifest_without_inheritance_or_ignored_by_git_is_found() {
        let package = Package {
            name: "a".to_owned(),
            manifest: "crates/a/Cargo.toml".to_owned(),
            ..Package::default()
        };
        let good = format!("[package]{}", INHERITED.concat());
        let found = |text: &str| {
            let manifest = source("crates/a/Cargo.toml", text);
            check(
                std::slice::from_ref(&package),
                &[manifest],
                &BTreeSet::new(),
            )
            .len()
        };
        assert_eq!(found(&good), 0);
        assert_eq!(found(&good.replace("version.workspace", "version")), 1);
        assert_eq!(found("[package]\nversion = \"0.1.0\"\n"), 4);
        assert_eq!(check(&[package], &[], &BTreeSet::new()).len(), 1);
    }

    #[test]
    fn a_published_crate_without_metadata_readme_or_licence_is_found() {
        let package = Package {
            manifest: "crates/a/Cargo.toml".to_owned(),
            published: true,
            ..Package::default()
        };
        let found = |text: &str, files: &[&str]| {
            let manifest = source("crates/a/Cargo.toml", text);
            let paths = files
                .iter()
                .map(|file| format!("crates/a/{file}"))
                .collect();
            check(std::slice::from_ref(&package), &[manifest], &paths).len()
        };
        let good = format!("[package]{}{}", INHERITED.concat(), PUBLISHED.concat());
        assert_eq!(found(&good, &FILES), 0);
        assert_eq!(found(&good, &["LICENSE"]), 1);
        assert_eq!(found(&good.replace("homepage", "page"), &FILES), 1);
    }
}
