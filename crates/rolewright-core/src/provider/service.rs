//! The API of a call, and its access.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// An API: its product name and version date.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Service {
    /// The product, in lower case, for example `ram`.
    pub name: Cow<'static, str>,
    /// The version date, for example `2015-05-01`.
    pub version: Cow<'static, str>,
}

// The constants are literals, because `&Service::RAM` is `'static` then; the result of a function is not.
impl Service {
    /// Creates an API; calls to one without an endpoint in the provider are unsupported.
    #[must_use]
    pub const fn new(name: &'static str, version: &'static str) -> Self {
        Self {
            name: Cow::Borrowed(name),
            version: Cow::Borrowed(version),
        }
    }

    /// Resource Access Management.
    pub const RAM: Self = Self {
        name: Cow::Borrowed("ram"),
        version: Cow::Borrowed("2015-05-01"),
    };
    /// Object Storage Service; its calls go to a
    /// [`BucketInspector`](crate::bucket::BucketInspector).
    pub const OSS: Self = Self {
        name: Cow::Borrowed("oss"),
        version: Cow::Borrowed("2019-05-17"),
    };
    /// Security Token Service.
    pub const STS: Self = Self {
        name: Cow::Borrowed("sts"),
        version: Cow::Borrowed("2015-04-01"),
    };
    /// Container Registry. It has an endpoint per region, so each call names the region in
    /// `RegionId`.
    pub const CR: Self = Self {
        name: Cow::Borrowed("cr"),
        version: Cow::Borrowed("2018-12-01"),
    };
    /// Resource Directory: the member accounts of an organisation.
    pub const RESOURCE_DIRECTORY: Self = Self {
        name: Cow::Borrowed("resourcedirectorymaster"),
        version: Cow::Borrowed("2022-04-19"),
    };
    /// Resource Management, which has the status of deletions of service-linked roles.
    pub const RESOURCE_MANAGER: Self = Self {
        name: Cow::Borrowed("resourcemanager"),
        version: Cow::Borrowed("2020-03-31"),
    };
}

/// The effect of a call, and of repeating it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Changes nothing.
    Read,
    /// Changes something; repeating it with the same parameters has no further effect.
    IdempotentWrite,
    /// Changes something; repeating it fails or changes more.
    Write,
}
