//! Runs all checks on a document.

use super::checks::CHECKS;
use super::document::Document;
use super::finding::{Findings, LintFinding};
use super::options::{Kind, LintOptions, guess};
use crate::model;

/// Returns all findings, in document order.
#[must_use]
pub fn lint(text: &str, options: &LintOptions) -> Vec<LintFinding> {
    let (tree, fault) = model::tree(text);
    let kind = options
        .kind
        .unwrap_or_else(|| tree.as_ref().map_or(Kind::Identity, guess));
    let document = Document::new(text, tree.as_ref(), fault.as_ref(), kind, options);
    let mut findings = Findings::default();
    for check in CHECKS.iter().copied().flatten() {
        if check.scope.includes(kind) {
            findings.begin(check.rule());
            (check.run)(&document, &mut findings);
        }
    }
    findings.placed(text, tree.as_ref())
}
