//! The JSON schemas of `rolewright.toml` and of every JSON output.
//!
//! `cargo xtask codegen` generates them from the structs, and they are included as files, so that the
//! program needs no code to generate them. A new kind starts with an empty file.

macro_rules! published {
    ($($kind:literal)*) => {
        /// The names of all schemas: the `kind` of each JSON output, and `config`, `recipe_file` and `fleet_file`.
        pub const KINDS: &[&str] = &[$($kind),*];

        /// Returns the published JSON schema of one of [`KINDS`], as text.
        #[must_use]
        pub fn schema(kind: &str) -> Option<&'static str> {
            Some(match kind {
                $($kind => include_str!(concat!("../../schemas/", $kind, ".json")),)*
                _ => return None,
            })
        }
    };
}

published! {
    "config" "plan" "apply" "verify" "drift" "remove" "rollback" "destroy" "show" "reports" "fleet" "fleet_run" "account_report" "saved_plan" "change" "export" "exports" "policy_fmt" "policy_diff" "policy_access_diff" "policy_lint" "policy_simulation" "policy_denial" "policy_cases" "recipe_file" "fleet_file" "recipes" "recipe" "recipe_check" "emulator" "doctor" "evidence" "version" "error"
}

/// Generates the JSON schema of one of [`KINDS`] from its struct.
#[cfg(feature = "schema")]
#[must_use]
pub fn generate_schema(kind: &str) -> Option<serde_json::Value> {
    use rolewright::export::{JsonExport, JsonExports};
    use rolewright::setup::{ErrorReport, FORMAT_VERSION, Report};
    use rolewright_report::policy::{
        PolicyAccessDiff, PolicyDenial, PolicyDiff, PolicyLint, PolicySimulation,
    };
    use serde_json::{Value, json};

    use super::change_record::ChangeRecord;
    use super::{
        EmulatorReady, PolicyCases, PolicyFmt, RecipeCheck, RecipeDetail, RecipeList, Reports,
        SavedPlan, VersionInfo,
    };
    use crate::config::Config;
    use crate::fleet::RunFile;

    let made = match kind {
        "config" => schemars::schema_for!(Config),
        "reports" => schemars::schema_for!(Reports),
        "fleet" => schemars::schema_for!(rolewright::fleet::FleetReport),
        "fleet_file" => schemars::schema_for!(rolewright::fleet::Inventory),
        "fleet_run" => schemars::schema_for!(RunFile),
        "account_report" => schemars::schema_for!(rolewright::fleet::AccountReport),
        "saved_plan" => schemars::schema_for!(SavedPlan),
        "change" => schemars::schema_for!(ChangeRecord),
        "export" => schemars::schema_for!(JsonExport),
        "exports" => schemars::schema_for!(JsonExports),
        "policy_fmt" => schemars::schema_for!(PolicyFmt),
        "policy_diff" => schemars::schema_for!(PolicyDiff),
        "policy_access_diff" => schemars::schema_for!(PolicyAccessDiff),
        "policy_lint" => schemars::schema_for!(PolicyLint),
        "policy_simulation" => schemars::schema_for!(PolicySimulation),
        "policy_denial" => schemars::schema_for!(PolicyDenial),
        "policy_cases" => schemars::schema_for!(PolicyCases),
        "recipe_file" => schemars::schema_for!(rolewright::recipe::file::RecipeFile),
        "recipes" => schemars::schema_for!(RecipeList),
        "recipe" => schemars::schema_for!(RecipeDetail),
        "recipe_check" => schemars::schema_for!(RecipeCheck),
        "emulator" => schemars::schema_for!(EmulatorReady),
        "doctor" => schemars::schema_for!(rolewright::doctor::DoctorReport),
        "evidence" => schemars::schema_for!(rolewright::evidence::EvidenceReport),
        "version" => schemars::schema_for!(VersionInfo),
        "error" => schemars::schema_for!(ErrorReport),
        report if KINDS.contains(&report) => schemars::schema_for!(Report),
        _ => return None,
    };
    let mut schema: Value = made.into();
    if !matches!(kind, "config" | "recipe_file" | "fleet_file")
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
