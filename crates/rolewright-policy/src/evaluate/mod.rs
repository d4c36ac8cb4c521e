//! Evaluates policies: whether they allow a request, which statement decides, and why.
//!
//! Every input has a decision, in time bounded by its size. The layers are evaluated in the
//! documented order: control policies, session policy, then identity policies together with the
//! resource's policy. Undocumented cases are not guessed: they count against the request, and
//! [`Decision::undecided`] lists them.
//!
//! ```
//! use rolewright_policy::evaluate::{Layer, PolicySet, Request, Verdict};
//! use rolewright_policy::{PolicyDocument, Statement};
//!
//! let read = Statement::allow(["oss:Get*"]).on(["acs:oss:*:*:my-images/*"]);
//! let keep = Statement::deny(["oss:*"]).on(["acs:oss:*:*:my-images/private/*"]);
//! let session = PolicyDocument::new([Statement::allow(["oss:*"]).on(["*"])]);
//! let policies = PolicySet::new()
//!     .identity("images", &PolicyDocument::new([read, keep]))
//!     .session("session", &session);
//!
//! let decision = policies.decide(&Request::new("oss:GetObject", "acs:oss:*:42:my-images/private/a"));
//! assert_eq!(decision.verdict, Verdict::ExplicitDeny);
//! assert_eq!(decision.layer, Layer::AccountLevelIdentityBasedPolicy);
//! assert_eq!(decision.statement.unwrap().to_string(), "statement 2 of images");
//! ```

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
mod resources;
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
pub(crate) use resource::{GLOBAL, loosely};
pub use rules::{MissingKey, Rules};
pub use set::PolicySet;

#[cfg(test)]
mod tests;
