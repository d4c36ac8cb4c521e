//! The reports of several roles.

use rolewright::error::{FORMAT_VERSION, Problem};
use rolewright::setup::Report;
use rolewright::{Error, RoleName};
use serde::Serialize;

/// The results of a run for several roles.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Reports {
    /// Version of the format.
    pub format_version: String,
    /// Always `reports`.
    pub kind: String,
    /// Roles, in the order of the recipe.
    pub roles: Vec<RoleResult>,
}

/// The result for a role: a report, or an error.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct RoleResult {
    /// Name of the role.
    pub role: String,
    /// Report.
    pub report: Option<Report>,
    /// Error that stopped the run before any change.
    pub error: Option<Problem>,
}

impl Reports {
    pub(crate) fn of(ended: &[(RoleName, Result<Report, Error>)]) -> Self {
        let roles = ended.iter().map(|(role, result)| RoleResult {
            role: role.to_string(),
            report: result.as_ref().ok().cloned(),
            error: result.as_ref().err().map(Problem::from),
        });
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "reports".to_owned(),
            roles: roles.collect(),
        }
    }
}
