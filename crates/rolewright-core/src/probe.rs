//! Live test of a bucket with the role.
//!
//! A program can assume the role only if its trust policy also trusts the caller. A test object
//! then shows whether the access works, which policies alone can't prove.

use std::fmt::Debug;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem};
use crate::name::BucketName;

/// Tests buckets with a role that the caller can assume.
///
/// The trait has no default methods, for the same reason as [`RamProvider`](crate::RamProvider).
///
/// ```
/// use async_trait::async_trait;
/// use futures_util::FutureExt;
/// use rolewright_core::probe::{ProbeAction, ProbeStep, Probed};
/// use rolewright_core::{BucketName, BucketProbe, Error, ErrorKind};
///
/// /// A role that can't be assumed, for tests.
/// #[derive(Debug)]
/// struct Refused;
///
/// #[async_trait]
/// impl BucketProbe for Refused {
///     async fn probe(&self, _role: &str, _bucket: &BucketName, _region: Option<&str>) -> Probed {
///         let error = Error::new(ErrorKind::PermissionDenied, "the role doesn't trust the caller");
///         Probed::new("rolewright-probe", [ProbeStep::of(ProbeAction::Assume, Some(&error))])
///     }
/// }
///
/// let bucket = BucketName::new("my-images")?;
/// let probed = Refused.probe("acs:ram::42:role/demo", &bucket, None).now_or_never().unwrap();
/// assert_eq!(probed.failure().unwrap().0, ProbeAction::Assume);
/// # Ok::<(), rolewright_core::Error>(())
/// ```
#[async_trait]
pub trait BucketProbe: Debug + Send + Sync + 'static {
    /// Assumes the role, writes a new object to the bucket, reads it and deletes it, even if a step
    /// in between failed. Never changes an existing object. Takes at most a few time-outs.
    ///
    /// `region` is the expected region of the bucket, as in
    /// [`BucketInspector`](crate::BucketInspector::inspect).
    async fn probe(&self, role_arn: &str, bucket: &BucketName, region: Option<&str>) -> Probed;
}

/// Result of a bucket test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Probed {
    /// Key of the test object.
    pub object: String,
    /// Steps in order. After a failed step only the deletion follows.
    pub steps: Vec<ProbeStep>,
    /// Whether the test object may remain because its deletion failed.
    pub left_behind: bool,
}

impl Probed {
    /// Creates the result of a test with this object that left nothing behind.
    #[must_use]
    pub fn new(object: impl Into<String>, steps: impl IntoIterator<Item = ProbeStep>) -> Self {
        Self {
            object: object.into(),
            steps: steps.into_iter().collect(),
            left_behind: false,
        }
    }
}

/// A step of a bucket test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ProbeStep {
    /// The action.
    pub action: ProbeAction,
    /// The error, if the step failed.
    pub problem: Option<Problem>,
}

impl ProbeStep {
    /// Creates a step from the result of an action.
    pub fn of(action: ProbeAction, error: Option<&Error>) -> Self {
        let problem = error.map(Problem::from);
        Self { action, problem }
    }
}

/// An action of a bucket test, in order of execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ProbeAction {
    /// `AssumeRole`.
    Assume,
    /// `PutObject` without overwriting.
    Put,
    /// `GetObject`, and comparison with what was written.
    Get,
    /// `DeleteObject` of the version that was written.
    Delete,
}

impl Probed {
    /// Returns the first failed step, if any.
    #[must_use]
    pub fn failure(&self) -> Option<(ProbeAction, &Problem)> {
        let step = self.steps.iter().find(|step| step.problem.is_some())?;
        Some((step.action, step.problem.as_ref()?))
    }
}
