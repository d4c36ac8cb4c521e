//! What stands between a caller and the service: where the key comes from, whether the endpoints
//! answer, whether the clock is right. `rolewright doctor` asks for it.

use std::fmt::Debug;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::error::Problem;
use crate::remedy::Remedy;
use crate::setup::Status;

/// Looks at the way to the service. It only looks, and needs no permission.
///
/// There are no default methods, for the same reason as in [`RamProvider`](crate::RamProvider).
#[async_trait]
pub trait Connection: Debug + Send + Sync + 'static {
    /// Looks at all of it; Container Registry's and OSS's endpoints in these regions.
    async fn examine(&self, regions: &[String]) -> ConnectionReport;
}

/// What was found on the way to the service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConnectionReport {
    /// The places where a key may be configured, in the order in which they are looked at.
    pub credentials: Vec<CredentialSlot>,
    /// The endpoints.
    pub endpoints: Vec<EndpointReport>,
    /// This machine's clock beside the service's; `None` when no answer had a date.
    pub clock: Option<ClockReport>,
}

/// A place where a key may be configured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CredentialSlot {
    /// A stable name: `environment`, `oidc`, `cli_profile`, `credentials_file`, `instance`,
    /// `address`, or `program` for a key that a program gives by itself.
    pub slot: String,
    /// The place, for people.
    pub name: String,
    /// What was found there.
    pub state: SlotState,
    /// The files or variables that it is about.
    pub place: String,
    /// Why it is broken or not configured, or what the key is: its id, never its secret.
    pub detail: Option<String>,
    /// What to do, when something should be done.
    pub remedy: Option<Remedy>,
}

/// What was found in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SlotState {
    /// Its key is used.
    Used,
    /// Nothing is configured there, so the next place is looked at.
    NotConfigured,
    /// Something is configured there and gives no key: nothing behind it is looked at.
    Broken,
    /// Something is configured there and does not count, since a place before it does.
    Passed,
    /// It was not looked at, since a place before it counts.
    NotChecked,
}

/// Whether an endpoint answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EndpointReport {
    /// `ram`, `sts`, `cr` or `oss`.
    pub service: String,
    /// The region, where it is one of many.
    pub region: Option<String>,
    /// Scheme, host and port; `None` when it is not known.
    pub endpoint: Option<String>,
    /// Whether it answers: any answer over HTTP will do.
    pub status: Status,
    /// How long the answer took, in milliseconds.
    pub milliseconds: Option<u64>,
    /// Why it does not answer, or is not known.
    pub problem: Option<Problem>,
}

/// This machine's clock beside the service's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClockReport {
    /// Seconds that this machine is ahead; negative when it is behind. To a second or two.
    pub ahead_seconds: i64,
    /// The endpoint that said what time it is.
    pub by: String,
}

/// How far a clock may be off: the service refuses requests that are dated 15 minutes off.
///
/// Source: the gateway's error `InvalidTimeStamp.Expired`.
pub const MOST_SKEW_SECONDS: i64 = 900;
