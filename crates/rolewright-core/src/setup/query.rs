//! The queries of a run.

use std::borrow::Cow;

use serde::Serialize;

use crate::name::BucketName;
use crate::provider::{Access, Call, Service};

/// A read of the account, or a call that changes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Query {
    /// The reply to a call.
    Call(Call),
    /// The facts that a [`BucketInspector`](crate::BucketInspector) reads of a bucket.
    InspectBucket {
        /// The bucket.
        bucket: BucketName,
        /// The expected region.
        region: Option<String>,
    },
    /// The result of using a bucket with the role, from a [`BucketProbe`](crate::BucketProbe). The
    /// object that it writes is deleted again.
    ProbeBucket {
        /// The bucket.
        bucket: BucketName,
        /// The expected region.
        region: Option<String>,
        /// The ARN of the role to assume.
        role_arn: String,
    },
}

impl Query {
    /// Returns the operation's name. `InspectBucket` and `ProbeBucket` each stand for several OSS
    /// operations.
    #[must_use]
    pub fn action(&self) -> Cow<'static, str> {
        match self {
            Self::Call(call) => call.action.clone(),
            Self::InspectBucket { .. } => "InspectBucket".into(),
            Self::ProbeBucket { .. } => "ProbeBucket".into(),
        }
    }

    /// Returns its subject: the name of a role, policy, user, group or bucket.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        match self {
            Self::Call(call) => call.subject(),
            Self::InspectBucket { bucket, .. } | Self::ProbeBucket { bucket, .. } => {
                Some(bucket.as_str())
            }
        }
    }

    /// Returns the calls that it consists of, for the permissions that they need. A probe has none,
    /// since it is made with the role.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        match self {
            Self::Call(call) => vec![call.clone()],
            Self::InspectBucket { bucket, .. } => {
                let read = |action| {
                    let call = Call::new(Service::OSS, action, Access::Read);
                    call.with_param("BucketName", bucket.as_str())
                };
                vec![read("GetBucketInfo"), read("GetBucketPolicy")]
            }
            Self::ProbeBucket { .. } => Vec::new(),
        }
    }

    /// Returns the region whose endpoint is called, if the service has an endpoint for each region.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        match self {
            Self::Call(call) => call.params.get("RegionId"),
            Self::InspectBucket { region, .. } | Self::ProbeBucket { region, .. } => {
                region.as_deref()
            }
        }
    }

    /// Whether it changes the account.
    pub(crate) fn is_write(&self) -> bool {
        self.call().is_some_and(|call| !call.is_read())
    }

    /// Returns the call, if it is one.
    #[must_use]
    pub fn call(&self) -> Option<&Call> {
        match self {
            Self::Call(call) => Some(call),
            Self::InspectBucket { .. } | Self::ProbeBucket { .. } => None,
        }
    }
}

impl From<Call> for Query {
    fn from(call: Call) -> Self {
        Self::Call(call)
    }
}
