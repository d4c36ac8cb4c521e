//! Every manifest takes what the workspace decides once for all.

use super::Finding;
use super::source::Source;
use crate::workspace::Package;

const RULE: &str = "manifest";

/// Table and key that must be inherited.
const INHERITED: [(&str, &str); 4] = [
    ("package", "version"),
    ("package", "edition"),
    ("package", "license"),
    ("", "lints"),
];

/// Finds manifests that say for themselves what the workspace says.
pub(crate) fn check(packages: &[Package], sources: &[Source]) -> Vec<Finding> {
    let text_of = |package: &Package| {
        sources
            .iter()
            .find(|source| source.path == package.manifest)
            .map(|source| &source.text)
    };
    let mut findings = Vec::new();
    for package in packages {
        let Some(text) = text_of(package) else {
            let message = "cargo reads this manifest, but git ignores it; add it";
            findings.push(Finding::in_file(RULE, &package.manifest, message));
            continue;
        };
        findings.extend(missing(text).into_iter().map(|(table, key)| {
            let place = if table.is_empty() {
                String::new()
            } else {
                format!(" in [{table}]")
            };
            let message =
                format_args!("`{key}` is not the workspace's; say `{key}.workspace = true`{place}");
            Finding::in_file(RULE, &package.manifest, message)
        }));
    }
    findings
}

fn missing(manifest: &str) -> Vec<(&'static str, &'static str)> {
    let inherited = inherited(manifest);
    INHERITED
        .into_iter()
        .filter(|(table, key)| {
            let name = if table.is_empty() {
                (*key).to_owned()
            } else {
                format!("{table}.{key}")
            };
            !inherited.contains(&name)
        })
        .collect()
}

/// The dotted names of all that the manifest takes from the workspace, in any of TOML's three
/// ways to say so.
fn inherited(manifest: &str) -> Vec<String> {
    let mut table = String::new();
    let mut names = Vec::new();
    for line in manifest.lines() {
        let line: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
        {
            table = name.to_owned();
            continue;
        }
        let Some((key, value)) = line.split_once('=') else {
            continue;
        };
        let dotted = if table.is_empty() {
            key.to_owned()
        } else {
            format!("{table}.{key}")
        };
        if value == "{workspace=true}" {
            names.push(dotted);
        } else if let Some(name) = dotted
            .strip_suffix(".workspace")
            .filter(|_| value == "true")
        {
            names.push(name.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::super::source::source;
    use super::*;

    fn package() -> Package {
        Package {
            name: "a".to_owned(),
            manifest: "crates/a/Cargo.toml".to_owned(),
            dependencies: Vec::new(),
        }
    }

    #[test]
    fn all_three_ways_to_inherit_are_known() {
        let text = "[package]\nversion.workspace = true\nedition = { workspace = true }\nlicense.workspace=true\n[lints]\nworkspace = true\n";
        assert_eq!(
            check(&[package()], &[source("crates/a/Cargo.toml", text)]),
            []
        );
        assert_eq!(inherited("lints.workspace = true"), ["lints"]);
    }

    #[test]
    fn what_is_not_inherited_is_found() {
        let text = "[package]\nversion = \"0.1.0\"\nedition.workspace = true\n[lints]\nworkspace = false\n";
        assert_eq!(
            missing(text),
            [
                ("package", "version"),
                ("package", "license"),
                ("", "lints")
            ]
        );
    }

    #[test]
    fn a_manifest_that_git_ignores_is_found() {
        assert_eq!(check(&[package()], &[]).len(), 1);
    }
}
