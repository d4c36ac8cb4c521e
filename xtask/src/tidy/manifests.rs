//! Every manifest takes from the workspace what the workspace decides.

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

/// Finds manifests that lack a line.
pub(crate) fn check(packages: &[Package], sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in packages {
        let path = &package.manifest;
        let Some(source) = sources.iter().find(|source| source.path == *path) else {
            let message = "cargo reads this manifest, but git ignores it; add it";
            findings.push(Finding::in_file(RULE, path, message));
            continue;
        };
        for lines in INHERITED
            .iter()
            .filter(|lines| !source.text.contains(**lines))
        {
            let message = format_args!("the manifest lacks `{}`", lines.trim().replace('\n', " "));
            findings.push(Finding::in_file(RULE, path, message));
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
            check(std::slice::from_ref(&package), &[manifest]).len()
        };
        assert_eq!(found(&good), 0);
        assert_eq!(found(&good.replace("version.workspace", "version")), 1);
        assert_eq!(found("[package]\nversion = \"0.1.0\"\n"), 4);
        assert_eq!(check(&[package], &[]).len(), 1);
    }
}
