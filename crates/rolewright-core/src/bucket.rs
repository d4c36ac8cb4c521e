//! The second seam: looking at an OSS bucket.
//!
//! OSS speaks XML over addresses of its own, so a look at a bucket is no [`Call`](crate::Call).
//! It is a [`BucketInspector`]'s one method, and it never changes anything.

use std::fmt::Debug;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::name::BucketName;

/// Looks at buckets with the credentials of one account.
///
/// There are no default methods, for the same reason as in [`RamProvider`](crate::RamProvider).
///
/// ```
/// use async_trait::async_trait;
/// use rolewright_core::bucket::{BucketFacts, BucketInspector, Fact};
/// use rolewright_core::{BucketName, Result};
///
/// /// Knows where buckets are, and no more.
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
///             ..BucketFacts::not_looked_at(bucket.clone(), "the inventory has regions only")
///         }))
///     }
/// }
/// ```
#[async_trait]
pub trait BucketInspector: Debug + Send + Sync + 'static {
    /// Looks at one bucket; `None` when no account has one of that name.
    ///
    /// `region` is where the bucket is expected to be, for example `cn-hangzhou`, since a bucket
    /// is asked for at its region's endpoint. It is a hint, and the bucket may be elsewhere.
    ///
    /// # Errors
    /// [`ErrorKind::PermissionDenied`](crate::ErrorKind::PermissionDenied) for a bucket of another
    /// account and for a caller who may not look (OSS says http 403 `AccessDenied` to both), or
    /// whatever else kept the look from being taken. What fails for a part of the facts only is
    /// [`Fact::NotChecked`] there.
    async fn inspect(
        &self,
        bucket: &BucketName,
        region: Option<&str>,
    ) -> Result<Option<BucketFacts>>;
}

/// One thing about a bucket, as far as it was looked at.
///
/// That something is known not to be there is a fact, too: `Fact::Is(None)`.
///
/// ```
/// use rolewright_core::bucket::Fact;
///
/// let no_policy: Fact<Option<String>> = Fact::Is(None);
/// assert_eq!(no_policy.known(), Some(&None));
///
/// let reason = "`oss:GetBucketPolicy` was refused".to_owned();
/// let no_idea: Fact<Option<String>> = Fact::NotChecked { reason };
/// assert_eq!(no_idea.known(), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Fact<T> {
    /// It was not looked at, or the look did not show it.
    NotChecked {
        /// Why not, for people to read.
        reason: String,
    },
    /// It is so.
    Is(T),
}

impl<T> Fact<T> {
    /// The fact, when it was looked at.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::NotChecked { .. } => None,
            Self::Is(value) => Some(value),
        }
    }
}

/// What a look at a bucket showed.
///
/// Where OSS says each, by its own pages (alibabacloud.com/help/en/oss/developer-reference): what
/// names no other operation stands in the answer of `GetBucketInfo`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BucketFacts {
    /// Whose facts these are.
    pub name: BucketName,
    /// The region as all other services name it, `cn-hangzhou`. `Location` has it with the prefix
    /// `oss-`, which does not stand here.
    pub region: Fact<String>,
    /// The id of the account that owns it, which is `Owner.ID`.
    pub owner: Fact<String>,
    /// `Standard`, `IA`, `Archive` or `ColdArchive`.
    pub storage_class: Fact<String>,
    /// `LRS` or `ZRS`, which is `DataRedundancyType`.
    pub redundancy: Fact<String>,
    /// Whether objects keep their old versions.
    pub versioning: Fact<Versioning>,
    /// How objects are encrypted when nobody says otherwise; `None` when they are not, for which
    /// `GetBucketEncryption` says http 404 `NoSuchServerSideEncryptionRule`.
    pub encryption: Fact<Option<Encryption>>,
    /// The number of lifecycle rules, which delete or move objects by age; from
    /// `GetBucketLifecycle`.
    pub lifecycle_rules: Fact<usize>,
    /// Whether public access is blocked.
    pub block_public_access: Fact<bool>,
    /// The bucket policy's document; `None` when there is none, for which `GetBucketPolicy` says
    /// http 404 `NoSuchBucketPolicy`.
    pub policy: Fact<Option<String>>,
}

impl BucketFacts {
    /// The facts of a bucket that is there and of which nothing else was looked at; to fill in
    /// what was.
    pub fn not_looked_at(name: BucketName, reason: &str) -> Self {
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

/// Whether a bucket's objects keep their old versions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Versioning {
    /// It was never enabled: OSS leaves `Versioning` out.
    #[default]
    Off,
    /// They do: `Enabled`.
    Enabled,
    /// Those that there are stay, and no more are kept: `Suspended`.
    Suspended,
}

/// How a bucket's objects are encrypted when nobody says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Encryption {
    /// `AES256`, `KMS` or `SM4`, which is `SSEAlgorithm`.
    pub algorithm: String,
    /// The key's id, which is `KMSMasterKeyID`; with `KMS`, and only when one was chosen.
    pub kms_key: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_to_be_none_and_not_looked_at_stay_apart_in_json() {
        let facts = BucketFacts {
            encryption: Fact::Is(None),
            ..BucketFacts::not_looked_at(BucketName::new("my-images").unwrap(), "no time")
        };
        let json = serde_json::to_value(&facts).unwrap();
        assert_eq!(json["encryption"], serde_json::json!({ "is": null }));
        let unknown = serde_json::json!({ "not_checked": { "reason": "no time" } });
        assert_eq!(json["policy"], unknown);
        let back: BucketFacts = serde_json::from_value(json).unwrap();
        assert_eq!(back, facts);
    }
}
