//! An HTTP answer as a reply or an error.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::StatusCode;
use reqwest::header::{DATE, HeaderMap};
use rolewright_core::{Call, Error, ErrorKind, Reply, Result, ServiceError};
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::http::redact::Redactor;

/// Characters of the service's message that are kept.
const MESSAGE_LIMIT: usize = 2000;

/// Characters of an answer that is not the service's own that are shown.
const EXCERPT_LIMIT: usize = 120;

/// What the answer says. For a read, the caller takes back that anything may have been applied.
pub(crate) fn read(
    call: &Call,
    redactor: &Redactor,
    status: StatusCode,
    headers: &HeaderMap,
    body: Vec<u8>,
) -> Result<Reply> {
    if status.is_success() && !is_object(&body) {
        return Err(no_json(redactor, status, &body));
    }
    if status.is_success() && !says_no(call, &body) {
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
    // The nonce is new for every request, so a used one means that this request came before.
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

/// The service's time, by the header that every HTTP answer has.
pub(crate) fn date(headers: &HeaderMap) -> Option<Timestamp> {
    let text = headers.get(DATE)?.to_str().ok()?;
    rfc2822::DateTimeParser::new().parse_timestamp(text).ok()
}

/// Whether the bytes are one whole JSON object.
fn is_object(body: &[u8]) -> bool {
    let text = std::str::from_utf8(body).unwrap_or_default();
    text.trim_start().starts_with('{') && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// Whether a success is none: Container Registry may say so in the body alone, which the official
/// Terraform provider looks at after every call of it.
fn says_no(call: &Call, body: &[u8]) -> bool {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Body {
        is_success: Option<bool>,
    }
    let told = || serde_json::from_slice::<Body>(body).ok()?.is_success;
    call.service.name == "cr" && told() == Some(false)
}

fn no_json(redactor: &Redactor, status: StatusCode, body: &[u8]) -> Error {
    let shown = redactor.excerpt(&String::from_utf8_lossy(body), EXCERPT_LIMIT);
    Error::new(
        ErrorKind::UnexpectedReply,
        format!(
            "the answer, http {}, is no JSON object: `{shown}`",
            status.as_u16()
        ),
    )
    .with_remedy("look at the endpoint and at any proxy on the way")
    .with_maybe_applied(true)
}

fn redirect(status: StatusCode) -> Error {
    Error::new(
        ErrorKind::UnexpectedReply,
        format!(
            "the answer is a redirect, http {}, and none is followed",
            status.as_u16()
        ),
    )
    .with_remedy("look at the endpoint: the service itself sends no redirects")
    .with_maybe_applied(true)
}

/// The service's own error: official clients (Python SDK 1.3.0) take the names in either case.
fn service_error(
    redactor: &Redactor,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> Option<ServiceError> {
    let fields = fields(body)?;
    let text = |upper: &str, lower: &str, limit: usize| {
        let value = fields.get(upper).or_else(|| fields.get(lower))?.as_str()?;
        Some(redactor.excerpt(value, limit))
    };
    Some(ServiceError {
        status: status.as_u16(),
        code: text("Code", "code", 100)?,
        message: text("Message", "message", MESSAGE_LIMIT).unwrap_or_default(),
        request_id: text("RequestId", "requestId", 100).or_else(|| request_id(redactor, headers)),
    })
}

/// The error's fields: of a JSON object, or of the XML that a gateway falls back to.
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

/// The id that the gateway gives beside the body.
fn request_id(redactor: &Redactor, headers: &HeaderMap) -> Option<String> {
    let value = headers.get("x-acs-request-id")?.to_str().ok()?;
    Some(redactor.excerpt(value, 100))
}

/// An error that is not the service's: a gateway's page, an empty body.
fn gateway_error(
    redactor: &Redactor,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> Error {
    let shown = redactor.excerpt(&String::from_utf8_lossy(body), EXCERPT_LIMIT);
    let kind = ErrorKind::of_service(status.as_u16(), "");
    Error::new(
        kind,
        format!(
            "http {} without the service's own error: `{shown}`{}",
            status.as_u16(),
            request_id(redactor, headers)
                .map_or_else(String::new, |id| format!(", request id {id}"))
        ),
    )
    .with_maybe_applied(matches!(kind, ErrorKind::Server | ErrorKind::Timeout))
}

/// `x-acs-retry-after`: milliseconds, as the official Python client reads it.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get("x-acs-retry-after")?.to_str().ok()?;
    value.trim().parse().ok().map(Duration::from_millis)
}

/// What the service says about a refusal, by the field names of the official SDKs.
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

/// What to do next.
fn help(call: &Call, error: &Error, detail: &Detail) -> Option<String> {
    let code = error.code().unwrap_or_default();
    if error.kind() == ErrorKind::PermissionDenied {
        let service = &call.service.name;
        let has_names = matches!(service.as_ref(), "ram" | "cr");
        let by_name = || has_names.then(|| format!("{service}:{}", call.action));
        let action = detail.action.clone().or_else(by_name)?;
        return Some(if detail.explicit {
            format!(
                "a policy denies `{action}` to the caller explicitly (ExplicitDeny): take that out"
            )
        } else {
            format!("grant `{action}` to the caller")
        });
    }
    let by_code = [
        ("InvalidTimeStamp", "set this machine's clock"),
        ("RequestTimeTooSkewed", "set this machine's clock"),
        (
            "InvalidAccessKeyId",
            "look whether the access key id is right and the key is active",
        ),
        ("SignatureDoesNotMatch", "look at the access key secret"),
        ("InvalidSecurityToken", "get new temporary credentials"),
        (
            "SignatureNonceUsed",
            "something on the way sent the request twice: read back what is there",
        ),
    ];
    by_code
        .iter()
        .find(|(prefix, _)| code.starts_with(prefix))
        .map(|(_, help)| (*help).to_owned())
}
