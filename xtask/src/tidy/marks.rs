//! No leftover notes and no machine-specific paths. (Clippy finds tests that are ignored without a
//! reason.)

use super::finding::Finding;
use super::source::Source;

/// Concatenated, so that this file does not contain them.
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

/// Files from other authors, or for a specific machine.
const NOT_OURS: [&str; 3] = [".ci/", "Cargo.lock", "LICENSE"];

/// Finds marks in all text files.
pub(crate) fn check(sources: &[Source]) -> Vec<Finding> {
    let ours = sources.iter().filter(|source| !source.is_under(&NOT_OURS));
    ours.flat_map(in_text).collect()
}

fn in_text(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in (1..).zip(source.text.lines()) {
        for word in LATER.into_iter().filter(|word| has_word(line, word)) {
            let message = format_args!("leftover `{word}`; resolve it or file an issue");
            findings.push(Finding::at("left-over", &source.path, number, message));
        }
        for path in MACHINE_PATHS
            .into_iter()
            .filter(|path| has_path(line, path))
        {
            let message = format_args!(
                "`{path}` is a machine-specific path; use a path relative to the project"
            );
            findings.push(Finding::at("machine path", &source.path, number, message));
        }
    }
    findings
}

fn is_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Whether the line contains the word as a whole.
fn has_word(line: &str, word: &str) -> bool {
    line.split(|c| !is_name(c)).any(|found| found == word)
}

/// Whether a path starts here, rather than in a URL or a longer path.
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
