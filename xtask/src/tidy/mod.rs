//! `cargo xtask tidy`: the project's own rules, checked as code.
//!
//! Each rule is a function from texts or metadata to findings, so that its tests can show that a
//! broken input is found. Files, git and cargo are touched here, in `tree` and in `source` only.

use std::fmt;

use crate::crates::Crates;
use crate::process::{Failure, Result};
use crate::workspace::Workspace;

mod arrows;
mod lexer;
mod links;
mod manifests;
mod marks;
mod purity;
mod seams;
mod sizes;
mod source;
mod supply;
mod threats;
mod tree;

/// A place that breaks a rule, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    rule: &'static str,
    path: String,
    /// Counted from 1; without it the finding is about the whole file.
    line: Option<usize>,
    message: String,
}

impl Finding {
    fn in_file(rule: &'static str, path: &str, message: impl fmt::Display) -> Self {
        Self {
            rule,
            path: path.to_owned(),
            line: None,
            message: message.to_string(),
        }
    }

    fn at(rule: &'static str, path: &str, line: usize, message: impl fmt::Display) -> Self {
        Self {
            line: Some(line),
            ..Self::in_file(rule, path, message)
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: [{}] {}", self.path, self.rule, self.message),
            None => write!(f, "{}: [{}] {}", self.path, self.rule, self.message),
        }
    }
}

/// Checks every rule and prints all that it finds.
pub(crate) fn run() -> Result<()> {
    let workspace = Workspace::load()?;
    let files = source::load(&workspace.root)?;
    let sources = &files.sources;
    let mut findings = [
        arrows::check(&workspace.packages),
        tree::check(&workspace)?,
        purity::check(sources),
        seams::only_the_driver_calls(sources),
        seams::secrets_stay_in_place(sources),
        sizes::check(sources),
        manifests::check(&workspace.packages, sources),
        marks::check(sources),
        links::check(sources, &files.paths),
        threats::check(sources),
        supply::check(&Crates::everywhere(&workspace.root)?, sources),
    ]
    .concat();
    findings.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => {
            println!("tidy: {} files keep the rules", files.paths.len());
            Ok(())
        }
        count => Err(Failure::new(format_args!(
            "tidy found {count} things to mend"
        ))),
    }
}
