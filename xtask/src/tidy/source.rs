//! The files of the project, as listed by git.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::process::{Result, program, read};

/// All files that are committed, or not ignored.
#[derive(Debug)]
pub(crate) struct Files {
    /// Paths relative to the root, with `/` as separator.
    pub(crate) paths: BTreeSet<String>,
    /// Text files.
    pub(crate) sources: Vec<Source>,
}

/// A text file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    pub(crate) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// Whether the path starts with one of the prefixes.
    pub(crate) fn is_under(&self, places: &[&str]) -> bool {
        places.iter().any(|place| self.path.starts_with(place))
    }

    pub(crate) fn has_part(&self, parts: &[&str]) -> bool {
        self.path.split('/').any(|part| parts.contains(&part))
    }

    /// Whether the file contains only tests or benchmarks.
    pub(crate) fn is_test(&self) -> bool {
        self.has_part(&["tests", "tests.rs", "benches"])
    }

    /// Returns the lines of Rust code with their numbers, without comments and `#[cfg(test)]` items.
    ///
    /// Relies on the layout of rustfmt: a space before a trailing comment, and the closing brace of
    /// an item at the indentation of its start.
    pub(crate) fn code(&self) -> Vec<(usize, &str)> {
        let mut lines = (1..).zip(self.text.lines());
        let mut code = Vec::new();
        while let Some((number, line)) = lines.next() {
            if line.trim() == "#[cfg(test)]" {
                skip_item(&mut lines);
            } else if !line.trim_start().starts_with("//") {
                code.push((number, line.split(" // ").next().unwrap_or(line)));
            }
        }
        code
    }
}

fn skip_item<'text>(lines: &mut impl Iterator<Item = (usize, &'text str)>) {
    let mut lines = lines.map(|(_, line)| line);
    let first = lines.find(|line| !line.trim_start().starts_with("#["));
    let first = first.unwrap_or_default();
    if first.ends_with('{') {
        let indent = first.len() - first.trim_start().len();
        let end = format!("{}}}", " ".repeat(indent));
        lines.find(|line| *line == end);
    }
}

/// Lists files with git, including untracked ones, so that a rule applies before the commit.
pub(crate) fn load(root: &Path) -> Result<Files> {
    let arguments = [
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ];
    let listed = read(program(root, "git").args(arguments))?;
    let paths: BTreeSet<String> = listed
        .split('\0')
        // git still lists a deleted file until the deletion is committed.
        .filter(|path| root.join(path).is_file())
        .map(str::to_owned)
        .collect();
    let sources = paths.iter().filter_map(|path| {
        let text = fs::read_to_string(root.join(path)).ok()?;
        Some(Source {
            path: path.clone(),
            text,
        })
    });
    Ok(Files {
        sources: sources.collect(),
        paths,
    })
}

/// Creates a text file for tests.
#[cfg(test)]
pub(crate) fn source(path: &str, text: &str) -> Source {
    Source {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_has_neither_comments_nor_tests() {
        let text = "use a; // b\n/// c\nfn d() {\n    e(\"https://f\");\n}\n#[cfg(test)]\nuse g;\nh();\n\
                    #[cfg(test)]\n#[allow(i)]\nmod j {\n    fn k() {\n    }\n}\nl();";
        let source = source("a.rs", text);
        let code: Vec<_> = source.code().into_iter().map(|(_, line)| line).collect();
        let left = [
            "use a;",
            "fn d() {",
            "    e(\"https://f\");",
            "}",
            "h();",
            "l();",
        ];
        assert_eq!(code, left);
        assert_eq!(source.code().last().unwrap().0, 15);
    }
}
