//! The set-up engine: it says what to do next and never does anything itself.
//!
//! A crash, a lost answer, a stale read, a race, a retry and a cancellation are all the same case:
//! read again, ask next. [`Setup::next`] is pure; [`driver::run`] is the one loop that feeds it.

pub mod driver;
mod goal;
mod grants;
mod observe;
mod operator_policy;
mod options;
mod plan;
mod reconcile;
mod report;
mod retry;
mod snapshot;
mod verify;

pub use goal::Goal;
pub use observe::{LivePolicy, Observed, PolicyKey, Seen};
pub use operator_policy::{Rights, operator_calls, operator_policy};
pub use options::{Approved, Exact, Options};
pub(crate) use plan::change::{ROLE_DESCRIPTION, policy_description};
pub use plan::managed_policies::documents;
pub use reconcile::{Setup, Step};
pub use report::{
    Cause, Change, DiffLine, ErrorReport, FORMAT_VERSION, Finding, Level, LivePolicyState,
    LiveRole, LiveState, Outcome, Problem, Report, Requirement, Sign, Standing,
};
pub use retry::Patience;
