//! Every operation that core describes is played by the mock and called by the conformance suite.

use std::collections::BTreeSet;

use super::Finding;
use super::lexer::{code_only, group, is_name, without_comments};
use super::source::Source;

const RULE: &str = "operations";

/// Where the names of all operations stand, in the macro call `operations! { .. }`.
const LIST: &str = "crates/rolewright-core/src/operation/mod.rs";

/// Where each name must occur, and what is missing when it doesn't.
const PLACES: [(&str, &str); 2] = [
    ("crates/rolewright-mock/src/", "a rule in the mock provider"),
    ("tests/src/", "a case in the conformance suite"),
];

/// Finds operations that lack a rule or a case.
pub(crate) fn check(sources: &[Source]) -> Vec<Finding> {
    let list = sources.iter().find(|source| source.path == LIST);
    let names = list
        .map(|source| operations(&source.text))
        .unwrap_or_default();
    if names.is_empty() {
        let message = "there is no `operations! { .. }` with the names of all operations; if it moved, change xtask/src/tidy/operations.rs";
        return vec![Finding::in_file(RULE, LIST, message)];
    }
    let unnamed = PLACES
        .iter()
        .filter_map(|(place, lack)| unnamed(&names, sources, place, lack));
    unnamed.chain(sources.iter().flat_map(unlisted)).collect()
}

/// Cases that no `cases!` list of their file names: they would never run.
fn unlisted(source: &Source) -> Vec<Finding> {
    if !source.path.starts_with("tests/src/") || !source.text.contains("cases! {") {
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

/// One finding for all the names that a place lacks: a young provider lacks many.
fn unnamed(names: &[String], sources: &[Source], place: &str, lack: &str) -> Option<Finding> {
    let known = words_under(sources, place);
    let missing: Vec<&str> = names
        .iter()
        .filter(|name| !known.contains(*name))
        .map(String::as_str)
        .collect();
    let list = missing.join(", ");
    let message = format_args!("nothing under {place} names {list}; write {lack} for each");
    (!missing.is_empty()).then(|| Finding::in_file(RULE, LIST, message))
}

/// The names in the macro call; attributes and doc comments before a name are skipped.
fn operations(text: &str) -> Vec<String> {
    let code = code_only(text);
    let Some((_, after)) = code.split_once("operations!") else {
        return Vec::new();
    };
    let Some(list) = after.trim_start().strip_prefix('{') else {
        return Vec::new();
    };
    let items = group(list).split(',');
    let name = |item: &str| {
        let path = item.rsplit(']').next()?.trim();
        let last = path.rsplit("::").next()?;
        let name: String = last.chars().take_while(|c| is_name(*c)).collect();
        (!name.is_empty()).then_some(name)
    };
    items.filter_map(name).collect()
}

/// All names in the code and the strings of a folder: the mock may match actions by their text.
fn words_under(sources: &[Source], place: &str) -> BTreeSet<String> {
    let rust = sources
        .iter()
        .filter(|source| source.is_rust() && source.is_under(&[place]));
    rust.flat_map(|source| {
        let code = without_comments(&source.text);
        code.split(|c| !is_name(c))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::super::source::source;
    use super::*;

    const TABLE: &str = "macro_rules! operations { () => {} }\n\
        operations! {\n    // roles\n    CreateRole,\n    role::GetRole,\n    ListRoles,\n}\n";

    fn messages(table: &str, mock: &str, cases: &str) -> Vec<String> {
        let sources = [
            source(LIST, table),
            source("crates/rolewright-mock/src/role.rs", mock),
            source("tests/src/role.rs", cases),
        ];
        check(&sources)
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    #[test]
    fn the_list_is_read() {
        assert_eq!(operations(TABLE), ["CreateRole", "GetRole", "ListRoles"]);
    }

    #[test]
    fn an_operation_without_rule_or_case_is_found() {
        let found = messages(
            TABLE,
            "CreateRole, GetRole, // ListRoles",
            "CreateRole GetRoles ListRoles",
        );
        assert_eq!(found.len(), 2);
        assert!(found[0].contains("names ListRoles; write a rule"));
        assert!(found[1].contains("names GetRole; write a case"));
    }

    #[test]
    fn names_in_strings_count() {
        let mock = "\"CreateRole\" => a, \"GetRole\" | \"ListRoles\" => b";
        assert_eq!(
            messages(TABLE, mock, "CreateRole GetRole ListRoles"),
            [""; 0]
        );
    }

    #[test]
    fn a_missing_list_is_found() {
        assert_eq!(messages("pub trait Operation {}", "", "").len(), 1);
    }
}
