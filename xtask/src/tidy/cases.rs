//! Every case of the conformance suite stands in a list, so that it runs. That each operation has a
//! rule or is said to have none, and each rule a case, is what tests of the mock and the suite show.

use super::Finding;
use super::lexer::{code_only, is_name};
use super::source::Source;

const RULE: &str = "cases";

/// Finds cases that never run.
pub(crate) fn check(sources: &[Source]) -> Vec<Finding> {
    sources.iter().flat_map(unlisted).collect()
}

/// Cases that no `cases!` list of their file names: they would never run.
fn unlisted(source: &Source) -> Vec<Finding> {
    if !source
        .path
        .starts_with("crates/rolewright-conformance/src/cases/")
        || !source.text.contains("cases! {")
    {
        return Vec::new();
    }
    let code = code_only(&source.text);
    let name = |line: &str| {
        let (name, rest) = line.trim().strip_prefix("pub async fn ")?.split_once('(')?;
        (rest.contains("RamProvider") || rest.is_empty()).then(|| name.to_owned())
    };
    let words = |word: &str| {
        code.split(|c: char| !is_name(c))
            .filter(|w| *w == word)
            .count()
    };
    let forgotten = code.lines().filter_map(name).filter(|name| words(name) < 2);
    forgotten
        .map(|name| {
            let message =
                format!("the case `{name}` stands in no `cases!` list; add it, or it never runs");
            Finding::in_file(RULE, &source.path, message)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::source::source;
    use super::*;

    #[test]
    fn a_case_that_no_list_names_is_found() {
        let text = "cases! {\n    one,\n}\n\
            pub async fn one(ram: &dyn RamProvider) {}\n\
            pub async fn two(ram: &dyn RamProvider) {}\n";
        let found = check(&[source(
            "crates/rolewright-conformance/src/cases/role.rs",
            text,
        )]);
        assert_eq!(found.len(), 1);
        assert!(found[0].message.contains("the case `two` stands in no"));
    }
}
