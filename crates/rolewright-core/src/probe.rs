//! The third seam: trying a bucket with the role itself.
//!
//! Container Registry's role can't be assumed by a program, unless its owner also trusts somebody
//! who can. Then one object that comes and goes shows what reading policies can only tell.

use std::fmt::Debug;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem};
use crate::name::BucketName;

/// Tries buckets with a role that the caller may assume.
///
/// There are no default methods, for the same reason as in [`RamProvider`](crate::RamProvider).
#[async_trait]
pub trait BucketProbe: Debug + Send + Sync + 'static {
    /// Assumes the role, puts an object of its own into the bucket, reads it back and deletes it,
    /// whatever failed in between. Never touches an object that was there before, and ends within
    /// a few time-outs.
    ///
    /// `region` is where the bucket is expected to be, as for
    /// [`BucketInspector`](crate::BucketInspector::inspect).
    async fn probe(&self, role_arn: &str, bucket: &BucketName, region: Option<&str>) -> Probed;
}

/// How a trial of a bucket went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Probed {
    /// The object's key.
    pub object: String,
    /// What was tried, in order; the first that failed ends it, but for the deletion.
    pub steps: Vec<ProbeStep>,
    /// Whether the object may still be there, since it could not be deleted.
    pub left_behind: bool,
}

/// One step of a trial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProbeStep {
    /// What was tried.
    pub action: ProbeAction,
    /// Why it failed, when it did.
    pub problem: Option<Problem>,
}

impl ProbeStep {
    /// How the action ended.
    pub fn of(action: ProbeAction, error: Option<&Error>) -> Self {
        let problem = error.map(Problem::from);
        Self { action, problem }
    }
}

/// What is tried, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProbeAction {
    /// `AssumeRole`.
    Assume,
    /// `PutObject`, which overwrites nothing.
    Put,
    /// `GetObject`, and that it is what was put.
    Get,
    /// `DeleteObject`, of the very version that was put.
    Delete,
}

impl Probed {
    /// The step that failed first, when one did.
    #[must_use]
    pub fn failure(&self) -> Option<(ProbeAction, &Problem)> {
        let step = self.steps.iter().find(|step| step.problem.is_some())?;
        Some((step.action, step.problem.as_ref()?))
    }
}
