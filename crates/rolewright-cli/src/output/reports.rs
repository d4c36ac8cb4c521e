//! The reports of several roles.

use rolewright::error::FORMAT_VERSION;
use rolewright::fleet::RoleReport;
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
    pub roles: Vec<RoleReport>,
}

impl Reports {
    pub(crate) fn of(ended: &[(RoleName, Result<Report, Error>)]) -> Self {
        let roles = ended
            .iter()
            .map(|(role, result)| RoleReport::new(role, result));
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "reports".to_owned(),
            roles: roles.collect(),
        }
    }
}
