//! No notes for later and no paths of one machine. (Tests that are ignored without a reason are
//! found by clippy.)

use super::finding::Finding;
use super::source::Source;

/// The words are put together here, so that this file doesn't contain them.
const LATER: [&str; 3] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
];

const MACHINE_PATHS: [&str; 4] = [
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/wo", "rk/"),
    concat!("../sha", "red"),
];

/// Files that others wrote, or that describe the machine which runs the tests.
const NOT_OURS: [&str; 3] = [".ci/", "Cargo.lock", "LICENSE"];

/// Finds left-over marks in every text file.
pub(crate) fn check(sources: &[Source]) -> Vec<Finding> {
    let ours = sources.iter().filter(|source| !source.is_under(&NOT_OURS));
    ours.flat_map(in_text).collect()
}

fn in_text(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in (1..).zip(source.text.lines()) {
        for word in LATER.into_iter().filter(|word| has_word(line, word)) {
            let message = format_args!("`{word}` is left over; do it, or file an issue and say so");
            findings.push(Finding::at("left-over", &source.path, number, message));
        }
        for path in MACHINE_PATHS
            .into_iter()
            .filter(|path| has_path(line, path))
        {
            let message =
                format_args!("`{path}` is a path of one machine; use one relative to the project");
            findings.push(Finding::at("machine path", &source.path, number, message));
        }
    }
    findings
}

fn is_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Whether the word is in the line, and not as a part of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    line.split(|c| !is_name(c)).any(|found| found == word)
}

/// Whether a path begins here: inside a URL or a longer path the same letters mean another place.
fn has_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(start, _)| {
        let before = line
            .get(..start)
            .and_then(|before| before.chars().next_back());
        !before.is_some_and(|c| is_name(c) || ".-~$}".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::super::source::source;
    use super::*;

    fn rules(path: &str, text: &str) -> Vec<&'static str> {
        check(&[source(path, text)])
            .iter()
            .map(|finding| finding.rule)
            .collect()
    }

    #[test]
    fn notes_for_later_are_found() {
        for word in LATER {
            assert_eq!(
                rules("docs/a.md", &format!("text {word}: later")),
                ["left-over"]
            );
            assert_eq!(rules("docs/a.md", &format!("A{word}B")), [""; 0]);
        }
    }

    #[test]
    fn paths_of_a_machine_are_found() {
        for path in MACHINE_PATHS {
            assert_eq!(
                rules("a.toml", &format!("x = \"{path}x\"")),
                ["machine path"],
                "{path}"
            );
            assert_eq!(
                rules("a.toml", &format!("x = \"example.com{path}x\"")),
                [""; 0],
                "{path}"
            );
            assert_eq!(rules(".ci/run", &format!("cd {path}")), [""; 0]);
        }
    }
}
