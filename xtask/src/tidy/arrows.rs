//! Allowed dependencies between the workspace's packages: the diagram in ARCHITECTURE.md as a table.

use super::finding::Finding;
use crate::workspace::{DependencyKind, Package};

const RULE: &str = "arrows";

const POLICY: &str = "rolewright-policy";
const CORE: &str = "rolewright-core";
const SIGN: &str = "rolewright-sign";
const ALIBABA: &str = "rolewright-alibaba";
const MOCK: &str = "rolewright-mock";
const FACADE: &str = "rolewright";
const CLI: &str = "rolewright-cli";
const REPORT: &str = "rolewright-report";
const CONSOLE: &str = "rolewright-console";

/// A package, its allowed dependencies, and additional ones for its tests.
///
/// Tests can depend on lower packages only: cargo would accept a cycle and build the package twice,
/// as two crates with different types.
type Arrow = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

const ARROWS: [Arrow; 15] = [
    (POLICY, &[], &[]),
    (CORE, &[POLICY], &[]),
    (SIGN, &[], &[]),
    // These two don't depend on each other; rolewright-conformance tests their common behaviour.
    (ALIBABA, &[CORE, SIGN], &[]),
    (MOCK, &[CORE, SIGN], &[]),
    (FACADE, &[CORE, ALIBABA, MOCK], &[SIGN]),
    (CONSOLE, &[FACADE, REPORT], &[]),
    (
        CLI,
        &[FACADE, REPORT, CONSOLE],
        &[CORE, ALIBABA, MOCK, SIGN],
    ),
    ("rolewright-conformance", &[CORE], &[]),
    (REPORT, &[CORE], &[]),
    ("rolewright-python", &[FACADE, CLI, REPORT, CONSOLE], &[]),
    ("rolewright-codegen", &[FACADE, CLI, REPORT], &[]),
    ("rolewright-examples", ANY, ANY),
    ("rolewright-tests", ANY, ANY),
    ("xtask", &[], &[]),
];

/// Every package except xtask.
const ANY: &[&str] = &["*"];

/// Finds dependencies between packages that the table does not allow.
pub(crate) fn check(packages: &[Package]) -> Vec<Finding> {
    packages
        .iter()
        .flat_map(|package| check_package(package, packages))
        .collect()
}

fn check_package(package: &Package, packages: &[Package]) -> Vec<Finding> {
    let name = &package.name;
    let Some((_, normal, dev)) = ARROWS.iter().find(|(known, ..)| known == name) else {
        let message = format_args!(
            "`{name}` is not in the table of allowed dependencies; add it to xtask/src/tidy/arrows.rs and ARCHITECTURE.md"
        );
        return vec![Finding::in_file(RULE, &package.manifest, message)];
    };
    let mut findings = Vec::new();
    for dependency in &package.dependencies {
        let other = &dependency.name;
        // A package can depend on itself to enable features for its tests.
        if other == name || !packages.iter().any(|package| package.name == *other) {
            continue;
        }
        let is_in =
            |names: &[&str]| names.contains(&other.as_str()) || names == ANY && other != "xtask";
        let is_dev = dependency.kind == DependencyKind::Dev;
        let is_allowed = is_in(normal) || is_dev && is_in(dev);
        if !is_allowed {
            let message = format_args!(
                "`{name}` must not depend on `{other}`; see the diagram in ARCHITECTURE.md"
            );
            findings.push(Finding::in_file(RULE, &package.manifest, message));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Dependency;
    use DependencyKind::{Build, Dev, Normal};

    fn findings(name: &str, other: &str, kind: DependencyKind) -> usize {
        let dependencies = [other, "serde"].map(|name| Dependency {
            name: name.to_owned(),
            kind,
        });
        let package = |name: &str, dependencies: &[Dependency]| Package {
            name: name.to_owned(),
            manifest: format!("crates/{name}/Cargo.toml"),
            dependencies: dependencies.to_vec(),
            ..Package::default()
        };
        check(&[package(name, &dependencies), package(other, &[])]).len()
    }

    #[test]
    fn only_dependencies_of_the_diagram_are_allowed() {
        for (name, other, kind) in [
            (ALIBABA, CORE, Normal),
            (FACADE, MOCK, Normal),
            (CLI, FACADE, Normal),
            (CLI, MOCK, Dev),
            ("rolewright-conformance", CORE, Normal),
            ("rolewright-tests", CLI, Normal),
        ] {
            assert_eq!(findings(name, other, kind), 0, "{name} -> {other}");
        }
        for (name, other, kind) in [
            (CORE, SIGN, Normal),
            (CORE, "rolewright-tests", Dev),
            (ALIBABA, MOCK, Dev),
            (CLI, CORE, Normal),
            (CLI, CORE, Build),
            ("rolewright-conformance", MOCK, Dev),
            ("rolewright-examples", "xtask", Dev),
            ("xtask", CORE, Normal),
            ("rolewright-new", CORE, Normal),
        ] {
            assert!(findings(name, other, kind) > 0, "{name} -> {other}");
        }
    }
}
