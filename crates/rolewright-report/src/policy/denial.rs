//! The result of `policy explain-denied`.

use rolewright_core::denial::DeniedCall;
use rolewright_core::setup::FORMAT_VERSION;
use serde::Serialize;

/// The JSON object that `policy explain-denied` prints.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PolicyDenial {
    /// The version of the format.
    pub format_version: String,
    /// Always `policy_denial`.
    pub kind: String,
    /// The denied call.
    #[serde(flatten)]
    pub denied: DeniedCall,
}

impl From<DeniedCall> for PolicyDenial {
    fn from(denied: DeniedCall) -> Self {
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "policy_denial".to_owned(),
            denied,
        }
    }
}
