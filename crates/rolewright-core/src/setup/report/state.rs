//! What the account holds, in a report.

use serde::{Deserialize, Serialize};

/// What the account holds of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LiveState {
    /// The role, when there is one.
    pub role: Option<LiveRole>,
    /// The page's policy, when there is one.
    pub policy: Option<LivePolicyState>,
    /// Numbered further policies, where the buckets did not fit in one.
    pub further_policies: Vec<LivePolicyState>,
    /// Every policy that is attached to the role, as `Custom/NAME` or `System/NAME`.
    pub attached: Vec<String>,
}

/// The role as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LiveRole {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// Whom it trusts, in words.
    pub trusts: Vec<String>,
    /// Its trust policy.
    pub trust_policy: serde_json::Value,
}

/// The policy as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LivePolicyState {
    /// Its name.
    pub name: String,
    /// The version in force.
    pub default_version: String,
    /// The published form that it has, for example `revision d of the page`; none when it is
    /// somebody's own.
    pub revision: Option<String>,
    /// The size of its document, in bytes.
    pub bytes: usize,
    /// What it grants something on, for example bucket names.
    pub subjects: Vec<String>,
    /// Its document.
    pub document: serde_json::Value,
}
