//! What two sets of policies let somebody do, compared action by action and resource by resource.
//!
//! Everything that the patterns of both sets and the [catalogue](crate::Catalogue) tell
//! apart is asked of the evaluator once: each action or pattern of actions, on each pattern of
//! resources and on what two of them have in common, by a made-up name that fits nothing narrower.
//! That is exact, but for what [`AccessDiff::notes`] says.

mod actions;
mod cells;
mod change;
mod region;
mod resources;
#[cfg(test)]
mod tests;

use crate::model::PolicyDocument;

pub use change::{AccessChange, AccessDiff, AccessException, Granted};

/// What the policies of `after` grant that those of `before` don't, and the other way round. The
/// policies of a side are taken as attached together; a Deny counts.
///
/// Takes a fraction of a second for documents of the size that RAM takes. Of larger ones not every
/// resource is looked at, which is noted.
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
