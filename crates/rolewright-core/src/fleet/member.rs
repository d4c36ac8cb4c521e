//! An account in an inventory.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::input::Texts;
use crate::name::{AccountId, RoleName};

/// An account of a fleet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct MemberAccount {
    /// Account id.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: AccountId,
    /// Name, for reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Role to assume.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleName>,
    /// External id to assume the role with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Regions, for each parameter of this kind that is not set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regions: Option<Vec<String>>,
    /// Principals that Container Registry's role trusts, instead of the service: `service`,
    /// `account:current`, `account:ID`, `user:NAME`, `user:ID/NAME`, `role:NAME` or `role:ID/NAME`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust: Option<Vec<String>>,
    /// Revision of Container Registry's documented trust and policy, for example `2026-03`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// Tags, to select accounts by.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
    /// Variables for the values of parameters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub vars: BTreeMap<String, String>,
    /// Parameters of the recipe by name, each with one value or a list.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, Texts>,
}

impl MemberAccount {
    /// Creates an account that only has the defaults.
    #[must_use]
    pub fn new(id: AccountId) -> Self {
        Self {
            id,
            name: None,
            role: None,
            external_id: None,
            regions: None,
            trust: None,
            revision: None,
            tags: BTreeMap::new(),
            vars: BTreeMap::new(),
            parameters: BTreeMap::new(),
        }
    }
}
