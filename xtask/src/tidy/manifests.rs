//! Every manifest takes from the workspace what the workspace decides, and those of published crates
//! have what a registry shows.

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

/// What the registry and docs.rs show of a crate, and `include`, which leaves out the data of tests.
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

/// The files that a published crate has beside its manifest.
const FILES: [&str; 2] = ["README.md", "LICENSE"];

/// Finds manifests that lack a line, and published crates that lack a file.
pub(crate) fn check(
    packages: &[Package],
    sources: &[Source],
    paths: &BTreeSet<String>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in packages {
        let path = &package.manifest;
        let Some(source) = sources.iter().find(|source| source.path == *path) else {
            let message = "cargo reads this manifest, but git ignores it; add it";
            findings.push(Finding::in_file(RULE, path, message));
            continue;
        };
        let published: &[&str] = if package.published { &PUBLISHED } else { &[] };
        for lines in INHERITED
            .iter()
            .chain(published)
            .filter(|lines| !source.text.contains(**lines))
        {
            let message = format_args!("the manifest lacks `{}`", lines.trim().replace('\n', " "));
            findings.push(Finding::in_file(RULE, path, message));
        }
        for file in FILES.iter().filter(|_| package.published) {
            let beside = path.replace("Cargo.toml", file);
            if !paths.contains(&beside) {
                let message = format_args!("a published crate has a `{file}`");
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
    fn a_manifest_that_decides_for_itself_or_is_ignored_is_found() {
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
