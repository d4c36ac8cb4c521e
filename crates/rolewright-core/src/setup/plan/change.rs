//! A change of a plan.

use crate::error::Error;
use crate::operation::Operation;
use crate::provider::Call;
use crate::recipe::Recipe;
use crate::setup::report::Change;

/// What a plan needs.
pub(crate) enum Need {
    /// The lists of versions of these policies have to be read before more can be said.
    Versions(Vec<String>),
    /// These have to be done, in order; none when all is as wanted.
    Changes(Vec<Change>),
    /// A policy has all the versions that it can have, and none that can be deleted, so that the
    /// change can't be made.
    Room { error: Error, change: Box<Change> },
}

/// What a role that is made here says of itself.
pub(crate) const ROLE_DESCRIPTION: &str = "Made by rolewright";

/// What a policy that is made here says of itself.
pub(crate) fn policy_description(recipe: &dyn Recipe) -> String {
    format!("Made by rolewright for {}", recipe.name())
}

/// A change that needs nothing else first and was not carried out.
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
