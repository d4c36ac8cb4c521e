//! The feature matrix: each published crate without features, with each feature, with all, and with the
//! combinations that its documentation names. Core is also tested and documented without features.

use crate::process::{Result, cargo, run};
use crate::workspace::{Package, Workspace};

pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    for package in workspace.published() {
        for set in sets(package) {
            let form = ["clippy", "--locked", "--no-default-features"];
            run(cargo(&workspace.root, &form)
                .args(["-p", &package.name, "--features", &set])
                .args(["--", "-D", "warnings"]))?;
        }
    }
    let core = ["--locked", "--no-default-features", "-p", "rolewright-core"];
    run(cargo(&workspace.root, &["test"]).args(core))?;
    run(cargo(&workspace.root, &["doc", "--no-deps"])
        .args(core)
        .env("RUSTDOCFLAGS", "-D warnings"))
}

/// The combinations of features of the facade that its README names.
const DOCUMENTED: [&str; 6] = [
    "alibaba,blocking",
    "alibaba,emulator",
    "alibaba,fleet",
    "alibaba,local,memory",
    "alibaba,blocking,emulator,fleet,local,memory",
    "memory,testing",
];

/// Returns the feature sets to build, as arguments for cargo.
fn sets(package: &Package) -> Vec<String> {
    let named = package.features.iter().filter(|name| *name != "default");
    let named: Vec<String> = named.cloned().collect();
    let mut sets = vec![String::new()];
    sets.extend(named.iter().cloned());
    if named.len() > 1 {
        sets.push(named.join(","));
    }
    if package.name == "rolewright" {
        sets.extend(DOCUMENTED.map(str::to_owned));
    }
    sets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_combinations_of_the_facade_are_built() {
        let facade = Package {
            name: "rolewright".to_owned(),
            ..Package::default()
        };
        assert_eq!(sets(&facade)[1..], DOCUMENTED);
    }

    #[test]
    fn each_feature_is_built_alone_and_with_all() {
        let with = |names: &[&str]| Package {
            features: names.iter().map(|name| (*name).to_owned()).collect(),
            ..Package::default()
        };
        assert_eq!(sets(&with(&["a", "b", "default"])), ["", "a", "b", "a,b"]);
        assert_eq!(sets(&with(&["a"])), ["", "a"]);
        assert_eq!(sets(&with(&[])), [""]);
    }
}
