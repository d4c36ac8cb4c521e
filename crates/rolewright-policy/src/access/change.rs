//! The result of a comparison.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Access to an action on a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Granted {
    /// Not granted: not allowed, or denied.
    No,
    /// Granted conditionally: depends on a condition, or is undecided.
    Perhaps,
    /// Granted unconditionally.
    Yes,
}

/// A change in access.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AccessChange"))]
#[non_exhaustive]
pub struct AccessChange {
    /// Access before.
    pub before: Granted,
    /// Access after. When both are `perhaps`, the condition changed.
    pub after: Granted,
    /// The actions, as names or patterns.
    pub actions: Vec<String>,
    /// The resources, as a pattern.
    pub resource: String,
    /// Exceptions: matching actions and resources with unchanged access.
    pub except: Vec<AccessException>,
}

/// Actions on resources with unchanged access.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AccessException"))]
#[non_exhaustive]
pub struct AccessException {
    /// The actions, as names or patterns.
    pub actions: Vec<String>,
    /// The resources, as a pattern.
    pub resource: String,
}

/// The difference in access.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AccessDiff {
    /// Changes; empty when the access is equal.
    pub changes: Vec<AccessChange>,
    /// What was not compared exactly; empty when the result is exact.
    pub notes: Vec<String>,
}

impl AccessDiff {
    /// Whether the access is certainly equal.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.changes.is_empty() && self.notes.is_empty()
    }

    /// Whether access is added, or granted under fewer conditions.
    #[must_use]
    pub fn grants_more(&self) -> bool {
        self.changes
            .iter()
            .any(|change| change.after > change.before)
    }
}

impl fmt::Display for Granted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::No => "not granted",
            Self::Perhaps => "granted conditionally",
            Self::Yes => "granted",
        })
    }
}
