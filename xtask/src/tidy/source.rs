//! The files of the project, as git knows them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::process::{Result, program, read};

/// Every file that is, or is about to be, in the repository.
#[derive(Debug)]
pub(crate) struct Files {
    /// All of them, relative to the root, with `/` between folders.
    pub(crate) paths: BTreeSet<String>,
    /// Those that hold text.
    pub(crate) sources: Vec<Source>,
}

/// One text file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    pub(crate) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// Whether the file lies under one of the folders (or begins with one of the paths).
    pub(crate) fn is_under(&self, places: &[&str]) -> bool {
        places.iter().any(|place| self.path.starts_with(place))
    }

    pub(crate) fn has_part(&self, parts: &[&str]) -> bool {
        self.path.split('/').any(|part| parts.contains(&part))
    }

    /// Whether only a test build compiles the file.
    pub(crate) fn is_test(&self) -> bool {
        self.has_part(&["tests", "tests.rs", "benches"])
    }

    /// The lines of Rust code with their numbers, without comments and without items behind
    /// `#[cfg(test)]`.
    ///
    /// This goes by the layout that rustfmt gives: a comment after code follows a space, and an
    /// item ends with a brace that is indented as its beginning is.
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

/// Files that aren't added yet count too: a rule should speak before the commit, not after it.
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
        // A file that was deleted but not yet committed is still listed.
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

/// A text file for the tests of the rules.
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
