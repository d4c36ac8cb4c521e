//! The live state, in a report.

use serde::{Deserialize, Serialize};

/// The live state of the set-up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LiveState {
    /// The role, if it exists.
    pub role: Option<LiveRole>,
    /// The recipe's policy, if it exists.
    pub policy: Option<LivePolicyState>,
    /// The numbered policies, if the buckets don't fit in one document.
    pub further_policies: Vec<LivePolicyState>,
    /// The policies attached to the role, as `Custom/NAME` or `System/NAME`.
    pub attached: Vec<String>,
}

/// The live role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LiveRole {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// The principals that it trusts, as text.
    pub trusts: Vec<String>,
    /// Its trust policy.
    pub trust_policy: serde_json::Value,
}

/// A live policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LivePolicyState {
    /// Its name.
    pub name: String,
    /// The default version.
    pub default_version: String,
    /// The published revision that it matches, if any.
    pub revision: Option<String>,
    /// The size of its document, in bytes.
    pub bytes: usize,
    /// The subjects of its grants, for example bucket names.
    pub subjects: Vec<String>,
    /// Its document.
    pub document: serde_json::Value,
}
