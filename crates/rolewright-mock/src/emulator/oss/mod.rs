//! OSS over HTTP: signatures, the bucket's name in path or host, and errors in XML.

use base64::Engine;
use base64::prelude::BASE64_STANDARD as BASE64;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use rolewright_sign::encoding::{decode_pairs, percent_decode};
use rolewright_sign::{Received, VerifyError, oss1, oss4};
use serde_json::json;

use super::answer::{Answer, Cut};
use super::emulation::Emulation;
use super::faults::{self, Fault, Stale};
use super::gateway::{Requester, WINDOW};
use super::keys::{self, BadKey};
use super::params::header;
use super::request_log::{self, Entry};
use super::rpc::{self, REGION};
use crate::account::Moment;
use crate::oss::{self, OssAnswer, OssCall, OssRefusal, OssResult, Row, refuse};
use crate::xml;

pub(super) async fn answer(emulation: &Emulation, received: &Received<'_>) -> Result<Answer, Cut> {
    let mut moment = emulation.moment();
    let mut requester = Requester::default();
    let mut call = read(received);
    let row = oss::find(&call);
    let admitted = authenticate(emulation, received, &mut call, &mut requester);
    let mut fault = None;
    let outcome = match (admitted, row) {
        (Err(refusal), _) => Some(Err(refusal)),
        (Ok(()), None) => Some(Err(refuse("NotImplemented"))),
        (Ok(()), Some(row)) => {
            moment.caller = requester.caller.clone().unwrap_or_default();
            fault = emulation.traffic().faults.decide("oss", row.name);
            respond(emulation, row, &call, &moment, fault.as_ref()).await
        }
    };
    let answer = outcome.map(|outcome| shown(received, &call, &moment, outcome));
    let answer = match (&fault, answer) {
        (Some(Fault::BadGateway), _) => Some(rpc::bad_gateway()),
        (Some(Fault::CutBody), Some(answer)) => Some(Answer {
            cut: true,
            ..answer
        }),
        (_, answer) => answer,
    };
    emulation.note(Entry {
        time: moment.now.to_string(),
        service: "oss".into(),
        action: row.map_or("", |row| row.name).into(),
        params: request_log::shown(
            [
                ("Bucket", call.bucket.as_deref().unwrap_or_default()),
                ("Key", &call.key),
            ]
            .into_iter()
            .filter(|(_, value)| !value.is_empty()),
        ),
        caller: requester
            .caller
            .as_ref()
            .map_or_else(String::new, |caller| emulation.shown(caller)),
        access_key_id: requester.access_key_id,
        status: answer.as_ref().map_or(0, |answer| answer.status),
        code: answer.as_ref().and_then(|answer| answer.code.clone()),
        request_id: moment.request_id,
        fault: fault.as_ref().map(rpc::fault_name),
    });
    answer.ok_or(Cut)
}

/// Returns the result; `None` if a fault withholds the response.
async fn respond(
    emulation: &Emulation,
    row: &'static Row,
    call: &OssCall,
    moment: &Moment,
    fault: Option<&Fault>,
) -> Option<OssResult> {
    let failed = |status, code: &str| {
        Some(Err(OssRefusal {
            status,
            ..refuse(code)
        }))
    };
    match fault {
        Some(Fault::Delay { milliseconds }) => {
            faults::delay(*milliseconds).await;
        }
        Some(Fault::InternalError) => return failed(500, "InternalError"),
        Some(Fault::ServiceUnavailable) => return failed(503, "ServiceUnavailable"),
        Some(Fault::Throttle { .. }) => return failed(503, "QpsLimitExceeded"),
        Some(Fault::ExpiredToken) => return Some(Err(refuse("SecurityTokenExpired"))),
        Some(Fault::CutBefore) => return None,
        Some(Fault::BadGateway) => return Some(Ok(OssAnswer::default())),
        _ => {}
    }
    let stale = match fault {
        Some(Fault::Stale {
            reads,
            milliseconds,
        }) => Some(Stale::new(*reads, *milliseconds, moment.now)),
        _ => None,
    };
    let done = emulation.execute(row.is_read(), stale, |account| {
        account.execute_oss(row, call, moment, emulation.enforce)
    });
    let outcome =
        done.unwrap_or_else(|error| Err(refuse("InternalError").with_message(error.message())));
    (!matches!(fault, Some(Fault::LoseAnswer))).then_some(outcome)
}

/// Returns the bucket in the host name (rule `bucket-in-host`).
fn bucket_in_host(host: &str) -> Option<&str> {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let (bucket, rest) = name.split_once('.')?;
    let below =
        rest == "localhost" || (rest.starts_with("oss-") && rest.ends_with(".aliyuncs.com"));
    below.then_some(bucket)
}

fn read(received: &Received<'_>) -> OssCall {
    let host = header(received, "host").unwrap_or_default();
    let path = received.path.strip_prefix('/').unwrap_or(received.path);
    let (bucket, key) = match bucket_in_host(host) {
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
        region: region_of_host(host).unwrap_or(REGION).to_owned(),
    }
}

/// Returns `cn-hangzhou` for `oss-cn-hangzhou.aliyuncs.com`.
fn region_of_host(host: &str) -> Option<&str> {
    let labels = host.strip_suffix(".aliyuncs.com")?.rsplit('.').next()?;
    let region = labels.strip_prefix("oss-")?;
    Some(region.strip_suffix("-internal").unwrap_or(region))
}

/// Authenticates the caller (rule `order-of-oss-checks`).
fn authenticate(
    emulation: &Emulation,
    received: &Received<'_>,
    call: &mut OssCall,
    requester: &mut Requester,
) -> Result<(), OssRefusal> {
    let signature = header(received, "authorization").unwrap_or_default();
    let is_v4 = signature.starts_with(oss4::ALGORITHM);
    let (id, date) = if signature.is_empty() {
        // Public buckets are not emulated.
        return Err(refuse("AccessDenied"));
    } else if is_v4 {
        let parsed = oss4::Authorization::of(received).map_err(|error| mismatch(&error))?;
        call.region = parsed.region.to_owned();
        let date = header(received, "x-oss-date").and_then(basic_date);
        (parsed.access_key_id, date)
    } else {
        let id = oss1::access_key_id(received).map_err(|error| mismatch(&error))?;
        let date = header(received, "x-oss-date").or_else(|| header(received, "date"));
        (id, date.and_then(http_date))
    };
    requester.access_key_id = id.to_owned();
    let token = header(received, "x-oss-security-token");
    let token = token.or_else(|| header(received, "security-token"));
    let now = emulation.now().as_second();
    let known = emulation
        .backend
        .read(|account| keys::find(account, &emulation.root, (id, token), now))
        .map_err(|error| refuse("InternalError").with_message(error.message()))?
        .map_err(|bad| match bad {
            BadKey::Unknown | BadKey::Inactive => refuse("InvalidAccessKeyId"),
            BadKey::TokenExpired => refuse("SecurityTokenExpired"),
            _ => refuse("InvalidSecurityToken"),
        })?;
    requester.caller = Some(known.caller.clone());
    let stamped = date.ok_or_else(|| {
        let text = "OSS authentication requires a valid Date.";
        OssRefusal {
            status: 403,
            ..refuse("AccessDenied").with_message(text)
        }
    })?;
    if now.saturating_sub(stamped).saturating_abs() > WINDOW {
        let text = "The difference between the request time and the current time is too large.";
        return Err(OssRefusal {
            status: 403,
            ..refuse("RequestTimeTooSkewed").with_message(text)
        });
    }
    let bucket = header(received, "host").and_then(bucket_in_host);
    let secret = known.secret.expose();
    let verified = if is_v4 {
        oss4::verify(received, bucket, secret)
    } else {
        oss1::verify(received, bucket, secret)
    };
    verified.map_err(|error| mismatch(&error))?;
    emulation
        .note_use(&requester.access_key_id, &known, now)
        .map_err(|error| refuse("InternalError").with_message(error.message()))
}

/// Parses `20260102T030405Z` to Unix seconds.
fn basic_date(text: &str) -> Option<i64> {
    let at = DateTime::strptime("%Y%m%dT%H%M%SZ", text).ok()?;
    Some(TimeZone::UTC.to_timestamp(at).ok()?.as_second())
}

/// Parses `Fri, 02 Jan 2026 03:04:05 GMT` to Unix seconds.
fn http_date(text: &str) -> Option<i64> {
    let at = DateTime::strptime("%a, %d %b %Y %H:%M:%S GMT", text).ok()?;
    Some(TimeZone::UTC.to_timestamp(at).ok()?.as_second())
}

fn mismatch(error: &VerifyError) -> OssRefusal {
    let (code, status) = match error {
        VerifyError::AuthorizationOdd { .. } => ("InvalidArgument", 400),
        _ => ("SignatureDoesNotMatch", 403),
    };
    let text = match error {
        VerifyError::SignatureMismatch { string_to_sign } => format!(
            "The request signature we calculated does not match the signature you provided. \
             Check your key and signing method. StringToSign: {string_to_sign}"
        ),
        other => other.to_string(),
    };
    OssRefusal {
        status,
        ..refuse(code).with_message(text)
    }
}

/// Formats a response as OSS sends it.
fn shown(received: &Received<'_>, call: &OssCall, moment: &Moment, outcome: OssResult) -> Answer {
    let id = moment.request_id.replace('-', "");
    // OSS's request ids have 24 digits; the last ones are unique.
    let id = id.get(8..).unwrap_or(&id).to_owned();
    let done = match outcome {
        Ok(done) => done,
        Err(refusal) => return refused(received, call, refusal, &id),
    };
    let mut answer = Answer {
        status: done.status,
        headers: done.headers,
        body: done.body.into(),
        meta: done.meta,
        length: done.length,
        ..Answer::default()
    };
    answer.headers.push(("x-oss-request-id", id));
    answer
}

/// Formats an error; without a body it is in a header, where `alibabacloud-oss-v2` 1.4.1 reads it.
fn refused(received: &Received<'_>, call: &OssCall, refusal: OssRefusal, id: &str) -> Answer {
    let detail = refusal.denial.as_ref().map(|denial| denial.detail());
    let message = refusal.denial.as_ref().map(|denial| denial.message());
    let body = xml::document(
        "Error",
        &json!({
            "Code": refusal.code,
            "Message": message.unwrap_or(refusal.message),
            "RequestId": id,
            "HostId": header(received, "host"),
            "BucketName": call.bucket,
            "AccessDeniedDetail": detail,
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
    answer.with("x-oss-request-id", id).with_code(refusal.code)
}
