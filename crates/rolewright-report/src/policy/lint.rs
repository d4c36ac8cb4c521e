//! The findings of `policy lint`.

use rolewright_core::lint::{Judged, Kind, LintFinding, Severity, Suppression};
use rolewright_core::setup::FORMAT_VERSION;
use rolewright_core::text::excerpt;
use serde::Serialize;

use super::snippet::Snippets;
use crate::comment::{Comment, code, prose, row};

/// The JSON object that `policy lint` prints.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PolicyLint {
    /// The version of the format.
    pub format_version: String,
    /// Always `policy_lint`.
    pub kind: String,
    /// The files, in the order of the arguments.
    pub files: Vec<LintedFile>,
    /// Suppressions that matched no finding.
    pub unused: Vec<Suppression>,
}

/// The findings of a document.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LintedFile {
    /// The path as passed; `-` is standard input.
    pub file: String,
    /// The kind of the document, as set or as detected.
    pub document_kind: Kind,
    /// The applied fixes, in order.
    pub fixed: Vec<FixMade>,
    /// The remaining findings.
    pub findings: Vec<LintFinding>,
    /// The accepted findings.
    pub accepted: Vec<AcceptedFinding>,
    /// The text of the document.
    #[serde(skip)]
    pub text: String,
}

/// A fixed finding; its path is that before the fix.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FixMade {
    /// The id of the check.
    pub id: String,
    /// The message of the finding.
    pub message: String,
    /// The title of the fix.
    pub title: String,
    /// The JSON path.
    pub path: String,
}

/// An accepted finding.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AcceptedFinding {
    /// The finding.
    pub finding: LintFinding,
    /// The reason for accepting it.
    pub reason: String,
}

impl From<LintFinding> for FixMade {
    fn from(finding: LintFinding) -> Self {
        Self {
            id: finding.id.to_owned(),
            message: finding.message,
            title: finding.fix.map(|fix| fix.title).unwrap_or_default(),
            path: finding.path,
        }
    }
}

impl LintedFile {
    /// Creates the result for a document.
    #[must_use]
    pub fn new(
        file: String,
        document_kind: Kind,
        text: String,
        judged: Judged,
        fixed: Vec<FixMade>,
    ) -> Self {
        let accepted = judged.suppressed.into_iter();
        Self {
            file,
            document_kind,
            fixed,
            findings: judged.findings,
            accepted: accepted
                .map(|one| AcceptedFinding {
                    finding: one.finding,
                    reason: one.reason,
                })
                .collect(),
            text,
        }
    }
}

impl PolicyLint {
    /// Creates the report of these files; `unused` are suppressions that matched no finding.
    #[must_use]
    pub fn new(files: Vec<LintedFile>, unused: Vec<Suppression>) -> Self {
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "policy_lint".to_owned(),
            files,
            unused,
        }
    }

    fn findings(&self) -> impl Iterator<Item = &LintFinding> {
        self.files.iter().flat_map(|file| &file.findings)
    }

    /// Returns the highest severity of the findings.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.findings().map(|finding| finding.severity).max()
    }

    /// Renders the report as text: the fixes, each finding under its line, and the counts.
    #[must_use]
    pub fn text(&self, colours: bool) -> String {
        let mut out = String::new();
        for file in &self.files {
            let name = excerpt(&file.file, 200);
            for fixed in &file.fixed {
                let (id, path) = (&fixed.id, excerpt(&fixed.path, 80));
                out.push_str(&format!(
                    "fixed {name}, {path}: {} [{id}]: {}\n",
                    fixed.message, fixed.title
                ));
            }
            let snippets = Snippets::new(&name, &file.text, colours);
            for finding in &file.findings {
                out.push_str(&snippets.show(finding));
                out.push_str("\n\n");
            }
        }
        out.push_str(&self.summary());
        out
    }

    /// Renders the findings as a table in a comment for a code review.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut comment = Comment::new(&format!(
            "`rolewright policy lint`: {}",
            self.summary().trim()
        ));
        let rows = self.files.iter().flat_map(|file| {
            file.findings.iter().map(|finding| {
                let place = format!(
                    "{}:{}:{}",
                    excerpt(&file.file, 200),
                    finding.line,
                    finding.column
                );
                let severity = format!("{} `{}`", finding.severity.as_str(), finding.id);
                row(&[
                    &code(&place),
                    &severity,
                    &prose(&finding.message),
                    &prose(&finding.help),
                ])
            })
        });
        let rows: Vec<_> = rows.collect();
        comment.table("findings", "| where | | what | what to do |", &rows);
        comment.finish("")
    }

    fn summary(&self) -> String {
        let count = |severity| self.findings().filter(|f| f.severity == severity).count();
        let words = [
            (count(Severity::Error), "error", "errors"),
            (
                count(Severity::Security),
                "security finding",
                "security findings",
            ),
            (count(Severity::Warning), "warning", "warnings"),
            (count(Severity::Suggestion), "suggestion", "suggestions"),
            (
                self.files.iter().map(|file| file.accepted.len()).sum(),
                "accepted",
                "accepted",
            ),
            (
                self.files.iter().map(|file| file.fixed.len()).sum(),
                "fixed",
                "fixed",
            ),
        ];
        let words = words.iter().filter(|(count, ..)| *count > 0);
        let words: Vec<_> = words
            .map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many }))
            .collect();
        let found = if words.is_empty() {
            "nothing found".to_owned()
        } else {
            words.join(", ")
        };
        match self.files.len() {
            1 => format!("{found}\n"),
            files => format!("{files} files: {found}\n"),
        }
    }
}
