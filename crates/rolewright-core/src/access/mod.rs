//! What two sets of policies let somebody do, compared action by action and resource by resource.
//!
//! Everything that the patterns of both sets and the [catalogue](crate::policy::Catalogue) tell
//! apart is asked of the evaluator once: each action or pattern of actions, on each pattern of
//! resources and on what two of them have in common, by a made-up name that fits nothing narrower.
//! That is exact, but for what [`AccessDiff::notes`] says.

mod actions;
mod cells;
mod region;
mod resources;

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::policy::PolicyDocument;

/// What somebody may do with something.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "AccessChange")]
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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "AccessException")]
pub struct AccessException {
    /// The actions, as names or patterns.
    pub actions: Vec<String>,
    /// The resources, as a pattern.
    pub resource: String,
}

/// What is granted otherwise than before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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

/// What the policies of `after` grant that those of `before` don't, and the other way round. The
/// policies of a side are taken as attached together; a Deny counts.
///
/// Takes a fraction of a second for documents of the size that RAM takes. Of larger ones not every
/// resource is looked at, which is noted.
///
/// ```
/// use rolewright_core::access::{Granted, compare};
/// use rolewright_core::policy::{PolicyDocument, Statement};
///
/// let read = PolicyDocument::new([Statement::allow(["oss:Get*"]).on(["acs:oss:*:*:my-images/*"])]);
/// let all = PolicyDocument::new([Statement::allow(["oss:*"]).on(["acs:oss:*:*:my-images/*"])]);
/// let difference = compare(&[&read], &[&all]);
/// let change = &difference.changes[0];
/// assert_eq!((change.before, change.after), (Granted::No, Granted::Yes));
/// assert_eq!((change.actions[0].as_str(), change.resource.as_str()), ("oss:*", "acs:oss:*:*:my-images/*"));
/// assert_eq!(change.except[0].actions, ["oss:Get*"]);
/// ```
#[must_use]
pub fn compare(before: &[&PolicyDocument], after: &[&PolicyDocument]) -> AccessDiff {
    if same(before, after) {
        return AccessDiff::default();
    }
    let sides = [before, after];
    let statements: Vec<_> = sides
        .iter()
        .flat_map(|side| side.iter().flat_map(|document| document.statements()))
        .collect();
    let mut notes = Vec::new();
    let actions = actions::asked(&statements, &mut notes);
    let resources = resources::asked(&statements, &mut notes);
    let changes = cells::changes(&actions, &resources, sides, &mut notes);
    AccessDiff { changes, notes }
}

fn same(before: &[&PolicyDocument], after: &[&PolicyDocument]) -> bool {
    let sorted = |side: &[&PolicyDocument]| {
        let mut texts: Vec<_> = side
            .iter()
            .map(|document| document.to_canonical())
            .collect();
        texts.sort();
        texts.dedup();
        texts
    };
    sorted(before) == sorted(after)
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

#[cfg(test)]
mod tests;
