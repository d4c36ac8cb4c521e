//! Findings as SARIF 2.1.0, for code scanners.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use rolewright_core::lint::{CHECKS, Check, Edit, Finding, Fix, Severity};
use rolewright_core::policy::Span;
use serde_json::{Value, json};

use super::lint::{LintedFile, PolicyLint};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";

/// The characters to escape in a relative reference.
const IN_PATHS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'[')
    .add(b']')
    .add(b'|')
    .add(b'\\')
    .add(b'^')
    .add(b':');

impl PolicyLint {
    /// As code scanners read it.
    #[must_use]
    pub fn sarif(&self) -> Value {
        sarif(self)
    }
}

/// The whole log.
fn sarif(report: &PolicyLint) -> Value {
    let checks: Vec<&Check> = CHECKS.iter().copied().flatten().collect();
    let results: Vec<Value> = report
        .files
        .iter()
        .flat_map(|file| results(file, &checks))
        .collect();
    let rules: Vec<Value> = checks.iter().map(|check| rule(check)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "rolewright",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Security | Severity::Warning => "warning",
        Severity::Suggestion => "note",
    }
}

fn rule(check: &Check) -> Value {
    json!({
        "id": check.id,
        "shortDescription": { "text": check.finds },
        "help": { "text": check.help },
        "defaultConfiguration": { "level": level(check.severity) },
        "properties": { "severity": check.severity, "source": check.source },
    })
}

fn results(file: &LintedFile, checks: &[&Check]) -> Vec<Value> {
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

fn result(file: &LintedFile, finding: &Finding, reason: Option<&str>, checks: &[&Check]) -> Value {
    let uri = match file.file.as_str() {
        "-" => "stdin".to_owned(),
        name => utf8_percent_encode(&name.replace('\\', "/"), IN_PATHS).to_string(),
    };
    let artifact = json!({ "uri": uri });
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

fn region(text: &str, finding: &Finding) -> Value {
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
