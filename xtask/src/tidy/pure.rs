//! The pure crates forbid themselves files, environment, network and clocks by their `clippy.toml`.

use super::finding::Finding;
use super::source::Source;

/// Each crate's file replaces the workspace's, so each has all of it.
const PURE: [&str; 2] = ["crates/rolewright-core", "crates/rolewright-sign"];

/// Finds pure crates whose `clippy.toml` is not the first one's.
pub(crate) fn check(sources: &[Source]) -> Vec<Finding> {
    let text = |folder: &str| {
        let path = format!("{folder}/clippy.toml");
        let source = sources.iter().find(|source| source.path == path);
        (path, source.map(|source| source.text.as_str()))
    };
    let [first, ..] = PURE;
    let (original, model) = text(first);
    let wrong = PURE
        .map(text)
        .into_iter()
        .filter(|(_, text)| text.is_none() || *text != model);
    wrong
        .map(|(path, _)| {
            let message = format_args!("the file of a pure crate is a copy of {original}");
            Finding::in_file("pure crates", &path, message)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::source::source;
    use super::*;

    #[test]
    fn a_pure_crate_without_the_common_file_is_found() {
        let [core, sign] = PURE.map(|folder| source(&format!("{folder}/clippy.toml"), "a"));
        assert_eq!(check(&[core.clone(), sign.clone()]), []);
        assert_eq!(check(std::slice::from_ref(&core)).len(), 1);
        assert_eq!(check(std::slice::from_ref(&sign)).len(), 2);
        let other = Source {
            text: "b".into(),
            ..sign
        };
        assert_eq!(check(&[core, other]).len(), 1);
    }
}
