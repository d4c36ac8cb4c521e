//! The bucket inspector.

use std::sync::Arc;

use async_trait::async_trait;
use reqwest::Method;
use rolewright_core::bucket::{BucketFacts, BucketInspector, Fact};
use rolewright_core::{BucketName, Error, ErrorKind, Result};

use crate::credential::cache::CredentialCache;
use crate::oss::response;
use crate::oss::wire::{Oss, OssAnswer, OssRequest, Place};

/// Inspects OSS buckets with the credentials of the [provider](crate::AlibabaProvider).
///
/// It calls `GetBucketInfo` and `GetBucketPolicy` (permissions `oss:GetBucketInfo` and
/// `oss:GetBucketPolicy`), signed with `OSS4-HMAC-SHA256`. Lifecycle rules are not read. A bucket
/// in another region than expected is inspected in the region that OSS returns. Such a bucket is
/// told apart from one without permission, although OSS returns http 403 `AccessDenied` for both.
/// Requests are retried as the provider's calls are; what fails then leaves the bucket's checks
/// inconclusive.
#[derive(Clone, Debug)]
pub struct AlibabaBuckets {
    pub(crate) credentials: Arc<CredentialCache>,
    pub(crate) oss: Oss,
}

impl AlibabaBuckets {
    async fn ask(&self, place: &Place<'_>, action: &'static str, query: &str) -> Result<OssAnswer> {
        let key = self.credentials.current().await?;
        let request = OssRequest {
            action,
            method: Method::GET,
            query: &[(query, "")],
            ..OssRequest::default()
        };
        self.oss.read(place, &request, &key).await
    }

    /// Where the bucket is, and its facts without the policy.
    async fn info(&self, place: &Place<'_>) -> Result<Found> {
        match self.ask(place, "GetBucketInfo", "bucketInfo").await? {
            OssAnswer::Done(_, body) => {
                let facts = response::facts(place.bucket, &body)?;
                Ok(Found::Here(Box::new(facts)))
            }
            OssAnswer::Refused(refusal) if refusal.code() == "NoSuchBucket" => Ok(Found::Nowhere),
            OssAnswer::Refused(refusal) if refusal.is_wrong_endpoint() => {
                Ok(Found::Elsewhere(refusal.region()))
            }
            OssAnswer::Refused(refusal) => Err(refusal.into_error()),
        }
    }

    async fn policy(&self, place: &Place<'_>) -> Fact<Option<String>> {
        let unknown = |reason: String| Fact::NotChecked { reason };
        match self.ask(place, "GetBucketPolicy", "policy").await {
            Ok(OssAnswer::Done(_, body)) => match String::from_utf8(body) {
                Ok(policy) => Fact::Is(Some(policy)),
                Err(_) => unknown("the bucket policy is not valid UTF-8".to_owned()),
            },
            Ok(OssAnswer::Refused(refusal)) if refusal.code() == "NoSuchBucketPolicy" => {
                Fact::Is(None)
            }
            Ok(OssAnswer::Refused(refusal)) => match refusal.into_error() {
                error if error.kind() == ErrorKind::PermissionDenied => {
                    unknown(format!("`oss:GetBucketPolicy` was denied: {error}"))
                }
                error => unknown(error.to_string()),
            },
            Err(error) => unknown(error.to_string()),
        }
    }

    async fn find(&self, bucket: &BucketName, region: Option<&str>) -> Result<Option<BucketFacts>> {
        let mut place = self.oss.place(bucket, region);
        let found = match self.info(&place).await? {
            Found::Elsewhere(Some(region)) if region != place.region => {
                place.region = region;
                self.info(&place).await?
            }
            found => found,
        };
        match found {
            Found::Nowhere => Ok(None),
            Found::Elsewhere(_) => Err(elsewhere(&place.region)),
            Found::Here(facts) => {
                // Only GetBucketInfo works in other regions.
                if let Some(region) = facts.region.known() {
                    place.region.clone_from(region);
                }
                Ok(Some(BucketFacts {
                    policy: self.policy(&place).await,
                    ..*facts
                }))
            }
        }
    }
}

enum Found {
    Here(Box<BucketFacts>),
    /// In another region, if OSS returned it.
    Elsewhere(Option<String>),
    Nowhere,
}

fn elsewhere(region: &str) -> Error {
    let message = format!("the bucket exists, but not in region `{region}`");
    Error::new(ErrorKind::Conflict, message)
        .with_remedy("set the bucket's region, which the OSS console shows")
}

#[async_trait]
impl BucketInspector for AlibabaBuckets {
    async fn inspect(
        &self,
        bucket: &BucketName,
        region: Option<&str>,
    ) -> Result<Option<BucketFacts>> {
        self.find(bucket, region).await.map_err(|error| {
            error
                .with_maybe_applied(false)
                .with_action("GetBucketInfo")
                .with_resource(bucket.to_string())
        })
    }
}
