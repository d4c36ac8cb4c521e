//! Maps HTTP responses to replies and errors.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::StatusCode;
use reqwest::header::{DATE, HeaderMap};
use rolewright_core::{Call, Error, ErrorKind, Reply, Result, ServiceError};
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::http::redact::{self, Redactor};

/// The most characters of the service's message that are kept.
const MESSAGE_LIMIT: usize = 2000;

/// The most characters that are shown of a response that is not from the service.
const EXCERPT_LIMIT: usize = 120;

/// Maps a response. Errors are marked as maybe applied for reads too; the caller corrects that.
pub(crate) fn read(
    call: &Call,
    redactor: &Redactor,
    status: StatusCode,
    headers: &HeaderMap,
    body: Vec<u8>,
) -> Result<Reply> {
    if status.is_success() && !is_object(&body) {
        return Err(not_json(redactor, status, &body));
    }
    if status.is_success() && !is_failure(call, &body) {
        return Ok(Reply::new(body).with_date(date(headers)));
    }
    if status.is_redirection() {
        return Err(redirect(status));
    }
    let Some(service) = service_error(redactor, status, headers, &body) else {
        return Err(gateway_error(redactor, status, headers, &body));
    };
    let detail = Detail::of(&body, redactor);
    let error = Error::from_service(service);
    // Each request has a new nonce, so a used one means that the service received it before.
    let twice = error
        .code()
        .is_some_and(|code| code.starts_with("SignatureNonceUsed"));
    let late = matches!(error.kind(), ErrorKind::Server | ErrorKind::Timeout);
    let error = error.with_maybe_applied(twice || late);
    let error = match retry_after(headers) {
        Some(wait) => error.with_retry_after(wait),
        None => error,
    };
    Err(match help(call, &error, &detail) {
        Some(help) => error.with_remedy(help),
        None => error,
    })
}

/// The service's time, from the `Date` header.
pub(crate) fn date(headers: &HeaderMap) -> Option<Timestamp> {
    let text = headers.get(DATE)?.to_str().ok()?;
    rfc2822::DateTimeParser::new().parse_timestamp(text).ok()
}

/// Whether the bytes are one whole JSON object.
fn is_object(body: &[u8]) -> bool {
    let text = std::str::from_utf8(body).unwrap_or_default();
    text.trim_start().starts_with('{') && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// Whether the body of a 2xx response reports a failure. Container Registry does that; the official
/// Terraform provider checks it after every call.
fn is_failure(call: &Call, body: &[u8]) -> bool {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Body {
        is_success: Option<bool>,
    }
    let is_success = || serde_json::from_slice::<Body>(body).ok()?.is_success;
    call.service.name == "cr" && is_success() == Some(false)
}

fn not_json(redactor: &Redactor, status: StatusCode, body: &[u8]) -> Error {
    let shown = redactor.excerpt(&String::from_utf8_lossy(body), EXCERPT_LIMIT);
    Error::new(
        ErrorKind::UnexpectedReply,
        format!(
            "the response, http {}, is not a JSON object: `{shown}`",
            status.as_u16()
        ),
    )
    .with_remedy("check the endpoint and any proxy")
    .with_maybe_applied(true)
}

fn redirect(status: StatusCode) -> Error {
    Error::new(
        ErrorKind::UnexpectedReply,
        format!(
            "the response is a redirect, http {}, which is not followed",
            status.as_u16()
        ),
    )
    .with_remedy("check the endpoint; the service itself sends no redirects")
    .with_maybe_applied(true)
}

/// The service error, if the body has one. As in the official Python SDK 1.3.0, field names may
/// start with either case.
fn service_error(
    redactor: &Redactor,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> Option<ServiceError> {
    let fields = fields(body)?;
    let value =
        |upper: &str, lower: &str| fields.get(upper).or_else(|| fields.get(lower))?.as_str();
    let text = |upper: &str, lower: &str, limit: usize| {
        let value = value(upper, lower)?;
        Some(redactor.excerpt(value, limit))
    };
    let code = redact::code(value("Code", "code")?, redactor);
    let message = text("Message", "message", MESSAGE_LIMIT).unwrap_or_default();
    let id = text("RequestId", "requestId", 100).or_else(|| request_id(redactor, headers));
    Some(ServiceError::new(status.as_u16(), code, message).with_request_id(id))
}

/// The fields of the error, from JSON or from a gateway's XML.
fn fields(body: &[u8]) -> Option<Value> {
    #[derive(Default, serde::Deserialize)]
    #[serde(default, rename_all = "PascalCase")]
    struct Xml {
        code: Option<String>,
        message: Option<String>,
        request_id: Option<String>,
    }
    if let Ok(fields) = serde_json::from_slice(body) {
        return Some(fields);
    }
    let text = std::str::from_utf8(body).ok()?;
    let xml: Xml = quick_xml::de::from_str(text).ok()?;
    let pairs = [
        ("Code", xml.code),
        ("Message", xml.message),
        ("RequestId", xml.request_id),
    ];
    let known = pairs
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?.into())));
    Some(Value::Object(known.collect()))
}

/// The request id in the gateway's header.
fn request_id(redactor: &Redactor, headers: &HeaderMap) -> Option<String> {
    let value = headers.get("x-acs-request-id")?.to_str().ok()?;
    Some(redactor.excerpt(value, 100))
}

/// An error that is not from the service, such as a gateway's error page or an empty body.
fn gateway_error(
    redactor: &Redactor,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> Error {
    let shown = redactor.excerpt(&String::from_utf8_lossy(body), EXCERPT_LIMIT);
    let kind = ErrorKind::of_service(status.as_u16(), "");
    let error = Error::new(
        kind,
        format!(
            "http {} without a service error: `{shown}`{}",
            status.as_u16(),
            request_id(redactor, headers)
                .map_or_else(String::new, |id| format!(", request id {id}"))
        ),
    )
    .with_maybe_applied(matches!(kind, ErrorKind::Server | ErrorKind::Timeout));
    // Go's and nginx's answer to plain HTTP.
    if shown.contains("HTTPS server") || shown.contains("HTTPS port") {
        return error.with_remedy("this port speaks TLS: write `https://`");
    }
    error
}

/// `x-acs-retry-after`: milliseconds, as the official Python client reads it.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get("x-acs-retry-after")?.to_str().ok()?;
    value.trim().parse().ok().map(Duration::from_millis)
}

/// The service's details about a denial, by the field names of the official SDKs.
#[derive(Default)]
struct Detail {
    action: Option<String>,
    explicit: bool,
}

impl Detail {
    fn of(body: &[u8], redactor: &Redactor) -> Self {
        let fields: Value = serde_json::from_slice(body).unwrap_or_default();
        let detail = fields
            .get("AccessDeniedDetail")
            .or_else(|| fields.get("accessDeniedDetail"));
        let text = |name: &str| {
            detail
                .and_then(|detail| detail.get(name))
                .and_then(Value::as_str)
        };
        Self {
            action: text("AuthAction").map(|action| redactor.excerpt(action, 100)),
            explicit: text("NoPermissionType") == Some("ExplicitDeny"),
        }
    }
}

/// The remedy.
fn help(call: &Call, error: &Error, detail: &Detail) -> Option<String> {
    let code = error.code().unwrap_or_default();
    if error.kind() == ErrorKind::PermissionDenied {
        let service = &call.service.name;
        let has_names = matches!(service.as_ref(), "ram" | "cr");
        let by_name = || has_names.then(|| format!("{service}:{}", call.action));
        let action = detail.action.clone().or_else(by_name)?;
        return Some(if detail.explicit {
            format!(
                "remove the policy statement that denies `{action}` to the caller (ExplicitDeny)"
            )
        } else {
            format!("grant `{action}` to the caller")
        });
    }
    let by_code = [
        ("InvalidTimeStamp", "correct this machine's clock"),
        ("RequestTimeTooSkewed", "correct this machine's clock"),
        (
            "InvalidAccessKeyId",
            "check that the access key id is correct and the access key is active",
        ),
        ("SignatureDoesNotMatch", "check the access key secret"),
        ("InvalidSecurityToken", "get new temporary credentials"),
        (
            "SignatureNonceUsed",
            "a proxy may have sent the request twice; read back whether it was applied",
        ),
    ];
    by_code
        .iter()
        .find(|(prefix, _)| code.starts_with(prefix))
        .map(|(_, help)| (*help).to_owned())
}
