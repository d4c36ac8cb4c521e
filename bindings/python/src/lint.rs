//! The linter for policy documents.

use std::time::Duration;

use pyo3::prelude::*;
use rolewright::lint::{self as linter, Kind, LintFinding, LintOptions, Suppression};
use serde_json::Value;

use crate::convert::{texts, to_python};
use crate::engine::account;
use crate::error::{invalid, or_raise, unlocked};
use crate::policy::text_of;

/// The parsed arguments.
struct LintArguments {
    text: String,
    options: LintOptions,
    accepted: Vec<Suppression>,
}

/// Lints a document; returns the findings as a list of dicts.
#[pyfunction]
#[pyo3(signature = (document, *, kind, account, allow, for_resource_group, quota))]
pub(crate) fn lint<'py>(
    py: Python<'py>,
    document: &Bound<'_, PyAny>,
    kind: Option<&str>,
    account: Option<&Bound<'_, PyAny>>,
    allow: &Bound<'_, PyAny>,
    for_resource_group: bool,
    quota: Option<usize>,
) -> PyResult<Bound<'py, PyAny>> {
    let arguments = arguments(document, kind, account, allow, for_resource_group, quota)?;
    let findings = unlocked(py, || {
        let findings = linter::lint(&arguments.text, &arguments.options);
        linter::suppress(findings, &arguments.accepted).findings
    })?;
    to_python(py, &findings)
}

/// Fixes a document without changing a decision; returns a dict.
#[pyfunction]
#[pyo3(signature = (document, *, kind, account, allow, for_resource_group, quota))]
pub(crate) fn lint_fix<'py>(
    py: Python<'py>,
    document: &Bound<'_, PyAny>,
    kind: Option<&str>,
    account: Option<&Bound<'_, PyAny>>,
    allow: &Bound<'_, PyAny>,
    for_resource_group: bool,
    quota: Option<usize>,
) -> PyResult<Bound<'py, PyAny>> {
    let arguments = arguments(document, kind, account, allow, for_resource_group, quota)?;
    let fixed = unlocked(py, || {
        let open =
            |findings: Vec<LintFinding>| linter::suppress(findings, &arguments.accepted).findings;
        let is_open = |finding: &LintFinding| !open(vec![finding.clone()]).is_empty();
        let mut fixed = linter::fix(&arguments.text, &arguments.options, is_open);
        fixed.left = open(fixed.left);
        fixed
    })?;
    to_python(py, &fixed)
}

fn arguments(
    document: &Bound<'_, PyAny>,
    kind: Option<&str>,
    account: Option<&Bound<'_, PyAny>>,
    allow: &Bound<'_, PyAny>,
    for_resource_group: bool,
    quota: Option<usize>,
) -> PyResult<LintArguments> {
    let py = document.py();
    let accepted = texts("allow", allow)?;
    let accepted = accepted
        .iter()
        .map(|one| or_raise(py, one.parse::<Suppression>()));
    Ok(LintArguments {
        text: text_of("document", document)?,
        options: LintOptions {
            kind: kind.map(|kind| self::kind(py, kind)).transpose()?,
            account: self::account(py, account)?,
            now: Duration::try_from(
                jiff::Timestamp::now().duration_since(jiff::Timestamp::UNIX_EPOCH),
            )
            .ok(),
            for_resource_group,
            quota,
            ..LintOptions::default()
        },
        accepted: accepted.collect::<PyResult<_>>()?,
    })
}

fn kind(py: Python<'_>, name: &str) -> PyResult<Kind> {
    serde_json::from_value(Value::from(name)).map_err(|_| {
        let shown = rolewright::text::excerpt(name, 40);
        let known = "identity, trust, control, session";
        invalid(
            py,
            format!("unknown kind of document `{shown}`; available are {known}"),
        )
    })
}
