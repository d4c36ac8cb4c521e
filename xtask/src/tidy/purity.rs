//! policy, core and sign are pure: no files, no environment, no network, no clock, no runtime.

use super::Finding;
use super::lexer::{code_only, group, is_name, lines_with, without_tests};
use super::source::Source;

const RULE: &str = "purity";

const PURE: [&str; 3] = [
    "crates/rolewright-policy/src/",
    "crates/rolewright-core/src/",
    "crates/rolewright-sign/src/",
];

/// The system's clock, behind a feature that is off.
const CLOCK: &str = "crates/rolewright-core/src/clock.rs";

/// Clocks are forbidden under the names of both libraries that have one.
const FORBIDDEN: [&str; 8] = [
    "std::fs",
    "std::env",
    "std::net",
    "SystemTime",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "tokio::",
];

/// The modules of std that are forbidden in `use std::{..}` too.
const FORBIDDEN_MODULES: [&str; 3] = ["fs", "env", "net"];

/// Finds what makes a pure crate depend on the machine that it runs on.
pub(crate) fn check(sources: &[Source]) -> Vec<Finding> {
    sources
        .iter()
        .filter(|source| source.is_rust() && source.is_under(&PURE) && !is_test_file(source))
        .filter(|source| source.path != CLOCK)
        .flat_map(check_source)
        .collect()
}

/// Test modules in files of their own: `mod tests;` behind `#[cfg(test)]`.
pub(crate) fn is_test_file(source: &Source) -> bool {
    source.has_part(&["tests", "tests.rs"])
}

fn check_source(source: &Source) -> Vec<Finding> {
    let code = without_tests(&code_only(&source.text));
    let words = FORBIDDEN.iter().flat_map(|word| {
        lines_with(&code, word)
            .into_iter()
            .map(|line| (line, (*word).to_owned()))
    });
    words
        .chain(grouped_imports(&code))
        .map(|(line, what)| {
            let message = format_args!(
                "`{what}` has no place in a pure crate; take the value as an argument, or move the code to the crate that calls"
            );
            Finding::at(RULE, &source.path, line, message)
        })
        .collect()
}

/// The forbidden modules in groups such as `use std::{env, fmt};`, with their lines.
fn grouped_imports(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut line = 1;
    let mut rest = code;
    while let Some((before, after)) = rest.split_once("std::{") {
        line += before.matches('\n').count();
        let names = group(after).split(|c| !is_name(c));
        let forbidden = names.filter(|name| FORBIDDEN_MODULES.contains(name));
        found.extend(forbidden.map(|name| (line, format!("std::{name}"))));
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::source::source;
    use super::*;

    const CORE: &str = "crates/rolewright-core/src/setup/mod.rs";

    fn lines(path: &str, text: &str) -> Vec<usize> {
        check(&[source(path, text)])
            .iter()
            .filter_map(|finding| finding.line)
            .collect()
    }

    #[test]
    fn each_forbidden_word_is_found() {
        for word in FORBIDDEN {
            assert_eq!(
                lines(CORE, &format!("fn f() {{\n    {word} ;\n}}")),
                [2],
                "{word}"
            );
        }
    }

    #[test]
    fn a_module_in_a_group_is_found() {
        assert_eq!(
            lines(
                CORE,
                "use std::fmt;\nuse std::{collections::{HashMap}, fs::File};"
            ),
            [2]
        );
    }

    #[test]
    fn comments_strings_and_tests_may_name_them() {
        let text = "/// not `std::fs`\nconst A: &str = \"std::env\";\n#[cfg(test)]\nmod tests { use std::fs; }";
        assert_eq!(lines(CORE, text), [0; 0]);
    }

    #[test]
    fn other_crates_and_files_of_tests_are_not_looked_at() {
        assert_eq!(
            lines("crates/rolewright-alibaba/src/lib.rs", "use std::fs;"),
            [0; 0]
        );
        assert_eq!(
            lines("crates/rolewright-core/src/setup/tests.rs", "use std::fs;"),
            [0; 0]
        );
    }
}
