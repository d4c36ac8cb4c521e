//! What a run may be told besides its recipe and its goal.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{LiveState, Patience};
use crate::name::AccountId;
use crate::provider::Call;

/// What a run may be told besides its recipe and its goal. Everything is off by default: what is
/// there is merged with what is wanted, and nothing is taken away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Stop before anything is written when the caller's account is another one.
    pub account: Option<AccountId>,
    /// Stop before anything is written when what has to be done is no longer what was approved.
    pub approved: Option<Approved>,
    /// How often to look again, and for how long.
    pub patience: Patience,
    /// Say what would be taken away or put back, and write nothing.
    pub preview: bool,
    /// Which parts must hold what the recipe says and nothing else.
    pub exact: Exact,
    /// Take away what is granted far too widely: see [`Report::offers`](super::Report::offers).
    pub narrow: bool,
    /// Make numbered further policies when the buckets do not fit in one document.
    pub split: bool,
    /// A version that may be deleted when the policy has five and the rule finds none, whatever it
    /// grants. It is for one deletion.
    pub delete_version: Option<String>,
    /// Take away even what a [check](crate::recipe::Check) says may still be needed.
    pub force: bool,
    /// Tags that role and policy must have; others stay.
    pub tags: BTreeMap<String, String>,
}

/// Which parts must hold what the recipe says and nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Exact {
    /// The role's trust policy.
    pub trust: bool,
    /// The policy's document.
    pub policy: bool,
    /// What is attached to the role.
    pub attachments: bool,
}

impl Exact {
    /// Every part.
    pub const ALL: Self = Self {
        trust: true,
        policy: true,
        attachments: true,
    };
}

/// A plan that somebody has said yes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approved {
    /// The calls, in order.
    pub calls: Vec<Call>,
    /// What the account held then, when that must not have moved either.
    pub state: Option<LiveState>,
}

impl From<Vec<Call>> for Approved {
    fn from(calls: Vec<Call>) -> Self {
        Self { calls, state: None }
    }
}
