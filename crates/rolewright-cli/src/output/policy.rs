//! The JSON objects of `policy fmt` and `policy simulate --cases`.

use rolewright::setup::FORMAT_VERSION;
use serde::Serialize;

/// The JSON object that `policy fmt` prints.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct PolicyFmt {
    /// The version of the format.
    pub format_version: String,
    /// Always `policy_fmt`.
    pub kind: String,
    /// The files, as they were named.
    pub files: Vec<PolicyFile>,
}

/// One document that was brought into form.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct PolicyFile {
    /// The file as it was named; `-` is standard input.
    pub file: String,
    /// Whether it was in form, byte by byte.
    pub in_form: bool,
    /// Whether it was rewritten.
    pub written: bool,
    /// What RAM counts: the size of the compact form, in bytes.
    pub bytes: usize,
    /// The document in form.
    pub document: String,
}

impl PolicyFmt {
    pub(crate) fn new(files: Vec<PolicyFile>) -> Self {
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "policy_fmt".to_owned(),
            files,
        }
    }
}

/// The JSON object that `policy simulate --cases` prints.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct PolicyCases {
    /// The version of the format.
    pub format_version: String,
    /// Always `policy_cases`.
    pub kind: String,
    /// How many cases were answered as expected.
    pub passed: usize,
    /// How many were not, or could not be read.
    pub failed: usize,
    /// Those.
    pub failures: Vec<CaseFailure>,
}

/// A case that was not answered as expected.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct CaseFailure {
    /// The line of the file, counted from 1.
    pub line: usize,
    /// The case's name, where it could be read.
    pub id: Option<String>,
    /// What went wrong, in words.
    pub reason: String,
}

impl PolicyCases {
    pub(crate) fn new(cases: usize, failures: Vec<CaseFailure>) -> Self {
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "policy_cases".to_owned(),
            passed: cases.saturating_sub(failures.len()),
            failed: failures.len(),
            failures,
        }
    }

    /// The failures, a line each, and how many there are.
    pub(crate) fn text(&self) -> String {
        let line = |failure: &CaseFailure| {
            let id = failure.id.as_deref().unwrap_or("-");
            format!("line {}, {id}: {}\n", failure.line, failure.reason)
        };
        let lines: String = self.failures.iter().map(line).collect();
        format!("{lines}{} passed, {} failed\n", self.passed, self.failed)
    }
}
