//! The JSON schemas of `rolewright.toml` and of every JSON output.

use rolewright::export::JsonExport;
use rolewright::setup::{ErrorReport, FORMAT_VERSION, Report};
use rolewright_report::policy::{PolicyAccessDiff, PolicyDiff, PolicyLint, PolicySimulation};
use serde_json::{Value, json};

use super::{ChangeRecord, EmulatorReady, SavedPlan};
use super::{PolicyCases, PolicyFmt};
use crate::config::Config;

/// Everything that has a schema: the `kind` of each JSON output, and `config`.
pub const KINDS: &[&str] = &[
    "config",
    "plan",
    "apply",
    "verify",
    "drift",
    "remove",
    "rollback",
    "destroy",
    "show",
    "saved_plan",
    "change",
    "export",
    "policy_fmt",
    "policy_diff",
    "policy_access_diff",
    "policy_lint",
    "policy_simulation",
    "policy_cases",
    "emulator",
    "doctor",
    "error",
];

/// The JSON schema of one of [`KINDS`].
#[must_use]
pub fn schema(kind: &str) -> Option<Value> {
    let made = match kind {
        "config" => schemars::schema_for!(Config),
        "saved_plan" => schemars::schema_for!(SavedPlan),
        "change" => schemars::schema_for!(ChangeRecord),
        "export" => schemars::schema_for!(JsonExport),
        "policy_fmt" => schemars::schema_for!(PolicyFmt),
        "policy_diff" => schemars::schema_for!(PolicyDiff),
        "policy_access_diff" => schemars::schema_for!(PolicyAccessDiff),
        "policy_lint" => schemars::schema_for!(PolicyLint),
        "policy_simulation" => schemars::schema_for!(PolicySimulation),
        "policy_cases" => schemars::schema_for!(PolicyCases),
        "emulator" => schemars::schema_for!(EmulatorReady),
        "doctor" => schemars::schema_for!(rolewright::doctor::DoctorReport),
        "error" => schemars::schema_for!(ErrorReport),
        report if KINDS.contains(&report) => schemars::schema_for!(Report),
        _ => return None,
    };
    let mut schema: Value = made.into();
    if kind != "config"
        && let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut)
    {
        properties.insert("kind".into(), json!({ "const": kind }));
        properties.insert("format_version".into(), json!({ "const": FORMAT_VERSION }));
    }
    if let Some(top) = schema.as_object_mut() {
        top.insert("title".into(), kind.into());
    }
    Some(schema)
}
