//! Signed requests to OSS.

use std::sync::Arc;

use reqwest::Method;
use reqwest::header::{HeaderMap, USER_AGENT};
use rolewright_core::{Access, BucketName, Call, Result, Service};
use rolewright_sign::oss4;

use crate::credential::static_credentials::StaticCredentials;
use crate::endpoints::Resolved;
use crate::endpoints::region::RegionService;
use crate::http::exchange::{Evidence, Exchange};
use crate::http::redact::Redactor;
use crate::http::request::AGENT;
use crate::http::retry_loop::{RetryLoop, Try};
use crate::http::retry_policy::DecideRetry;
use crate::http::transport::{Clients, Timeouts, authority};
use crate::oss::response::{self, Refusal};
use crate::ports::Ports;

/// The region to query when neither the bucket's nor this machine's is known. OSS returns the
/// bucket's real region from any region.
const ANY_REGION: &str = "cn-hangzhou";

/// The client for OSS.
#[derive(Clone, Debug)]
pub(crate) struct Oss {
    pub(crate) clients: Clients,
    pub(crate) endpoints: Arc<Resolved>,
    pub(crate) timeouts: Timeouts,
    pub(crate) retry: Arc<dyn DecideRetry>,
    pub(crate) ports: Ports,
}

/// One bucket at one region's endpoint.
#[derive(Clone, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) bucket: &'a BucketName,
    pub(crate) region: String,
}

/// One request for a bucket or an object in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct OssRequest<'a> {
    pub(crate) action: &'static str,
    pub(crate) method: Method,
    /// Empty for the bucket itself.
    pub(crate) key: &'a str,
    pub(crate) query: &'a [(&'a str, &'a str)],
    pub(crate) headers: &'a [(&'a str, &'a str)],
    pub(crate) body: &'a [u8],
}

/// The response of OSS.
pub(crate) enum OssAnswer {
    Done(HeaderMap, Vec<u8>),
    Refused(Refusal),
}

impl Oss {
    /// The region to query first for a bucket.
    pub(crate) fn place<'a>(&self, bucket: &'a BucketName, region: Option<&str>) -> Place<'a> {
        let near = self.endpoints.region.map_or(ANY_REGION, |region| region.id);
        let region = region.unwrap_or(near).to_owned();
        Place { bucket, region }
    }

    /// Sends a request that changes nothing, with the retry policy.
    pub(crate) async fn read(
        &self,
        place: &Place<'_>,
        request: &OssRequest<'_>,
        key: &StaticCredentials,
    ) -> Result<OssAnswer> {
        let call = call(place, request);
        let retry_loop = RetryLoop {
            call: &call,
            retry: &*self.retry,
            limiter: None,
            ports: &self.ports,
            longest: self.timeouts.overall,
        };
        let attempt = async |turn| match self.attempt(place, request, key, turn).await? {
            OssAnswer::Refused(refusal) if refusal.is_transient() => Err(refusal.into_error()),
            answer => Ok(answer),
        };
        let (answer, waits) = retry_loop.send(attempt).await;
        answer.map_err(|error| error.with_waits(waits))
    }

    /// Sends a request once.
    pub(crate) async fn send(
        &self,
        place: &Place<'_>,
        request: &OssRequest<'_>,
        key: &StaticCredentials,
    ) -> Result<OssAnswer> {
        let turn = Try {
            number: 1,
            longest: self.timeouts.overall,
        };
        self.attempt(place, request, key, turn).await
    }

    async fn attempt(
        &self,
        place: &Place<'_>,
        request: &OssRequest<'_>,
        key: &StaticCredentials,
        turn: Try,
    ) -> Result<OssAnswer> {
        let now = (self.ports.clock)();
        let endpoint = self.endpoints.of(RegionService::Oss, &place.region)?;
        let address = endpoint.of_object(place.bucket.as_str(), request.key, request.query)?;
        // The HTTP client writes the same `host` itself. Signed, the request is of no use elsewhere.
        let host = authority(&address);
        let mut headers = request.headers.to_vec();
        headers.push(("host", &host));
        let signed = oss4::sign(&oss4::Request {
            method: request.method.as_str(),
            bucket: Some(place.bucket.as_str()),
            key: request.key,
            query: request.query,
            headers: &headers,
            additional_headers: &["host"],
            region: &place.region,
            date_time: &now.strftime("%Y%m%dT%H%M%SZ").to_string(),
            access_key_id: key.access_key_id(),
            access_key_secret: key.access_key_secret(),
            security_token: key.security_token(),
        });
        let client = self.clients.to(endpoint.url())?;
        let sent = client.request(request.method.clone(), address);
        let sent = sent
            .header(USER_AGENT, AGENT)
            .timeout(turn.longest)
            .body(request.body.to_vec());
        let own = request
            .headers
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()));
        let sent = own
            .chain(signed)
            .fold(sent, |sent, (name, value)| sent.header(name, value));
        let call = call(place, request);
        let redactor = Redactor::new(&call, Some(key));
        let exchange = Exchange {
            action: request.action,
            attempt: turn.number,
            clock: &*self.ports.waiting,
            redactor: Some(&redactor),
            evidence: Evidence::of_call(&self.clients.recorder, &endpoint, &call),
        };
        let answer = exchange.send(sent).await;
        let answer = answer.map_err(|error| self.endpoints.with_network_remedy(error))?;
        if answer.status.is_success() {
            return Ok(OssAnswer::Done(answer.headers, answer.body));
        }
        let refusal = response::refusal(answer.status.as_u16(), &answer.body, &redactor);
        refusal.map(OssAnswer::Refused)
    }
}

/// The request as a call, for the retry policy.
fn call(place: &Place<'_>, request: &OssRequest<'_>) -> Call {
    Call::new(Service::OSS, request.action, Access::Read)
        .with_param("BucketName", place.bucket.as_str())
}
