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
#[derive(Debug, Clone)]
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
