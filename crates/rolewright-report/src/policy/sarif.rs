//! Findings as SARIF 2.1.0, for code scanners.

use rolewright_core::lint::{CHECKS, Edit, Fix, LintCheck, LintFinding, Severity};
use rolewright_core::policy::Span;
use serde_json::{Value, json};

use super::lint::{LintedFile, PolicyLint};
use crate::sarif;

impl PolicyLint {
    /// Renders the report as SARIF 2.1.0.
    #[must_use]
    pub fn sarif(&self) -> Value {
        let checks: Vec<&LintCheck> = CHECKS.iter().copied().flatten().collect();
        let files = self.files.iter();
        let results: Vec<Value> = files.flat_map(|file| results(file, &checks)).collect();
        let rules: Vec<Value> = checks.iter().map(|check| rule(check)).collect();
        sarif::log(&rules, &results, &[])
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Security | Severity::Warning => "warning",
        Severity::Suggestion => "note",
    }
}

fn rule(check: &LintCheck) -> Value {
    let properties = json!({ "severity": check.severity, "source": check.source });
    let level = level(check.severity);
    sarif::rule(check.id, check.finds, check.help, level, &properties)
}

fn results(file: &LintedFile, checks: &[&LintCheck]) -> Vec<Value> {
    let plain = file.findings.iter().map(|finding| (finding, None));
    let accepted = file
        .accepted
        .iter()
        .map(|one| (&one.finding, Some(one.reason.as_str())));
    plain
        .chain(accepted)
        .map(|(finding, reason)| result(file, finding, reason, checks))
        .collect()
}

fn result(
    file: &LintedFile,
    finding: &LintFinding,
    reason: Option<&str>,
    checks: &[&LintCheck],
) -> Value {
    let artifact = sarif::artifact(&file.file);
    let place = json!({
        "physicalLocation": {
            "artifactLocation": artifact,
            "region": region(&file.text, finding),
        },
        "logicalLocations": [{ "fullyQualifiedName": finding.path }],
    });
    let fixes: Vec<Value> = finding
        .fix
        .iter()
        .map(|fix| fix_of(fix, &artifact))
        .collect();
    let accepted = |reason| json!({ "kind": "external", "justification": reason });
    let suppressions: Vec<Value> = reason.map(accepted).into_iter().collect();
    json!({
        "ruleId": finding.id,
        "ruleIndex": checks.iter().position(|check| check.id == finding.id),
        "level": level(finding.severity),
        "message": { "text": format!("{}: {}", finding.message, finding.help) },
        "locations": [place],
        "fixes": fixes,
        "suppressions": suppressions,
    })
}

fn fix_of(fix: &Fix, artifact: &Value) -> Value {
    let replacement = |edit: &Edit| {
        json!({
            "deletedRegion": bytes(edit.span),
            "insertedContent": { "text": edit.replacement },
        })
    };
    let replacements: Vec<Value> = fix.edits.iter().map(replacement).collect();
    json!({
        "description": { "text": fix.title },
        "artifactChanges": [{ "artifactLocation": artifact, "replacements": replacements }],
    })
}

fn bytes(span: Span) -> Value {
    json!({ "byteOffset": span.start, "byteLength": span.end - span.start })
}

fn region(text: &str, finding: &LintFinding) -> Value {
    let end = Span {
        start: finding.span.end,
        end: finding.span.end,
    };
    let (end_line, end_column) = end.line_and_column(text);
    json!({
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": end_line,
        "endColumn": end_column,
        "byteOffset": finding.span.start,
        "byteLength": finding.span.end - finding.span.start,
    })
}
