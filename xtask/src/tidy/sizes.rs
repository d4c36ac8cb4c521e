//! Maximum length of source files.

use super::finding::Finding;
use super::source::Source;

const LIMIT: usize = 400;

/// Path components of generated files.
const NOT_WRITTEN: [&str; 3] = ["vectors", "data", "generated"];

/// Finds source files above the limit.
pub(crate) fn check(sources: &[Source]) -> Vec<Finding> {
    let written = |source: &&Source| {
        (source.is_rust() || source.path.ends_with(".py")) && !source.has_part(&NOT_WRITTEN)
    };
    let counted = sources
        .iter()
        .filter(written)
        .map(|source| (source, source.text.lines().count()));
    counted
        .filter(|(_, lines)| *lines > LIMIT)
        .map(|(source, lines)| {
            let message = format_args!(
                "the file has {lines} lines, the limit is {LIMIT}; split it by concept"
            );
            Finding::in_file("file size", &source.path, message)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::source::source;
    use super::*;

    #[test]
    fn a_file_over_the_limit_is_found() {
        let long = source("crates/a/src/lib.rs", &"line\n".repeat(LIMIT + 1));
        assert_eq!(check(&[long]).len(), 1);
    }

    #[test]
    fn files_at_the_limit_generated_ones_and_prose_are_fine() {
        let sources = [
            source("crates/a/src/lib.rs", &"line\n".repeat(LIMIT)),
            source(
                "crates/a/src/generated/table.rs",
                &"line\n".repeat(LIMIT + 1),
            ),
            source("docs/guide.md", &"line\n".repeat(LIMIT + 1)),
        ];
        assert_eq!(check(&sources), []);
    }
}
