//! The pure crates disallow files, environment, network and clocks in their `clippy.toml`.

use super::finding::Finding;
use super::source::Source;

/// Crates whose `clippy.toml`, which replaces the workspace's, must be identical.
const PURE: [&str; 3] = [
    "crates/rolewright-core",
    "crates/rolewright-policy",
    "crates/rolewright-sign",
];

/// Finds pure crates whose `clippy.toml` differs from the first one.
pub(crate) fn check(sources: &[Source]) -> Vec<Finding> {
    let find = |path: &str| sources.iter().find(|source| source.path == path);
    let is_there = |folder: &&str| find(&format!("{folder}/Cargo.toml")).is_some();
    let [first, ..] = PURE.map(|folder| format!("{folder}/clippy.toml"));
    let model = find(&first).map(|source| &source.text);
    let paths = PURE.into_iter().filter(is_there);
    let paths = paths.map(|folder| format!("{folder}/clippy.toml"));
    let is_model = |path: &str| find(path).is_some_and(|source| Some(&source.text) == model);
    let message = format!("this file must be a copy of {first}");
    paths
        .filter(|path| !is_model(path))
        .map(|path| Finding::in_file("pure crates", &path, &message))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::source::source;
    use super::*;

    #[test]
    fn a_pure_crate_without_the_common_file_is_found() {
        let file = |folder: &str, name: &str, text: &str| source(&format!("{folder}/{name}"), text);
        let [core, _, sign] = PURE;
        let crates = [file(core, "Cargo.toml", ""), file(sign, "Cargo.toml", "")];
        let found = |files: &[Source]| check(&[&crates, files].concat()).len();
        let clippy = |folder: &str, text: &str| file(folder, "clippy.toml", text);
        assert_eq!(found(&[clippy(core, "a"), clippy(sign, "a")]), 0);
        assert_eq!(found(&[clippy(core, "a"), clippy(sign, "b")]), 1);
        assert_eq!(found(&[clippy(core, "a")]), 1);
        assert_eq!(found(&[clippy(sign, "a")]), 2);
    }
}
