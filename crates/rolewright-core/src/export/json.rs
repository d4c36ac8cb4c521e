//! The JSON export.

use std::collections::BTreeMap;

use serde::Serialize;

use super::model::{Export, ExportedPolicy};
use crate::operation::PolicyType;
use crate::policy::PolicyDocument;
use crate::setup::FORMAT_VERSION;

/// The output of the format `json`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct JsonExport {
    /// Always [`FORMAT_VERSION`].
    pub format_version: String,
    /// Always `export`.
    pub kind: String,
    /// Role.
    pub role: JsonRole,
    /// Custom policies.
    pub policies: Vec<JsonPolicy>,
    /// Policies attached to the role, custom and system.
    pub attachments: Vec<JsonAttachment>,
    /// Tags of the role and of each custom policy.
    pub tags: BTreeMap<String, String>,
}

/// The output of the format `json` for several roles.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct JsonExports {
    /// Always [`FORMAT_VERSION`].
    pub format_version: String,
    /// Always `exports`.
    pub kind: String,
    /// Each role with its policies, in the order of the recipe.
    pub roles: Vec<JsonExport>,
}

/// The role of a [`JsonExport`].
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct JsonRole {
    /// Name.
    pub name: String,
    /// Description.
    pub description: Option<String>,
    /// Maximum session duration in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_session_duration: Option<u32>,
    /// Service that the role is linked to. It defines the trust policy and attaches a policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linked_to: Option<String>,
    /// Trust policy.
    #[cfg_attr(
        feature = "schema",
        schemars(with = "BTreeMap<String, serde_json::Value>")
    )]
    pub trust_policy: PolicyDocument,
}

/// A custom policy of a [`JsonExport`].
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct JsonPolicy {
    /// Name.
    pub name: String,
    /// Description.
    pub description: Option<String>,
    /// Policy document.
    #[cfg_attr(
        feature = "schema",
        schemars(with = "BTreeMap<String, serde_json::Value>")
    )]
    pub document: PolicyDocument,
}

/// An attachment of a [`JsonExport`].
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct JsonAttachment {
    /// `Custom` or `System`.
    pub policy_type: PolicyType,
    /// Policy name.
    pub policy_name: String,
}

pub(super) fn render(exports: &[Export]) -> String {
    let text = match exports {
        [one] => serde_json::to_string_pretty(&JsonExport::from(one)),
        all => serde_json::to_string_pretty(&JsonExports {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "exports".to_owned(),
            roles: all.iter().map(JsonExport::from).collect(),
        }),
    };
    // Can't fail: every key is a string, and serialization does no I/O.
    let mut text = text.unwrap_or_default();
    text.push('\n');
    text
}

impl From<&Export> for JsonExport {
    fn from(export: &Export) -> Self {
        let attachment = |policy: &ExportedPolicy| JsonAttachment {
            policy_type: policy.policy_type(),
            policy_name: policy.name().to_string(),
        };
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "export".to_owned(),
            role: JsonRole {
                name: export.role.to_string(),
                description: export.role_description.clone(),
                max_session_duration: export.max_session_duration,
                linked_to: export.linked_to.clone(),
                trust_policy: export.trust.document().clone(),
            },
            policies: export.policies.iter().filter_map(JsonPolicy::of).collect(),
            attachments: export.policies.iter().map(attachment).collect(),
            tags: export.tags.clone(),
        }
    }
}

impl JsonPolicy {
    fn of(policy: &ExportedPolicy) -> Option<Self> {
        match policy {
            ExportedPolicy::Custom {
                name,
                description,
                document,
            } => Some(Self {
                name: name.to_string(),
                description: description.clone(),
                document: document.clone(),
            }),
            ExportedPolicy::System { .. } => None,
        }
    }
}
