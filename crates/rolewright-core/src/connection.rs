//! Diagnosis of the connection to the service: credential sources, endpoints and clock.

use std::fmt::Debug;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::error::Problem;
use crate::remedy::Remedy;
use crate::setup::Status;

/// Diagnoses the connection to the service. Read-only; needs no permission.
///
/// The trait has no default methods, for the same reason as [`RamProvider`](crate::RamProvider).
///
/// ```
/// use async_trait::async_trait;
/// use rolewright_core::Connection;
/// use rolewright_core::connection::ConnectionReport;
///
/// /// A provider without credentials and endpoints.
/// #[derive(Debug)]
/// struct Offline;
///
/// #[async_trait]
/// impl Connection for Offline {
///     async fn examine(&self, _regions: &[String]) -> ConnectionReport {
///         ConnectionReport::default()
///     }
/// }
/// ```
#[async_trait]
pub trait Connection: Debug + Send + Sync + 'static {
    /// Checks credential sources, clock and endpoints; those of Container Registry and OSS in these
    /// regions.
    async fn examine(&self, regions: &[String]) -> ConnectionReport;
}

/// Result of a connection diagnosis.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConnectionReport {
    /// Credential sources, in the order of their precedence.
    pub credentials: Vec<CredentialSlot>,
    /// Endpoints.
    pub endpoints: Vec<EndpointReport>,
    /// Difference between the local clock and the service's; `None` if no response had a date.
    pub clock: Option<ClockReport>,
    #[doc(hidden)]
    #[serde(skip)]
    pub __non_exhaustive: (),
}

/// A credential source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CredentialSlot {
    /// Stable ID: `environment`, `oidc`, `cli_profile`, `credentials_file`, `instance`, `address`,
    /// or `program` for credentials that a program passes in.
    pub slot: String,
    /// Display name.
    pub name: String,
    /// State of the source.
    pub state: SlotState,
    /// Files or environment variables of the source.
    pub place: String,
    /// Why the source is broken or not configured, or the access key ID; never the secret.
    pub detail: Option<String>,
    /// Recommended action, if any.
    pub remedy: Option<Remedy>,
    #[doc(hidden)]
    #[serde(skip)]
    pub __non_exhaustive: (),
}

impl CredentialSlot {
    /// Creates a source without place, detail and remedy.
    #[must_use]
    pub fn new(slot: impl Into<String>, name: impl Into<String>, state: SlotState) -> Self {
        Self {
            slot: slot.into(),
            name: name.into(),
            state,
            place: String::new(),
            detail: None,
            remedy: None,
            __non_exhaustive: (),
        }
    }
}

/// What was found in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SlotState {
    /// Its credentials are used.
    Used,
    /// Not configured; the next source is tried.
    NotConfigured,
    /// Configured, but without usable credentials; later sources are not tried.
    Broken,
    /// Configured, but ignored because an earlier source is used.
    Passed,
    /// Not checked because an earlier source is used.
    NotChecked,
}

/// Result of an endpoint check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EndpointReport {
    /// `ram`, `sts`, `cr` or `oss`.
    pub service: String,
    /// Region, for regional endpoints.
    pub region: Option<String>,
    /// Scheme, host and port; `None` if unknown.
    pub endpoint: Option<String>,
    /// Whether the endpoint responds; any HTTP response counts.
    pub status: Status,
    /// Response time in milliseconds.
    pub milliseconds: Option<u64>,
    /// Why it does not respond, or is unknown.
    pub problem: Option<Problem>,
    #[doc(hidden)]
    #[serde(skip)]
    pub __non_exhaustive: (),
}

impl EndpointReport {
    /// Creates the result of a check of a service's endpoint, without details.
    #[must_use]
    pub fn new(service: impl Into<String>, status: Status) -> Self {
        Self {
            service: service.into(),
            region: None,
            endpoint: None,
            status,
            milliseconds: None,
            problem: None,
            __non_exhaustive: (),
        }
    }
}

/// Difference between the local clock and the service's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ClockReport {
    /// Seconds that the local clock is ahead; negative if it is behind. Accurate to about 2 seconds.
    pub ahead_seconds: i64,
    /// Endpoint whose time was used.
    pub by: String,
}

impl ClockReport {
    /// Creates the difference to the clock of an endpoint.
    #[must_use]
    pub fn new(ahead_seconds: i64, by: impl Into<String>) -> Self {
        let by = by.into();
        Self { ahead_seconds, by }
    }
}

/// Maximum clock skew: the service rejects requests dated 15 minutes or more before or after its own
/// time. Source: the gateway's error `InvalidTimeStamp.Expired`.
pub const MOST_SKEW_SECONDS: i64 = 900;
