//! Findings of checks.

use serde::{Deserialize, Serialize};

use crate::model::{Span, Tree};

/// Severity of a finding, from lowest to highest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Style: valid, but redundant, unclear or unusual.
    Suggestion,
    /// No effect: does not do what it appears to do.
    Warning,
    /// Over-permissive: grants more access than is safe.
    Security,
    /// Invalid: the service rejects it, or its meaning is undefined.
    Error,
}

impl Severity {
    /// Returns the name, as in JSON and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Suggestion => "suggestion",
            Self::Warning => "warning",
            Self::Security => "security",
            Self::Error => "error",
        }
    }
}

/// A finding of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LintFinding {
    /// The check's id.
    pub id: &'static str,
    /// The severity.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// How to fix it.
    pub help: String,
    /// The position in the text.
    pub span: Span,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1, in characters.
    pub column: usize,
    /// The JSON path, for example `Statement[0].Action[1]`; empty at the top.
    pub path: String,
    /// An automatic fix, where one exists that does not change the meaning of the document.
    pub fix: Option<Fix>,
}

/// A change of the text that fixes a finding. It changes no decision of a document that was valid
/// before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "LintFix"))]
#[non_exhaustive]
pub struct Fix {
    /// A short title in the imperative.
    pub title: String,
    /// The edits, which do not overlap.
    pub edits: Vec<Edit>,
}

/// A replacement of a part of the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "LintEdit"))]
#[non_exhaustive]
pub struct Edit {
    /// The part to replace.
    pub span: Span,
    /// The new text.
    pub replacement: String,
}

impl Fix {
    /// A fix with one edit.
    pub(super) fn one(title: impl Into<String>, span: Span, with: impl Into<String>) -> Self {
        let replacement = with.into();
        Self {
            title: title.into(),
            edits: vec![Edit { span, replacement }],
        }
    }
}

/// A finding without line and column.
#[derive(Debug)]
pub(super) struct Draft {
    span: Span,
    message: String,
    help: Option<String>,
    fix: Option<Fix>,
}

impl Draft {
    pub(super) fn new(span: Span, message: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
            help: None,
            fix: None,
        }
    }

    /// Replaces the check's general help.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn maybe_help(self, help: Option<String>) -> Self {
        match help {
            Some(help) => self.help(help),
            None => self,
        }
    }

    pub(super) fn fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fix = fix.into();
        self
    }
}

/// Limit of findings of one check in one document.
pub const MOST_PLACES: usize = 100;

/// The data that the findings of one check share.
#[derive(Clone, Copy)]
pub(super) struct Rule {
    pub(super) id: &'static str,
    pub(super) severity: Severity,
    pub(super) help: &'static str,
}

/// Collects the findings of the checks.
#[derive(Default)]
pub(super) struct Findings {
    rule: Option<Rule>,
    count: usize,
    all: Vec<(Rule, Draft)>,
}

impl Findings {
    pub(super) fn begin(&mut self, rule: Rule) {
        self.rule = Some(rule);
        self.count = 0;
    }

    pub(super) fn push(&mut self, draft: Draft) {
        self.count += 1;
        if let Some(rule) = self.rule
            && self.count <= MOST_PLACES
        {
            self.all.push((rule, draft));
        }
    }

    pub(super) fn at(&mut self, span: Span, message: impl Into<String>) {
        self.push(Draft::new(span, message));
    }

    /// Returns the findings in document order, with lines and paths.
    pub(super) fn placed(mut self, text: &str, tree: Option<&Tree>) -> Vec<LintFinding> {
        self.all
            .sort_by_key(|(rule, draft)| (draft.span.start, std::cmp::Reverse(rule.severity)));
        let mut cursor = Cursor::default();
        let place = |(rule, draft): (Rule, Draft)| {
            let (line, column) = cursor.go_to(text, draft.span.start);
            LintFinding {
                id: rule.id,
                severity: rule.severity,
                message: draft.message,
                help: draft.help.unwrap_or_else(|| rule.help.to_owned()),
                span: draft.span,
                line,
                column,
                path: tree.map_or_else(String::new, |tree| tree.path_to(draft.span)),
                fix: draft.fix,
            }
        };
        self.all.into_iter().map(place).collect()
    }
}

/// Counts lines and columns incrementally, so that the text is scanned once.
struct Cursor {
    offset: usize,
    line: usize,
    column: usize,
}

impl Default for Cursor {
    fn default() -> Self {
        Self {
            offset: 0,
            line: 1,
            column: 1,
        }
    }
}

impl Cursor {
    fn go_to(&mut self, text: &str, offset: usize) -> (usize, usize) {
        let between = text.get(self.offset..offset).unwrap_or_default();
        match between.rsplit_once('\n') {
            Some((lines, last)) => {
                self.line += lines.matches('\n').count() + 1;
                self.column = last.chars().count() + 1;
            }
            None => self.column += between.chars().count(),
        }
        self.offset = offset;
        (self.line, self.column)
    }
}
