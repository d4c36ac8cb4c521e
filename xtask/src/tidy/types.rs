//! Limits for the types of the set-up engine: methods and booleans.

use std::collections::BTreeMap;

use super::finding::Finding;
use super::source::Source;

const SETUP: &str = "crates/rolewright-core/src/setup/";

/// Exceptions: the user's options are switches, as in the configuration file.
const EXCEPT: [&str; 2] = ["Options", "Exact"];

const METHODS: usize = 25;
const BOOLEANS: usize = 2;

/// Number of methods and booleans of a type, and the file with most of them.
#[derive(Default)]
struct Size<'a> {
    path: &'a str,
    methods: usize,
    booleans: usize,
}

/// Finds types above the limits; methods are counted over all files.
pub(crate) fn check(sources: &[Source]) -> Vec<Finding> {
    let mut sizes: BTreeMap<&str, Size> = BTreeMap::new();
    let is_meant = |source: &&Source| source.is_rust() && source.is_under(&[SETUP]);
    for source in sources.iter().filter(is_meant).filter(|it| !it.is_test()) {
        let mut inside = None;
        for (_, line) in source.code() {
            if let Some(name) = opened(line) {
                inside = Some(name);
                sizes.entry(name).or_default().path = &source.path;
            } else if line == "}" {
                inside = None;
            } else if let Some(size) = inside.and_then(|name| sizes.get_mut(name)) {
                size.methods += usize::from(is_method(line));
                size.booleans += usize::from(line.ends_with(": bool,"));
            }
        }
    }
    let is_wrong = |name: &str, size: &Size| {
        !EXCEPT.contains(&name) && (size.methods > METHODS || size.booleans > BOOLEANS)
    };
    let wrong = sizes.iter().filter(|(name, size)| is_wrong(name, size));
    wrong
        .map(|(name, size)| {
            let Size { path, methods, booleans } = size;
            let message = format_args!(
                "`{name}` has {methods} methods and {booleans} booleans, the limits are {METHODS} and {BOOLEANS}; split it or use an enum"
            );
            Finding::in_file("small types", path, message)
        })
        .collect()
}

/// Returns the type whose fields or inherent methods start after this line.
fn opened(line: &str) -> Option<&str> {
    let words = if let Some(generic) = line.strip_prefix("impl<") {
        generic.split_once("> ")?.1
    } else if let Some(words) = line.strip_prefix("impl ") {
        words
    } else if line.starts_with(' ') {
        return None;
    } else {
        line.split_once("struct ")?.1
    };
    let name = words
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .next()?;
    let is_of_a_trait = line.starts_with("impl") && line.contains(" for ");
    (line.ends_with('{') && !is_of_a_trait).then_some(name)
}

fn is_method(line: &str) -> bool {
    let indented = line
        .strip_prefix("    ")
        .filter(|rest| !rest.starts_with(' '));
    let is_fn = |rest: &str| rest.starts_with("fn ") || rest.contains(" fn ");
    indented.is_some_and(|rest| is_fn(rest) && !rest.contains('='))
}

#[cfg(test)]
mod tests {
    use super::super::source::source;
    use super::*;

    fn found(files: &[(&str, &str)]) -> usize {
        let sources = files
            .iter()
            .map(|(name, text)| source(&format!("{SETUP}{name}"), text));
        check(&sources.collect::<Vec<_>>()).len()
    }

    #[test]
    fn a_type_with_many_methods_or_booleans_is_found() {
        let methods = |count: usize| "    pub(super) async fn f(&self) {\n    }\n".repeat(count);
        let half = format!("impl<'a> Plan<'a> {{\n{}}}\n", methods(13));
        let other = format!(
            "impl Plan<'_> {{\n{}}}\nimpl X for Plan {{\n{}}}\n",
            methods(12),
            methods(5)
        );
        assert_eq!(found(&[("a.rs", &half), ("b.rs", &other)]), 0);
        let more = format!("impl Plan<'_> {{\n{}}}\n", methods(13));
        assert_eq!(found(&[("a.rs", &half), ("b.rs", &more)]), 1);
        let switches =
            "pub(crate) struct Run<'a> {\n    a: bool,\n    pub b: bool,\n    c: bool,\n}\n";
        assert_eq!(found(&[("a.rs", switches)]), 1);
        assert_eq!(
            found(&[("a.rs", &switches.replace("    c: bool,\n", ""))]),
            0
        );
        assert_eq!(
            found(&[("a.rs", &switches.replace("Run<'a>", "Options"))]),
            0
        );
    }
}
