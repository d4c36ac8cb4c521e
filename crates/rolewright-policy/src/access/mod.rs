//! The difference in access between two sets of policies, per action and resource.
//!
//! The evaluator decides for each action or action pattern, on each resource pattern and on each
//! overlap of two of them, with a sample name that matches no narrower pattern. The changes found
//! are then compared with an automaton of all patterns, which reaches every combination of
//! statements that a text can match, and what is missing is added by name: narrowing a Deny from
//! `logs*` to `logs?*` opens the bucket `logs`. The result is exact, except for
//! [`AccessDiff::notes`].
//!
//! An action of the [catalogue](crate::Catalogue) is compared on the resources that it is checked
//! on, any other action on every ARN. Regions and accounts are not empty, except that RAM, STS, IMS
//! and Resource Management have no regions. Conditions are equal when their canonical texts are.

mod actions;
mod automaton;
mod cells;
mod change;
mod exact;
mod explore;
mod region;
mod reported;
mod resources;
mod side;
mod terms;
#[cfg(test)]
mod tests;
mod universe;

use explore::{Budget, TOO_LARGE};
use side::Side;

use crate::model::PolicyDocument;

pub use change::{AccessChange, AccessDiff, AccessException, Granted};

/// Compares what the policies of `before` and `after` grant. The policies of one side are evaluated
/// together, including Deny statements.
///
/// Takes a fraction of a second for documents within RAM's size quota. For larger ones, not every
/// resource is compared; the notes say so.
///
/// ```
/// use rolewright_policy::access::{Granted, compare};
/// use rolewright_policy::{PolicyDocument, Statement};
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
    let sides = [before, after].map(Side::new);
    let statements: Vec<_> = sides.iter().flat_map(Side::statements).collect();
    let mut budget = Budget::default();
    let Ok(actions) = actions::asked(&statements, &mut budget) else {
        return AccessDiff {
            changes: Vec::new(),
            notes: vec![TOO_LARGE.to_owned()],
        };
    };
    let mut notes = Vec::new();
    let resources = resources::asked(&statements, &mut notes);
    let changes = cells::changes(&actions, &resources, &sides, &mut budget, &mut notes);
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
