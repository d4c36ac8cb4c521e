//! Whether policies allow a request, which statement decides, and why.
//!
//! Total: every input has a decision, in time that is bounded by its size. The layers stand in the
//! documented order: control policies, session policy, then identity policies beside the policy of
//! the resource. What no page documents is not guessed: it counts against the request, and the
//! decision says what it depends on ([`Decision::undecided`]).

mod case;
mod condition;
mod decision;
mod explain;
mod family;
mod operator;
mod part;
mod principal;
mod request;
mod resource;
mod rules;
mod set;
mod statement;
mod unit;
mod value;
mod wording;

pub use case::Case;
pub use decision::{Decision, Layer, StatementRef, Undecided, Verdict};
pub use explain::{Explanation, Traced, TracedOutcome, TracedPart};
pub(crate) use family::{Family, OPERATORS, could_hold, family, is_in_form};
pub use request::{Caller, Context, Request, Stars};
pub use resource::meets;
pub use rules::{MissingKey, Rules};
pub use set::PolicySet;

#[cfg(test)]
mod tests;
