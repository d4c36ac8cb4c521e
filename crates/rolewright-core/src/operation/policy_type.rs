//! Who wrote a policy.

use serde::{Deserialize, Serialize};

/// Whether the customer or Alibaba Cloud wrote a policy.
///
/// A type that is neither is kept as it is, because the service judges it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PolicyType {
    /// Written by the customer.
    #[default]
    Custom,
    /// Written by Alibaba Cloud; can be attached but not changed.
    System,
    /// Neither of the two.
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
