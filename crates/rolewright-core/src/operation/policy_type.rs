//! Policy types.

use serde::{Deserialize, Serialize};

/// The type of a policy: managed by the customer or by Alibaba Cloud.
///
/// Other values are kept, because the service validates them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PolicyType {
    /// Created by the customer.
    #[default]
    Custom,
    /// Created by Alibaba Cloud; can be attached but not changed.
    System,
    /// Any other value.
    #[serde(untagged)]
    Other(String),
}

impl std::fmt::Display for PolicyType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Custom => "Custom",
            Self::System => "System",
            Self::Other(other) => other,
        })
    }
}

impl crate::operation::Field for PolicyType {}
