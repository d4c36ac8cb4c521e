//! Looks at OSS buckets over HTTP.

pub(crate) mod answer;

use std::sync::Arc;

use async_trait::async_trait;
use reqwest::header::USER_AGENT;
use reqwest::{Client, Url};
use rolewright_core::bucket::{BucketFacts, BucketInspector, Fact};
use rolewright_core::{Access, BucketName, Call, Error, ErrorKind, Result, Service};
use rolewright_sign::oss4;

use crate::credential::Refreshing;
use crate::endpoints::Resolved;
use crate::ports::Ports;
use crate::redact::Redactor;
use crate::region::RegionService;
use crate::request::AGENT;
use crate::transport::{self, Timeouts};

/// Where a bucket is looked for when nobody says where it or this machine is: any region tells where
/// it really is.
const ANY_REGION: &str = "cn-hangzhou";

/// Looks at the buckets of the account whose key the [provider](crate::AlibabaProvider) has.
///
/// A look is `GetBucketInfo` and `GetBucketPolicy` (`oss:GetBucketInfo`, `oss:GetBucketPolicy`),
/// signed with `OSS4-HMAC-SHA256`. Lifecycle rules are not looked at. A bucket that is in another
/// region than expected is looked at there when OSS says where, and is told apart from one that
/// the caller may not look at, though OSS says http 403 `AccessDenied` to both. Each request is
/// sent once; the set-up machine asks again.
#[derive(Clone, Debug)]
pub struct AlibabaBuckets {
    pub(crate) credentials: Arc<Refreshing>,
    pub(crate) client: Client,
    pub(crate) endpoints: Arc<Resolved>,
    pub(crate) timeouts: Timeouts,
    pub(crate) ports: Ports,
}

/// One bucket at one region's endpoint.
struct Place<'a> {
    bucket: &'a BucketName,
    region: String,
}

/// What OSS answered.
enum Answer {
    Body(Vec<u8>),
    Refusal(answer::Refusal),
}

impl AlibabaBuckets {
    /// The address, and the bucket's path in it: an address that is a number has no names below
    /// it, so the bucket stands in the path there.
    fn address(&self, place: &Place<'_>, query: &str) -> Result<Url> {
        let endpoint = self.endpoints.of(RegionService::Oss, &place.region)?;
        endpoint.of_bucket(place.bucket.as_str(), query)
    }

    async fn ask(&self, place: &Place<'_>, action: &'static str, query: &str) -> Result<Answer> {
        let call = call(place, action);
        let key = self.credentials.current().await?;
        let now = (self.ports.clock)();
        let headers = oss4::sign(&oss4::Request {
            method: "GET",
            bucket: Some(place.bucket.as_str()),
            key: "",
            query: &[(query, "")],
            headers: &[],
            additional_headers: &[],
            region: &place.region,
            date_time: &now.strftime("%Y%m%dT%H%M%SZ").to_string(),
            access_key_id: key.access_key_id(),
            access_key_secret: key.access_key_secret(),
            security_token: key.security_token(),
        });
        let request = self.client.get(self.address(place, query)?);
        let request = request
            .header(USER_AGENT, AGENT)
            .timeout(self.timeouts.overall);
        let request = headers.into_iter().fold(request, |request, (name, value)| {
            request.header(name, value)
        });
        let response = request.send().await.map_err(transport::failure)?;
        let status = response.status().as_u16();
        let body = transport::body(response).await?;
        match status {
            200 => Ok(Answer::Body(body)),
            _ => {
                let redactor = Redactor::new(&call, Some(&key));
                answer::refusal(status, &body, &redactor).map(Answer::Refusal)
            }
        }
    }

    /// The bucket's facts but for its policy; `None` when there is none of that name.
    async fn info(&self, place: &Place<'_>) -> Result<Found> {
        match self.ask(place, "GetBucketInfo", "bucketInfo").await? {
            Answer::Body(body) => {
                let facts = answer::facts(place.bucket, &body)?;
                Ok(Found::Here(Box::new(facts)))
            }
            Answer::Refusal(refusal) if refusal.code() == "NoSuchBucket" => Ok(Found::Nowhere),
            Answer::Refusal(refusal) if refusal.is_wrong_endpoint() => {
                Ok(Found::Elsewhere(refusal.region()))
            }
            Answer::Refusal(refusal) => Err(refusal.into_error()),
        }
    }

    async fn policy(&self, place: &Place<'_>) -> Fact<Option<String>> {
        let unseen = |reason: String| Fact::NotLookedAt { reason };
        match self.ask(place, "GetBucketPolicy", "policy").await {
            Ok(Answer::Body(body)) => match String::from_utf8(body) {
                Ok(policy) => Fact::Is(Some(policy)),
                Err(_) => unseen("OSS gave a bucket policy that is no text".to_owned()),
            },
            Ok(Answer::Refusal(refusal)) if refusal.code() == "NoSuchBucketPolicy" => {
                Fact::Is(None)
            }
            Ok(Answer::Refusal(refusal)) => match refusal.into_error() {
                error if error.kind() == ErrorKind::PermissionDenied => {
                    unseen(format!("`oss:GetBucketPolicy` was refused: {error}"))
                }
                error => unseen(error.to_string()),
            },
            Err(error) => unseen(error.to_string()),
        }
    }

    async fn look(&self, bucket: &BucketName, region: Option<&str>) -> Result<Option<BucketFacts>> {
        let near = self.endpoints.region.map_or(ANY_REGION, |region| region.id);
        let region = region.unwrap_or(near).to_owned();
        let mut place = Place { bucket, region };
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

fn call(place: &Place<'_>, action: &'static str) -> Call {
    Call::new(Service::OSS, action, Access::Read).with_param("BucketName", place.bucket.as_str())
}

fn elsewhere(region: &str) -> Error {
    let message = format!("the bucket is there, and not in the region `{region}`");
    Error::new(ErrorKind::Conflict, message)
        .with_help("name the region that it is in; the OSS console shows it")
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
