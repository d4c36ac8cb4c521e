//! The difference in access between two sets of policies, per action and resource.
//!
//! The evaluator decides once for each combination that the patterns of both sets and the
//! [catalogue](crate::Catalogue) distinguish: each action or action pattern, on each resource
//! pattern and on each overlap of two of them, with a sample name that matches no narrower pattern.
//! The result is exact, except for [`AccessDiff::notes`].

mod actions;
mod cells;
mod change;
mod region;
mod resources;
#[cfg(test)]
mod tests;

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
