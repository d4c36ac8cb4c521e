//! The set-up engine. It decides the next step and makes no calls itself.
//!
//! A crash, a lost reply, a stale read, a race, a retry and a cancellation are handled alike:
//! re-read, then decide again. [`Setup::next`] is pure; [`driver::run`] is the loop that drives it.
//!
//! Most programs use `rolewright::setup` or `rolewright::run`. A program with its own loop asks for
//! each step:
//!
//! ```
//! use std::sync::Arc;
//! use std::time::Duration;
//!
//! use rolewright_core::recipe::container_registry::custom_bucket;
//! use rolewright_core::setup::{Goal, Setup, Step};
//! use rolewright_core::{BucketName, ProviderInfo};
//!
//! let recipe = Arc::new(custom_bucket([BucketName::new("my-images")?])?);
//! let provider = ProviderInfo::new("mine", "ram.example.com");
//! let mut setup = Setup::new(recipe, Goal::Plan, provider);
//! let observed = setup.observe();
//! // Nothing is known yet, so the first step reads: these queries can be made concurrently.
//! let Step::Read(queries) = setup.next(&observed, Duration::ZERO) else {
//!     panic!("the first step reads");
//! };
//! let actions: Vec<_> = queries.iter().map(|query| query.action()).collect();
//! assert_eq!(actions, ["GetCallerIdentity", "GetRole", "GetPolicy", "ListPoliciesForRole"]);
//! # Ok::<(), rolewright_core::Error>(())
//! ```

mod accept;
mod danger;
mod desired;
pub mod driver;
pub(crate) mod goal;
mod grants;
pub(crate) mod observe;
mod operator_policy;
mod options;
mod plan;
pub(crate) mod query;
mod reconcile;
pub(crate) mod report;
mod retry;
mod session_policy;
mod snapshot;
pub(crate) mod verify;

pub use crate::error::{ErrorReport, FORMAT_VERSION, Problem};
pub use accept::Accept;
pub use goal::{Goal, ReportKind};
pub use observe::{Answers, LivePolicy, Observed, PolicyKey, Seen};
pub use operator_policy::{
    Rights, operator_calls, operator_policy, operator_policy_of, regions_of,
};
pub use options::{Approved, Exact, Options};
pub(crate) use plan::change::{ROLE_DESCRIPTION, policy_description};
pub use plan::managed_policies::documents;
pub(crate) use plan::tags::with_tool_tag;
pub use query::Query;
pub use reconcile::{Setup, Step};
pub use report::{
    Cause, CauseId, Change, DiffLine, Finding, FindingId, Level, LivePolicyState, LiveRole,
    LiveState, Outcome, Report, Requirement, RequirementId, Sign, Status,
};
pub use retry::RetryPolicy;
pub use session_policy::session_policy;
