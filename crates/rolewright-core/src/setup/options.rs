//! Options of a run.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Accept, LiveState, Report, RetryPolicy};
use crate::name::AccountId;
use crate::provider::Call;

/// Options of a run, besides its recipe and goal.
///
/// By default the desired state is merged with the live state, and nothing is removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Fail before any write if the caller's account is a different one.
    pub account: Option<AccountId>,
    /// Fail before any write if the changes differ from the approved ones.
    pub approved: Option<Approved>,
    /// The retry policy.
    pub retry: RetryPolicy,
    /// Show what would be revoked, deleted or rolled back, and write nothing.
    pub preview: bool,
    /// The parts that must hold exactly what the recipe defines.
    pub exact: Exact,
    /// Remove over-broad grants: see [`Report::offers`](super::Report::offers).
    pub narrow: bool,
    /// Create numbered policies if the buckets don't fit in one document.
    pub split: bool,
    /// A version that may be deleted, whatever it grants, if the policy has five versions and none
    /// can be deleted otherwise. It applies to one deletion.
    pub delete_version: Option<String>,
    /// Revoke or delete even if a [check](crate::recipe::Check) reports that the role may still be
    /// needed.
    pub force: bool,
    /// Don't accept skipped requirements: one that can be checked and was not makes the outcome
    /// [`Inconclusive`](super::Outcome::Inconclusive).
    pub strict: bool,
    /// Trust principals for which the recipe has no source; see
    /// [`Recipe::assumed_trust`](crate::recipe::Recipe::assumed_trust).
    pub accept_assumed: bool,
    /// Parts of the account that are accepted although they are not desired.
    pub accept: Vec<Accept>,
    /// The current time, for [`Accept::until`]. Default: the service's latest time, if it is known.
    pub now: Option<Timestamp>,
    /// Tags that the role and policy must have; other tags are kept.
    pub tags: BTreeMap<String, String>,
    /// The roles and policies in the state of Terraform, each with its address there, by kind (`role` or
    /// `policy`) and name. Findings name those of the recipe.
    pub terraform: BTreeMap<(String, String), String>,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

/// The parts that must hold exactly what the recipe defines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Exact {
    /// The role's trust policy.
    pub trust: bool,
    /// The policy's document.
    pub policy: bool,
    /// The policies attached to the role.
    pub attachments: bool,
    #[doc(hidden)]
    #[serde(skip)]
    pub __non_exhaustive: (),
}

impl Exact {
    /// Every part.
    pub const ALL: Self = Self {
        trust: true,
        policy: true,
        attachments: true,
        __non_exhaustive: (),
    };
}

/// An approved plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approved {
    /// The calls, in order.
    pub calls: Vec<Call>,
    /// The state of the account when the plan was created, if it must be unchanged too.
    pub state: Option<LiveState>,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

/// Approves the changes of a plan, for the state of the account in it.
impl From<&Report> for Approved {
    fn from(plan: &Report) -> Self {
        let calls = plan.changes.iter().map(|change| change.call.clone());
        Self {
            state: Some(plan.state.clone()),
            ..calls.collect::<Vec<_>>().into()
        }
    }
}

impl From<Vec<Call>> for Approved {
    fn from(calls: Vec<Call>) -> Self {
        Self {
            calls,
            state: None,
            __non_exhaustive: (),
        }
    }
}
