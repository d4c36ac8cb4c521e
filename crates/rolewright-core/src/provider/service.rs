//! The API of a call, and what carrying it out does.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// The API that a call belongs to: its product name and its version date.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Service {
    /// The product, in lower case, for example `ram`.
    pub name: Cow<'static, str>,
    /// The version date, for example `2015-05-01`.
    pub version: Cow<'static, str>,
}

impl Service {
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
    /// Container Registry. Each region has an endpoint of its own, so its calls name the region
    /// in `RegionId`.
    pub const CR: Self = Self {
        name: Cow::Borrowed("cr"),
        version: Cow::Borrowed("2018-12-01"),
    };
}

/// What carrying a call out, or carrying it out twice, does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Changes nothing.
    Read,
    /// Changes something; doing it again with the same parameters changes nothing more.
    IdempotentWrite,
    /// Changes something; doing it again fails or changes more.
    Write,
}
