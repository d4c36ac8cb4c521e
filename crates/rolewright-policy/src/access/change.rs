//! What a comparison tells.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What somebody may do with something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Granted {
    /// It is not allowed, or denied.
    No,
    /// It depends on a condition, or on something else that no policy says.
    Perhaps,
    /// It is allowed, whatever the request sends.
    Yes,
}

/// Actions on resources that are granted otherwise than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AccessChange"))]
pub struct AccessChange {
    /// What was granted before.
    pub before: Granted,
    /// What is granted now. Where both are `perhaps`, it depends on something else than before.
    pub after: Granted,
    /// The actions, as names or patterns.
    pub actions: Vec<String>,
    /// The resources, as a pattern.
    pub resource: String,
    /// What the two above stand for too, and is granted as before.
    pub except: Vec<AccessException>,
}

/// Actions on resources of which nothing changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AccessException"))]
pub struct AccessException {
    /// The actions, as names or patterns.
    pub actions: Vec<String>,
    /// The resources, as a pattern.
    pub resource: String,
}

/// What is granted otherwise than before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccessDiff {
    /// What changes; none when the same is granted.
    pub changes: Vec<AccessChange>,
    /// What was not told apart; none when the answer is exact.
    pub notes: Vec<String>,
}

impl AccessDiff {
    /// Whether the same is granted for sure.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.changes.is_empty() && self.notes.is_empty()
    }

    /// Whether something is granted that was not, or under fewer conditions.
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
            Self::Perhaps => "granted under a condition",
            Self::Yes => "granted",
        })
    }
}
