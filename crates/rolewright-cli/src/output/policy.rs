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
    /// The files, in the order of the arguments.
    pub files: Vec<PolicyFile>,
}

/// A formatted document.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct PolicyFile {
    /// The path as passed; `-` is standard input.
    pub file: String,
    /// Whether the file was formatted already, byte by byte.
    pub in_form: bool,
    /// Whether the file was rewritten.
    pub written: bool,
    /// The size that RAM counts: that of the compact form, in bytes.
    pub bytes: usize,
    /// The formatted document.
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
    /// The number of cases that passed.
    pub passed: usize,
    /// The number of cases that failed or could not be read.
    pub failed: usize,
    /// The failed cases.
    pub failures: Vec<CaseFailure>,
}

/// A failed case.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct CaseFailure {
    /// The line in the file, starting at 1.
    pub line: usize,
    /// The id of the case, if it could be read.
    pub id: Option<String>,
    /// The reason, as text.
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

    /// Renders the failures, a line each, and the counts.
    pub(crate) fn text(&self) -> String {
        let line = |failure: &CaseFailure| {
            let id = failure.id.as_deref().unwrap_or("-");
            format!("line {}, {id}: {}\n", failure.line, failure.reason)
        };
        let lines: String = self.failures.iter().map(line).collect();
        format!("{lines}{} passed, {} failed\n", self.passed, self.failed)
    }
}
