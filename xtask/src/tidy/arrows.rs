//! Which of our packages may depend on which: the picture in ARCHITECTURE.md as a table.

use super::Finding;
use crate::workspace::{Dependency, DependencyKind, Package};

const RULE: &str = "arrows";

/// What a package may depend on.
struct Arrow {
    package: &'static str,
    normal: Allowed,
    dev: Allowed,
}

#[derive(Clone, Copy)]
enum Allowed {
    Only(&'static [&'static str]),
    AllBut(&'static str),
}

impl Allowed {
    fn contains(self, name: &str) -> bool {
        match self {
            Self::Only(names) => names.contains(&name),
            Self::AllBut(excluded) => name != excluded,
        }
    }
}

/// Dev-dependencies may look further down but never up: cargo would accept the circle and then
/// build the package twice, as two different crates whose types don't fit.
const ARROWS: [Arrow; 11] = [
    same("rolewright-policy", &[]),
    same("rolewright-core", &["rolewright-policy"]),
    same("rolewright-sign", &[]),
    // These two never see each other, not even in tests: what both must do stands in `tests`.
    same(
        "rolewright-alibaba",
        &["rolewright-core", "rolewright-sign"],
    ),
    same("rolewright-mock", &["rolewright-core", "rolewright-sign"]),
    Arrow {
        package: "rolewright",
        normal: Allowed::Only(&["rolewright-core", "rolewright-alibaba", "rolewright-mock"]),
        dev: Allowed::Only(BELOW_THE_FACADE),
    },
    Arrow {
        package: "rolewright-cli",
        normal: Allowed::Only(&["rolewright"]),
        dev: Allowed::Only(&[
            "rolewright",
            "rolewright-policy",
            "rolewright-core",
            "rolewright-alibaba",
            "rolewright-mock",
            "rolewright-sign",
        ]),
    },
    same("rolewright-python", &["rolewright", "rolewright-cli"]),
    Arrow {
        package: "rolewright-examples",
        normal: Allowed::AllBut("xtask"),
        dev: Allowed::AllBut("xtask"),
    },
    Arrow {
        package: "rolewright-tests",
        normal: Allowed::AllBut("xtask"),
        dev: Allowed::AllBut("xtask"),
    },
    same("xtask", &[]),
];

const BELOW_THE_FACADE: &[&str] = &[
    "rolewright-policy",
    "rolewright-core",
    "rolewright-alibaba",
    "rolewright-mock",
    "rolewright-sign",
];

const fn same(package: &'static str, names: &'static [&'static str]) -> Arrow {
    Arrow {
        package,
        normal: Allowed::Only(names),
        dev: Allowed::Only(names),
    }
}

/// Finds each dependency between our packages that the table doesn't know.
pub(crate) fn check(packages: &[Package]) -> Vec<Finding> {
    packages
        .iter()
        .flat_map(|package| check_package(package, packages))
        .collect()
}

fn check_package(package: &Package, packages: &[Package]) -> Vec<Finding> {
    let Some(arrow) = ARROWS.iter().find(|arrow| arrow.package == package.name) else {
        let message = format_args!(
            "the package `{}` has no arrows yet; add it to the table in xtask/src/tidy/arrows.rs and to ARCHITECTURE.md",
            package.name
        );
        return vec![Finding::in_file(RULE, &package.manifest, message)];
    };
    let ours = |dependency: &&Dependency| packages.iter().any(|p| p.name == dependency.name);
    let dependencies = package.dependencies.iter().filter(ours);
    dependencies
        .filter_map(|dependency| check_dependency(package, arrow, dependency))
        .collect()
}

fn check_dependency(package: &Package, arrow: &Arrow, dependency: &Dependency) -> Option<Finding> {
    let (allowed, table) = match dependency.kind {
        DependencyKind::Normal => (arrow.normal, "dependencies"),
        DependencyKind::Build => (arrow.normal, "build-dependencies"),
        DependencyKind::Dev => (arrow.dev, "dev-dependencies"),
    };
    // A package may name itself to switch on its own features in tests.
    if allowed.contains(&dependency.name) || dependency.name == package.name {
        return None;
    }
    let message = format_args!(
        "`{}` must not depend on `{}`; take it out of [{table}] (the arrows are in ARCHITECTURE.md)",
        package.name, dependency.name
    );
    Some(Finding::in_file(RULE, &package.manifest, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, dependencies: &[(&str, DependencyKind)]) -> Package {
        Package {
            name: name.to_owned(),
            manifest: format!("crates/{name}/Cargo.toml"),
            dependencies: dependencies
                .iter()
                .map(|(name, kind)| Dependency {
                    name: (*name).to_owned(),
                    kind: *kind,
                })
                .collect(),
        }
    }

    fn findings(name: &str, dependency: &str, kind: DependencyKind) -> Vec<Finding> {
        let packages = [
            package(name, &[(dependency, kind), ("serde", kind)]),
            package(dependency, &[]),
        ];
        check(&packages)
    }

    #[test]
    fn arrows_of_the_picture_are_allowed() {
        use DependencyKind::{Dev, Normal};
        for (name, dependency, kind) in [
            ("rolewright-core", "rolewright-policy", Normal),
            ("rolewright-alibaba", "rolewright-core", Normal),
            ("rolewright", "rolewright-mock", Normal),
            ("rolewright-cli", "rolewright", Normal),
            ("rolewright-cli", "rolewright-mock", Dev),
            ("rolewright-tests", "rolewright-cli", Normal),
        ] {
            assert_eq!(
                findings(name, dependency, kind),
                [],
                "{name} -> {dependency}"
            );
        }
    }

    #[test]
    fn arrows_against_the_picture_are_found() {
        use DependencyKind::{Build, Dev, Normal};
        for (name, dependency, kind) in [
            ("rolewright-policy", "rolewright-core", Dev),
            ("rolewright-core", "rolewright-sign", Normal),
            ("rolewright-core", "rolewright-tests", Dev),
            ("rolewright-alibaba", "rolewright-mock", Dev),
            ("rolewright-mock", "rolewright-tests", Dev),
            ("rolewright-cli", "rolewright-core", Normal),
            ("rolewright-cli", "rolewright-core", Build),
            ("rolewright-examples", "xtask", Dev),
            ("xtask", "rolewright-core", Normal),
        ] {
            let found = findings(name, dependency, kind);
            assert_eq!(found.len(), 1, "{name} -> {dependency}");
            assert!(found[0].message.contains(dependency));
        }
    }

    #[test]
    fn a_package_that_the_table_lacks_is_found() {
        assert_eq!(check(&[package("rolewright-new", &[])]).len(), 1);
    }
}
