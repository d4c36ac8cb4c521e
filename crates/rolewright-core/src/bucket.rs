//! Inspection of OSS buckets.
//!
//! OSS has an XML API with its own endpoints, so a bucket inspection is not a
//! [`Call`](crate::Call) but the one method of [`BucketInspector`]. It is read-only.

use std::fmt::Debug;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::name::BucketName;

/// Inspects buckets with the credentials of one account.
///
/// The trait has no default methods, for the same reason as [`RamProvider`](crate::RamProvider).
///
/// ```
/// use async_trait::async_trait;
/// use rolewright_core::bucket::{BucketFacts, BucketInspector, Fact};
/// use rolewright_core::{BucketName, Result};
///
/// /// Knows only the regions of buckets.
/// #[derive(Debug)]
/// struct Inventory;
///
/// #[async_trait]
/// impl BucketInspector for Inventory {
///     async fn inspect(
///         &self,
///         bucket: &BucketName,
///         _region: Option<&str>,
///     ) -> Result<Option<BucketFacts>> {
///         Ok(Some(BucketFacts {
///             region: Fact::Is("cn-hangzhou".into()),
///             ..BucketFacts::not_checked(bucket.clone(), "the inventory has regions only")
///         }))
///     }
/// }
/// ```
#[async_trait]
pub trait BucketInspector: Debug + Send + Sync + 'static {
    /// Inspects a bucket; `None` if no account has a bucket with this name.
    ///
    /// `region` is the expected region of the bucket, for example `cn-hangzhou`; it selects the
    /// endpoint. It is a hint: the bucket can be in another region.
    ///
    /// # Errors
    /// [`ErrorKind::PermissionDenied`](crate::ErrorKind::PermissionDenied) for a bucket of another
    /// account and for a caller without permission (OSS returns HTTP 403 `AccessDenied` for both),
    /// or the error that prevented the inspection. If only some facts can't be read, those are
    /// [`Fact::NotChecked`].
    async fn inspect(
        &self,
        bucket: &BucketName,
        region: Option<&str>,
    ) -> Result<Option<BucketFacts>>;
}

/// A fact about a bucket, if it was checked.
///
/// A known absence is a fact, too: `Fact::Is(None)`.
///
/// ```
/// use rolewright_core::bucket::Fact;
///
/// let no_policy: Fact<Option<String>> = Fact::Is(None);
/// assert_eq!(no_policy.known(), Some(&None));
///
/// let reason = "`oss:GetBucketPolicy` was denied".to_owned();
/// let unknown: Fact<Option<String>> = Fact::NotChecked { reason };
/// assert_eq!(unknown.known(), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Fact<T> {
    /// Not checked, or not part of the response.
    NotChecked {
        /// The reason, as text.
        reason: String,
    },
    /// The value.
    Is(T),
}

impl<T> Fact<T> {
    /// Returns the value, if it was checked.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::NotChecked { .. } => None,
            Self::Is(value) => Some(value),
        }
    }
}

/// The result of a bucket inspection.
///
/// Each fact comes from `GetBucketInfo`, unless another operation is named. Source: the OSS API
/// reference (alibabacloud.com/help/en/oss/developer-reference).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BucketFacts {
    /// Bucket name.
    pub name: BucketName,
    /// Region as in other services, for example `cn-hangzhou`: `Location` without its prefix
    /// `oss-`.
    pub region: Fact<String>,
    /// Account ID of the owner, `Owner.ID`.
    pub owner: Fact<String>,
    /// `Standard`, `IA`, `Archive` or `ColdArchive`.
    pub storage_class: Fact<String>,
    /// `LRS` or `ZRS`, from `DataRedundancyType`.
    pub redundancy: Fact<String>,
    /// Versioning state of the objects.
    pub versioning: Fact<Versioning>,
    /// Default encryption of objects; `None` if there is none: `GetBucketEncryption` returns HTTP 404
    /// `NoSuchServerSideEncryptionRule`.
    pub encryption: Fact<Option<Encryption>>,
    /// Number of lifecycle rules, which delete or move objects by age; from
    /// `GetBucketLifecycle`.
    pub lifecycle_rules: Fact<usize>,
    /// Whether public access is blocked.
    pub block_public_access: Fact<bool>,
    /// Bucket policy document; `None` if there is none: `GetBucketPolicy` returns HTTP 404
    /// `NoSuchBucketPolicy`.
    pub policy: Fact<Option<String>>,
}

impl BucketFacts {
    /// Creates the facts of an existing bucket without any value; set the known ones.
    pub fn not_checked(name: BucketName, reason: &str) -> Self {
        fn unknown<T>(reason: &str) -> Fact<T> {
            let reason = reason.into();
            Fact::NotChecked { reason }
        }
        Self {
            name,
            region: unknown(reason),
            owner: unknown(reason),
            storage_class: unknown(reason),
            redundancy: unknown(reason),
            versioning: unknown(reason),
            encryption: unknown(reason),
            lifecycle_rules: unknown(reason),
            block_public_access: unknown(reason),
            policy: unknown(reason),
        }
    }
}

/// Versioning state of a bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Versioning {
    /// Never enabled: OSS omits `Versioning`.
    #[default]
    Off,
    /// `Enabled`.
    Enabled,
    /// `Suspended`: existing versions remain, no new ones are kept.
    Suspended,
}

/// Default encryption of a bucket's objects.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Encryption {
    /// `AES256`, `KMS` or `SM4`, from `SSEAlgorithm`.
    pub algorithm: String,
    /// Key ID, from `KMSMasterKeyID`; only with `KMS`, and only if a key is configured.
    pub kms_key: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_absence_and_not_checked_differ_in_json() {
        let facts = BucketFacts {
            encryption: Fact::Is(None),
            ..BucketFacts::not_checked(BucketName::new("my-images").unwrap(), "no time")
        };
        let json = serde_json::to_value(&facts).unwrap();
        assert_eq!(json["encryption"], serde_json::json!({ "is": null }));
        let unknown = serde_json::json!({ "not_checked": { "reason": "no time" } });
        assert_eq!(json["policy"], unknown);
        let back: BucketFacts = serde_json::from_value(json).unwrap();
        assert_eq!(back, facts);
    }
}
