//! A report as SARIF 2.1.0, for code scanners.

use rolewright_core::remedy::Terms;
use rolewright_core::setup::Report;
use serde_json::{Value, json};

use super::checks::{Check, Verdict, checks};
use super::summary::display_word;
use crate::style::Style;
use crate::{Display, sarif};

/// Renders the failed and inconclusive checks as results in `file`, the configuration with the desired
/// state. A check that was not checked is a notification.
#[must_use]
pub fn sarif(report: &Report, file: &str, terms: &dyn Terms) -> Value {
    let checks = checks(report, Style::of(report, Display::PLAIN, terms));
    let mut ids: Vec<&str> = checks.iter().map(|check| check.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let command = display_word(report.kind);
    let help = format!("The text report of {command} shows the cause and what to do.");
    let rule = |id: &&str| sarif::rule(id, &id.replace('_', " "), &help, "error", &json!({}));
    let rules: Vec<Value> = ids.iter().map(rule).collect();
    let bad = checks.iter().filter(|check| check.is_bad());
    let results: Vec<Value> = bad.map(|check| result(check, &ids, report, file)).collect();
    let skipped = checks
        .iter()
        .filter(|check| check.verdict == Verdict::Skipped);
    let notes: Vec<Value> = skipped
        .map(|check| json!({ "level": "note", "message": { "text": message(check) } }))
        .collect();
    let invocation = json!({
        "executionSuccessful": report.error.is_none(),
        "toolExecutionNotifications": notes,
    });
    sarif::log(&rules, &results, &[invocation])
}

fn result(check: &Check, ids: &[&str], report: &Report, file: &str) -> Value {
    let level = match check.verdict {
        Verdict::Failed => "error",
        _ => "warning",
    };
    let account = &report.account;
    json!({
        "ruleId": check.id,
        "ruleIndex": ids.iter().position(|id| *id == check.id),
        "level": level,
        "message": { "text": message(check) },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": sarif::artifact(file),
                "region": { "startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1 },
            },
            "logicalLocations": [{ "fullyQualifiedName": format!("{account}/{}", report.recipe) }],
        }],
        // All results have the same location, so only the fingerprint distinguishes them.
        "partialFingerprints": { "primaryLocationLineHash": format!("{account}/{}/{}", check.id, check.name) },
    })
}

fn message(check: &Check) -> String {
    let lines = [check.name.as_str()]
        .into_iter()
        .chain(check.details.iter().map(String::as_str));
    lines.collect::<Vec<_>>().join("\n")
}
