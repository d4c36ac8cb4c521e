//! A report as SARIF 2.1.0, for code scanners.

use std::collections::BTreeSet;

use rolewright_core::fleet::RoleReport;
use rolewright_core::remedy::Terms;
use rolewright_core::setup::{Level, Report};
use serde_json::{Value, json};

use super::checks::{Check, Verdict, checks, checks_of};
use super::summary::{display_word, unknown_hosts};
use crate::sarif;

/// Renders the failed and inconclusive checks, the warnings and the unmanaged parts as results in `file`, the
/// configuration with the desired state. A check that was not checked, and any other finding, is a
/// notification. A finding is an error if it is drift or of at least the level `fail_on`.
#[must_use]
pub fn sarif(report: &Report, file: &str, fail_on: Option<Level>, terms: &dyn Terms) -> Value {
    let part = Part {
        checks: checks(report, fail_on, terms),
        fingerprint: report.account.clone(),
        name: format!("{}/{}", report.account, report.recipe),
        hosts: unknown_hosts(&report.provider),
    };
    let is_complete = report.error.is_none();
    of_parts(&[part], &display_word(report.kind), is_complete, file)
}

/// Renders the reports of several roles, as [`sarif`] for one.
#[must_use]
pub fn roles_sarif(
    roles: &[RoleReport],
    file: &str,
    fail_on: Option<Level>,
    terms: &dyn Terms,
) -> Value {
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
            checks: checks_of(role, fail_on, terms),
            fingerprint: name.clone(),
            name,
            hosts: report.map_or_else(Vec::new, |report| unknown_hosts(&report.provider)),
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
    /// The hosts that are not in the table of endpoints.
    hosts: Vec<String>,
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
        let checks = part.checks.iter();
        checks.filter_map(|check| Some(result(check, level(check.verdict)?, &ids, part, file)))
    });
    let results: Vec<Value> = results.collect();
    let notes = all().filter(|check| matches!(check.verdict, Verdict::Skipped | Verdict::Noted));
    let notes: Vec<Value> = notes
        .map(|check| json!({ "level": "note", "message": { "text": message(check) } }))
        .collect();
    let hosts: BTreeSet<_> = parts.iter().flat_map(|part| &part.hosts).collect();
    let mut invocation = json!({
        "executionSuccessful": is_complete,
        "toolExecutionNotifications": notes,
    });
    if let Some(fields) = invocation.as_object_mut().filter(|_| !hosts.is_empty()) {
        fields.insert("properties".into(), json!({ "unknown_hosts": hosts }));
    }
    sarif::log(&rules, &results, &[invocation])
}

/// The level of a result; `None` for what is none.
fn level(verdict: Verdict) -> Option<&'static str> {
    Some(match verdict {
        Verdict::Failed => "error",
        Verdict::Error | Verdict::Found(Level::Warning) => "warning",
        Verdict::Found(Level::Info) => "note",
        Verdict::Passed | Verdict::Skipped | Verdict::Noted => return None,
    })
}

fn result(check: &Check, level: &str, ids: &[&str], part: &Part, file: &str) -> Value {
    let start = &part.fingerprint;
    let mut result = json!({
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
    });
    if let (Some(fields), Some(reason)) = (result.as_object_mut(), &check.accepted) {
        let accepted = json!([{ "kind": "external", "justification": reason }]);
        fields.insert("suppressions".into(), accepted);
    }
    result
}

/// The name and the details; the name of a finding is its first detail.
fn message(check: &Check) -> String {
    let name = Some(&check.name).filter(|name| check.details.first() != Some(name));
    let lines = name.into_iter().chain(&check.details);
    lines.map(String::as_str).collect::<Vec<_>>().join("\n")
}
