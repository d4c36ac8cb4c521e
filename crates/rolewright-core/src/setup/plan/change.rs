//! The changes of a plan.

use crate::error::Error;
use crate::operation::Operation;
use crate::provider::Call;
use crate::recipe::Recipe;
use crate::setup::report::Change;

/// The result of planning.
pub(crate) enum Need {
    /// The versions of these policies have to be read first.
    Versions(Vec<String>),
    /// The changes, in order; empty if the account matches the desired state.
    Changes(Vec<Change>),
    /// A change can't be made: the policy has the maximum number of versions, and none can be
    /// deleted.
    NoVersionSlot { error: Error, change: Box<Change> },
}

/// The description of a role that the engine creates.
pub(crate) const ROLE_DESCRIPTION: &str = "Made by rolewright";

/// Returns the description of a policy that the engine creates.
pub(crate) fn policy_description(recipe: &dyn Recipe) -> String {
    format!("Made by rolewright for {}", recipe.name())
}

/// Returns a change that depends on nothing and was not made yet.
pub(crate) fn change<O: Operation>(summary: String, operation: &O) -> Change {
    Change {
        summary,
        lines: Vec::new(),
        document: Vec::new(),
        before: None,
        call: Call::of(operation),
        done: false,
        ready: true,
    }
}
