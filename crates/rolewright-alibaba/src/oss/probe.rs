//! The bucket probe: writes, reads and deletes an object with the role itself.

use std::sync::Arc;

use async_trait::async_trait;
use reqwest::Method;
use reqwest::header::HeaderMap;
use rolewright_core::operation::AssumeRole;
use rolewright_core::probe::{BucketProbe, ProbeAction, ProbeStep, Probed};
use rolewright_core::{BucketName, Call, Error, ErrorKind, Result};
use serde_json::json;

use crate::credential::cache::CredentialCache;
use crate::credential::role_session::open_session;
use crate::credential::static_credentials::StaticCredentials;
use crate::http::attempt::Attempt;
use crate::oss::wire::{Oss, OssAnswer, OssRequest, Place};

/// The maximum number of attempts to delete the object.
const DELETIONS: usize = 3;

/// The object's content.
const CONTENT: &[u8] = b"Created by rolewright to test a role; safe to delete\n";

/// Tests buckets with a role that the [provider](crate::AlibabaProvider)'s credentials can assume.
///
/// The session lasts 15 minutes; its session policy allows only to put, get and delete one object.
/// The object has a new name each time, overwrites nothing (`x-oss-forbid-overwrite`), and only the
/// version that was put is deleted. A probe sends at most eight requests, each with the provider's
/// timeout.
#[derive(Clone, Debug)]
pub struct AlibabaProbe {
    pub(crate) credentials: Arc<CredentialCache>,
    pub(crate) oss: Oss,
}

impl AlibabaProbe {
    async fn assume(
        &self,
        role_arn: &str,
        place: &Place<'_>,
        key: &str,
    ) -> Result<StaticCredentials> {
        let own = self.credentials.current().await?;
        let object = format!("acs:oss:*:*:{}/{key}", place.bucket);
        let actions = [
            "oss:PutObject",
            "oss:GetObject",
            "oss:DeleteObject",
            "oss:DeleteObjectVersion",
        ];
        let policy = json!({
            "Version": "1",
            "Statement": [{ "Effect": "Allow", "Action": actions, "Resource": object }],
        });
        let call = Call::of(&AssumeRole {
            role_arn: role_arn.to_owned(),
            role_session_name: "rolewright-probe".to_owned(),
            duration_seconds: Some(900),
            policy: Some(policy.to_string()),
            ..AssumeRole::default()
        });
        let Oss {
            clients,
            endpoints,
            timeouts,
            retry,
            ports,
        } = &self.oss;
        let attempt = Attempt {
            client: clients.to(endpoints.sts.url())?,
            endpoint: &endpoints.sts,
            key: Some(&own),
            ports,
            recorder: &clients.recorder,
        };
        let issued = open_session(attempt, call, timeouts.overall, &**retry).await?;
        Ok(issued.key)
    }

    /// Puts the object; returns its version if versioning is enabled. Follows OSS to another
    /// region.
    async fn put(
        &self,
        place: &mut Place<'_>,
        name: &str,
        key: &StaticCredentials,
    ) -> Result<Option<String>> {
        let put = OssRequest {
            action: "PutObject",
            method: Method::PUT,
            key: name,
            headers: &[
                ("content-type", "text/plain"),
                ("x-oss-forbid-overwrite", "true"),
            ],
            body: CONTENT,
            ..OssRequest::default()
        };
        let mut answer = self.oss.send(place, &put, key).await?;
        if let OssAnswer::Refused(refusal) = &answer
            && refusal.is_wrong_endpoint()
            && let Some(region) = refusal.region().filter(|region| *region != place.region)
        {
            place.region = region;
            answer = self.oss.send(place, &put, key).await?;
        }
        match answer {
            OssAnswer::Done(headers, _) => Ok(version_of(&headers)),
            OssAnswer::Refused(refusal) => Err(refusal.into_denial("oss:PutObject")),
        }
    }

    async fn get(&self, place: &Place<'_>, name: &str, key: &StaticCredentials) -> Result<()> {
        match self.oss.send(place, &get(name), key).await? {
            OssAnswer::Done(_, body) if body == CONTENT => Ok(()),
            OssAnswer::Done(..) => {
                let text = "the object that was read differs from the one that was put";
                Err(Error::new(ErrorKind::UnexpectedReply, text))
            }
            OssAnswer::Refused(refusal) => Err(refusal.into_denial("oss:GetObject")),
        }
    }

    /// The version of the object, if versioning is enabled; `None` when it doesn't exist.
    async fn version(
        &self,
        place: &Place<'_>,
        name: &str,
        key: &StaticCredentials,
    ) -> Result<Option<Option<String>>> {
        match self.oss.send(place, &get(name), key).await? {
            OssAnswer::Done(headers, _) => Ok(Some(version_of(&headers))),
            OssAnswer::Refused(refusal) if refusal.code() == "NoSuchKey" => Ok(None),
            OssAnswer::Refused(refusal) => Err(refusal.into_denial("oss:GetObject")),
        }
    }

    /// Deletes the object; a missing object counts as deleted. Returns whether a delete marker was
    /// left, as with versioning when the version is not known.
    async fn delete(
        &self,
        place: &Place<'_>,
        (name, version): (&str, Option<&str>),
        key: &StaticCredentials,
    ) -> Result<bool> {
        let query: Vec<_> = version
            .map(|version| ("versionId", version))
            .into_iter()
            .collect();
        let delete = OssRequest {
            action: "DeleteObject",
            method: Method::DELETE,
            key: name,
            query: &query,
            ..OssRequest::default()
        };
        match self.oss.send(place, &delete, key).await? {
            OssAnswer::Done(headers, _) => {
                let marker = headers.get("x-oss-delete-marker");
                Ok(version.is_none() && marker.is_some_and(|marker| marker == "true"))
            }
            OssAnswer::Refused(refusal) if refusal.code() == "NoSuchKey" => Ok(false),
            OssAnswer::Refused(refusal) => Err(refusal.into_denial(match version {
                Some(_) => "oss:DeleteObjectVersion",
                None => "oss:DeleteObject",
            })),
        }
    }

    async fn delete_with_retry(
        &self,
        place: &Place<'_>,
        object: (&str, Option<&str>),
        key: &StaticCredentials,
    ) -> Result<bool> {
        let mut deleted = Ok(false);
        for _ in 0..DELETIONS {
            deleted = self.delete(place, object, key).await;
            let again = |error: &Error| error.is_transient() || error.maybe_applied();
            if !deleted.as_ref().is_err_and(again) {
                break;
            }
        }
        deleted
    }
}

fn get(name: &str) -> OssRequest<'_> {
    OssRequest {
        action: "GetObject",
        method: Method::GET,
        key: name,
        ..OssRequest::default()
    }
}

/// `null` is the version after versioning was suspended.
fn version_of(headers: &HeaderMap) -> Option<String> {
    let version = headers.get("x-oss-version-id")?.to_str().ok()?;
    (version != "null").then(|| version.to_owned())
}

#[async_trait]
impl BucketProbe for AlibabaProbe {
    async fn probe(&self, role_arn: &str, bucket: &BucketName, region: Option<&str>) -> Probed {
        let mut probed = Probed::new("", []);
        let mut place = self.oss.place(bucket, region);
        let assumed = match (self.oss.ports.nonce)() {
            Ok(nonce) => {
                probed.object = format!("rolewright-probe-{nonce}");
                self.assume(role_arn, &place, &probed.object).await
            }
            Err(error) => Err(error),
        };
        let mut step = |action, error: Option<&Error>| {
            probed.steps.push(ProbeStep::of(action, error));
        };
        step(ProbeAction::Assume, assumed.as_ref().err());
        let Ok(key) = assumed else {
            return probed;
        };
        let name = probed.object.clone();
        let put = self.put(&mut place, &name, &key).await;
        step(ProbeAction::Put, put.as_ref().err());
        let version = match put {
            Ok(version) => {
                let get = self.get(&place, &name, &key).await;
                step(ProbeAction::Get, get.as_ref().err());
                version
            }
            // After a lost response the object may exist.
            Err(error) if error.maybe_applied() => match self.version(&place, &name, &key).await {
                Ok(None) => return probed,
                Ok(Some(version)) => version,
                Err(_) => None,
            },
            Err(_) => return probed,
        };
        let object = (name.as_str(), version.as_deref());
        let deleted = self.delete_with_retry(&place, object, &key).await;
        step(ProbeAction::Delete, deleted.as_ref().err());
        probed.left_behind = deleted.unwrap_or(true);
        probed
    }
}
