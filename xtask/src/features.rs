//! The feature matrix: each published crate without features, with each feature, and with all.

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
    Ok(())
}

/// Returns the feature sets to build, as arguments for cargo.
fn sets(package: &Package) -> Vec<String> {
    let named = package.features.iter().filter(|name| *name != "default");
    let named: Vec<String> = named.cloned().collect();
    let mut sets = vec![String::new()];
    sets.extend(named.iter().cloned());
    if named.len() > 1 {
        sets.push(named.join(","));
    }
    sets
}

#[cfg(test)]
mod tests {
    use super::*;

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
