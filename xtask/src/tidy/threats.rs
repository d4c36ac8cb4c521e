//! The tests that SECURITY.md names exist.

use std::collections::BTreeSet;

use super::finding::Finding;
use super::source::Source;

const RULE: &str = "threats";
const PATH: &str = "SECURITY.md";

/// Finds names of tests that do not exist.
pub(crate) fn check(sources: &[Source]) -> Vec<Finding> {
    let tests: BTreeSet<&str> = sources.iter().flat_map(functions).collect();
    let Some(page) = sources.iter().find(|source| source.path == PATH) else {
        return vec![Finding::in_file(RULE, PATH, "the file is missing")];
    };
    let lines = page.text.lines().zip(1..);
    let named = lines.flat_map(|(line, number)| names(line).map(move |name| (name, number)));
    named
        .filter(|(name, _)| !tests.contains(name))
        .map(|(name, number)| {
            Finding::at(
                RULE,
                PATH,
                number,
                format_args!("the test `{name}` does not exist"),
            )
        })
        .collect()
}

/// Returns the code spans that look like names of tests.
fn names(line: &str) -> impl Iterator<Item = &str> {
    let quoted = line.split('`').skip(1).step_by(2);
    let is_part = |c: char| c == '_' || c.is_ascii_lowercase() || c.is_ascii_digit();
    quoted.filter(move |word| word.matches('_').count() > 2 && word.chars().all(is_part))
}

fn functions(source: &Source) -> impl Iterator<Item = &str> {
    source.text.lines().filter_map(|line| {
        let line = line.trim_start().trim_start_matches("async ");
        let python = || line.strip_prefix("def test_");
        let (name, _) = line.strip_prefix("fn ").or_else(python)?.split_once('(')?;
        Some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::super::source::source;
    use super::*;

    #[test]
    fn a_missing_test_is_found() {
        let page = source(
            PATH,
            "| `this_one_is_there` |\n| `so_is_this_one`, `this_one_is_not` | `allow_plain_http`",
        );
        let rust = source("a.rs", "    async fn this_one_is_there() {");
        let python = source("b.py", "def test_so_is_this_one(run):");
        let found = check(&[page, rust, python]);
        let found: Vec<_> = found.iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            ["SECURITY.md:2: [threats] the test `this_one_is_not` does not exist"]
        );
    }
}
