//! The keys of a recipe file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A recipe as a TOML file describes it: the roles that a service needs, with trust, policies and
/// required accesses.
///
/// Texts of roles may contain parameters, for example `acs:oss:*:*:{bucket}/*`. `{account}` is the
/// id of the current account. A text with a parameter of several values is expanded to one text for each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RecipeFile {
    /// Id, for example `log/oss-shipping`: lower-case words of letters, digits and hyphens, with
    /// slashes between them.
    pub id: String,
    /// What the roles are for, as a short phrase.
    pub title: String,
    /// Display name of the service that assumes the roles, for example `Simple Log Service`.
    pub service: String,
    /// Page that documents the roles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<Page>,
    /// Error codes of the service when a role is missing or wrong; recipes are found by them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<String>,
    /// Parameters by name.
    #[serde(
        default,
        rename = "parameter",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub parameters: BTreeMap<String, Parameter>,
    /// Further roles, by the id of a built-in recipe, a service role or a service-linked role.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// Roles.
    #[serde(default, rename = "role", skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<RoleTable>,
    /// Requirements that can't be checked, and rules without a source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assumed: Vec<Assumption>,
}

/// A documentation page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Page {
    /// Address, or the title of the page.
    pub source: String,
    /// Date of the page, as `YYYY-MM` or `YYYY-MM-DD`.
    pub date: String,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Parameter {
    /// What the value is.
    pub kind: ParameterKind,
    /// Meaning, as a short phrase.
    pub description: String,
    /// Whether several values are allowed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub many: bool,
    /// Whether it may be left out. Texts that contain it are left out with it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// Value if none is given; may be `{account}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
}

/// The kind of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ParameterKind {
    /// An OSS bucket, by name. Existence, owner, region, bucket policy and KMS key are checked.
    Bucket,
    /// An account, by id.
    Account,
    /// A region, for example `cn-hangzhou`. Buckets must be in one of the regions.
    Region,
    /// A KMS key, by id or ARN; the text is its ARN.
    KmsKey,
    /// A name of letters, digits, `.`, `_` and `-`.
    Name,
}

/// A role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RoleTable {
    /// Exact name of the role.
    pub name: String,
    /// Trusted principals: services, for example `ecs.aliyuncs.com`, account ids and RAM ARNs.
    pub trust: Vec<String>,
    /// Source of the trust. Without one, `apply` needs an explicit consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust_source: Option<String>,
    /// Account in which the role is needed; every account if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Description of a new role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Maximum session duration in seconds, from 3,600 to 43,200.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_session_duration: Option<u32>,
    /// What happens without the role, as the end of the sentence "without it, ..".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consequence: Option<String>,
    /// System policies to attach.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub system_policies: Vec<String>,
    /// Custom policy to create and attach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyTable>,
    /// Accesses that the service makes.
    #[serde(default, rename = "access", skip_serializing_if = "Vec::is_empty")]
    pub accesses: Vec<AccessTable>,
    /// Grants that no access needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excess: Vec<Excess>,
}

/// A custom policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct PolicyTable {
    /// Name of the policy.
    pub name: String,
    /// Statements, all with the effect `Allow`.
    #[serde(rename = "statement")]
    pub statements: Vec<StatementTable>,
}

/// A statement that allows actions on resources.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct StatementTable {
    /// Purpose, as a short phrase that begins with a verb.
    pub purpose: String,
    /// Actions, names or patterns.
    pub actions: Vec<String>,
    /// Resources, ARNs or patterns.
    pub resources: Vec<String>,
}

/// Accesses that the service makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct AccessTable {
    /// Purpose, as a short phrase that begins with a verb.
    pub purpose: String,
    /// Actions, without wildcards.
    pub actions: Vec<String>,
    /// Resource; `*` for actions that are not checked on single resources.
    pub resource: String,
}

/// An action that is granted although no access needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Excess {
    /// Action, as in the statement.
    pub action: String,
    /// Reason.
    pub reason: String,
    /// Source of the reason.
    pub source: String,
}

/// A requirement that can't be checked, or a rule without a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Assumption {
    /// The requirement.
    pub text: String,
    /// Why it is assumed.
    pub reason: String,
}
