//! What a run asks for.

use std::borrow::Cow;

use serde::Serialize;

use crate::name::BucketName;
use crate::provider::{Access, Call, Service};

/// Something that a run wants to know of the account, or a call that changes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Query {
    /// The reply to a call.
    Call(Call),
    /// What a [`BucketInspector`](crate::BucketInspector) reads of a bucket.
    InspectBucket {
        /// The bucket.
        bucket: BucketName,
        /// Where it is expected to be.
        region: Option<String>,
    },
    /// What a [`BucketProbe`](crate::BucketProbe) finds when it uses a bucket with the role. The
    /// object that it writes is deleted again.
    ProbeBucket {
        /// The bucket.
        bucket: BucketName,
        /// Where it is expected to be.
        region: Option<String>,
        /// The ARN of the role to assume.
        role_arn: String,
    },
}

impl Query {
    /// The operation's name; `InspectBucket` and `ProbeBucket` are several operations of OSS.
    #[must_use]
    pub fn action(&self) -> Cow<'static, str> {
        match self {
            Self::Call(call) => call.action.clone(),
            Self::InspectBucket { .. } => "InspectBucket".into(),
            Self::ProbeBucket { .. } => "ProbeBucket".into(),
        }
    }

    /// What it is about: the name of a role, policy, user, group or bucket.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        match self {
            Self::Call(call) => call.subject(),
            Self::InspectBucket { bucket, .. } | Self::ProbeBucket { bucket, .. } => {
                Some(bucket.as_str())
            }
        }
    }

    /// The calls that it consists of, for the permissions that they need. Of a probe there are none:
    /// it is made with the role.
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

    /// The region whose endpoint is asked, where it is one of many.
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

    /// The call, when it is one.
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
