//! A report as SARIF 2.1.0, for code scanners.

use rolewright_core::fleet::RoleReport;
use rolewright_core::remedy::Terms;
use rolewright_core::setup::Report;
use serde_json::{Value, json};

use super::checks::{Check, Verdict, checks, checks_of};
use super::summary::display_word;
use crate::style::Style;
use crate::{Display, sarif};

/// Renders the failed and inconclusive checks as results in `file`, the configuration with the desired
/// state. A check that was not checked is a notification.
#[must_use]
pub fn sarif(report: &Report, file: &str, terms: &dyn Terms) -> Value {
    let checks = checks(report, Style::of(report, Display::PLAIN, terms));
    let name = format!("{}/{}", report.account, report.recipe);
    let part = Part {
        checks,
        fingerprint: report.account.clone(),
        name,
    };
    let is_complete = report.error.is_none();
    of_parts(&[part], &display_word(report.kind), is_complete, file)
}

/// Renders the reports of several roles, as [`sarif`] for one.
#[must_use]
pub fn roles_sarif(roles: &[RoleReport], file: &str, terms: &dyn Terms) -> Value {
    let mut reports = roles.iter().filter_map(|role| role.report.as_ref());
    let command = reports
        .clone()
        .next()
        .map(|report| display_word(report.kind));
    let is_complete =
        reports.clone().count() == roles.len() && reports.all(|one| one.error.is_none());
    let parts = roles.iter().map(|role| {
        let report = role.report.as_ref();
        let name = match report {
            Some(report) => format!("{}/{}/{}", report.account, report.recipe, role.role),
            None => role.role.to_string(),
        };
        Part {
            checks: checks_of(role, terms),
            fingerprint: name.clone(),
            name,
        }
    });
    let parts: Vec<_> = parts.collect();
    of_parts(
        &parts,
        command.as_deref().unwrap_or("run"),
        is_complete,
        file,
    )
}

/// The checks of one report.
struct Part {
    checks: Vec<Check>,
    /// The logical location: account and recipe, and the role if there are several.
    name: String,
    /// The start of each fingerprint.
    fingerprint: String,
}

fn of_parts(parts: &[Part], command: &str, is_complete: bool, file: &str) -> Value {
    let all = || parts.iter().flat_map(|part| &part.checks);
    let mut ids: Vec<&str> = all().map(|check| check.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let help = format!("The text report of {command} shows the cause and what to do.");
    let rule = |id: &&str| sarif::rule(id, &id.replace('_', " "), &help, "error", &json!({}));
    let rules: Vec<Value> = ids.iter().map(rule).collect();
    let results = parts.iter().flat_map(|part| {
        let bad = part.checks.iter().filter(|check| check.is_bad());
        bad.map(|check| result(check, &ids, part, file))
    });
    let results: Vec<Value> = results.collect();
    let skipped = all().filter(|check| check.verdict == Verdict::Skipped);
    let notes: Vec<Value> = skipped
        .map(|check| json!({ "level": "note", "message": { "text": message(check) } }))
        .collect();
    let invocation = json!({
        "executionSuccessful": is_complete,
        "toolExecutionNotifications": notes,
    });
    sarif::log(&rules, &results, &[invocation])
}

fn result(check: &Check, ids: &[&str], part: &Part, file: &str) -> Value {
    let level = match check.verdict {
        Verdict::Failed => "error",
        _ => "warning",
    };
    let start = &part.fingerprint;
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
            "logicalLocations": [{ "fullyQualifiedName": part.name }],
        }],
        // All results have the same location, so only the fingerprint distinguishes them.
        "partialFingerprints": { "primaryLocationLineHash": format!("{start}/{}/{}", check.id, check.name) },
    })
}

fn message(check: &Check) -> String {
    let lines = [check.name.as_str()]
        .into_iter()
        .chain(check.details.iter().map(String::as_str));
    lines.collect::<Vec<_>>().join("\n")
}
