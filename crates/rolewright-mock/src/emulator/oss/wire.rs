//! OSS requests and responses on the wire.

use base64::Engine;
use base64::prelude::BASE64_STANDARD as BASE64;
use rolewright_sign::Received;
use rolewright_sign::encoding::{decode_pairs, percent_decode};
use serde_json::json;

use super::super::answer::Answer;
use super::super::host;
use super::super::params::header;
use super::super::rpc::REGION;
use crate::oss::{OssCall, OssRefusal, OssResult};
use crate::xml;

pub(super) fn read(received: &Received<'_>) -> OssCall {
    let host = header(received, "host").unwrap_or_default();
    let path = received.path.strip_prefix('/').unwrap_or(received.path);
    let (bucket, key) = match host::bucket(host) {
        Some(bucket) => (Some(bucket.to_owned()), path),
        None => {
            let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
            ((!bucket.is_empty()).then(|| percent_decode(bucket)), key)
        }
    };
    let headers = received.headers.iter();
    OssCall {
        method: received.method.to_owned(),
        bucket,
        key: percent_decode(key),
        query: decode_pairs(received.raw_query),
        headers: headers
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect(),
        body: received.body.to_vec(),
        region: host::region(host).unwrap_or(REGION).to_owned(),
        signed_region: None,
    }
}

/// Formats a response as OSS sends it.
pub(super) fn shown(
    received: &Received<'_>,
    call: &OssCall,
    request_id: &str,
    outcome: OssResult,
) -> Answer {
    let done = match outcome {
        Ok(done) => done,
        Err(refusal) => return refused(received, call, refusal, &short(request_id)),
    };
    let mut answer = Answer {
        status: done.status,
        headers: done.headers,
        body: done.body.into(),
        meta: done.meta,
        length: done.length,
        ..Answer::default()
    };
    answer.headers.push(("x-oss-request-id", short(request_id)));
    answer
}

/// OSS's request ids have 24 digits; the last ones are unique.
fn short(request_id: &str) -> String {
    let id = request_id.replace('-', "");
    id.get(8..).unwrap_or(&id).to_owned()
}

/// Formats an error; without a body it is in a header, where `alibabacloud-oss-v2` 1.4.1 reads it.
fn refused(received: &Received<'_>, call: &OssCall, refusal: OssRefusal, id: &str) -> Answer {
    let denial = refusal.denial.as_ref();
    let ec = refusal.ec;
    let of_denial = |value: &Option<String>| denial.and_then(|_| value.clone());
    let help = ec.map(|ec| format!("https://api.aliyun.com/troubleshoot?q={ec}"));
    let body = xml::document(
        "Error",
        &json!({
            "Code": refusal.code,
            "Message": denial.map_or(refusal.message, |denial| denial.message()),
            "RequestId": id,
            "HostId": header(received, "host"),
            "AccessDeniedDetail": denial.map(|denial| denial.detail_of_oss()),
            "Bucket": of_denial(&call.bucket),
            "User": denial.map(|denial| denial.caller()),
            "BucketName": call.bucket.as_ref().filter(|_| denial.is_none()),
            "Endpoint": refusal.endpoint,
            "EC": ec,
            "RecommendDoc": of_denial(&help),
        }),
    );
    let answer = match received.method {
        "HEAD" => {
            let empty = Answer {
                status: refusal.status,
                ..Answer::default()
            };
            empty.with("x-oss-err", BASE64.encode(body))
        }
        _ => Answer::new(refusal.status, "application/xml", body),
    };
    let answer = match ec {
        Some(ec) => answer.with("x-oss-ec", ec),
        None => answer,
    };
    answer.with("x-oss-request-id", id).with_code(refusal.code)
}
