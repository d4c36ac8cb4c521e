//! Looks at OSS buckets over HTTP.

use std::sync::Arc;

use async_trait::async_trait;
use reqwest::Method;
use rolewright_core::bucket::{BucketFacts, BucketInspector, Fact};
use rolewright_core::{BucketName, Error, ErrorKind, Result};

use crate::credential::cache::CredentialCache;
use crate::oss::response;
use crate::oss::wire::{Oss, OssAnswer, OssRequest, Place};

/// Looks at the buckets of the account whose key the [provider](crate::AlibabaProvider) has.
///
/// A look is `GetBucketInfo` and `GetBucketPolicy` (`oss:GetBucketInfo`, `oss:GetBucketPolicy`),
/// signed with `OSS4-HMAC-SHA256`. Lifecycle rules are not looked at. A bucket that is in another
/// region than expected is looked at there when OSS says where, and is told apart from one that
/// the caller may not look at, though OSS says http 403 `AccessDenied` to both. Each request is
/// sent once; the set-up machine asks again.
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
        self.oss.send(place, &request, &key).await
    }

    /// The bucket's facts but for its policy; `None` when there is none of that name.
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
        let unseen = |reason: String| Fact::NotChecked { reason };
        match self.ask(place, "GetBucketPolicy", "policy").await {
            Ok(OssAnswer::Done(_, body)) => match String::from_utf8(body) {
                Ok(policy) => Fact::Is(Some(policy)),
                Err(_) => unseen("OSS gave a bucket policy that is no text".to_owned()),
            },
            Ok(OssAnswer::Refused(refusal)) if refusal.code() == "NoSuchBucketPolicy" => {
                Fact::Is(None)
            }
            Ok(OssAnswer::Refused(refusal)) => match refusal.into_error() {
                error if error.kind() == ErrorKind::PermissionDenied => {
                    unseen(format!("`oss:GetBucketPolicy` was refused: {error}"))
                }
                error => unseen(error.to_string()),
            },
            Err(error) => unseen(error.to_string()),
        }
    }

    async fn look(&self, bucket: &BucketName, region: Option<&str>) -> Result<Option<BucketFacts>> {
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
            Found::Here(facts) => Ok(Some(BucketFacts {
                policy: self.policy(&place).await,
                ..*facts
            })),
        }
    }
}

enum Found {
    Here(Box<BucketFacts>),
    /// In another region, which OSS may have named.
    Elsewhere(Option<String>),
    Nowhere,
}

fn elsewhere(region: &str) -> Error {
    let message = format!("the bucket is there, and not in the region `{region}`");
    Error::new(ErrorKind::Conflict, message)
        .with_remedy("name the region that it is in; the OSS console shows it")
}

#[async_trait]
impl BucketInspector for AlibabaBuckets {
    async fn inspect(
        &self,
        bucket: &BucketName,
        region: Option<&str>,
    ) -> Result<Option<BucketFacts>> {
        self.look(bucket, region).await.map_err(|error| {
            error
                .with_maybe_applied(false)
                .with_action("GetBucketInfo")
                .with_resource(bucket.to_string())
        })
    }
}
