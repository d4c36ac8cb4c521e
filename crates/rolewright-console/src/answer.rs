//! Responses, with the headers that every one of them has.

use std::convert::Infallible;

use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName,
    HeaderValue, LOCATION, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use hyper::{Method, Response, StatusCode};
use maud::Markup;

/// The body of a response.
pub type Body = UnsyncBoxBody<Bytes, Infallible>;

pub(crate) type Answer = Response<Body>;

/// Scripts, styles and requests of the console itself, and nothing else.
const SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The headers of every response. With the referrer policy `no-referrer` browsers would send
/// `Origin: null` with the console's own forms.
const HEADERS: [(HeaderName, &str); 7] = [
    (CONTENT_SECURITY_POLICY, SECURITY_POLICY),
    (CACHE_CONTROL, "no-store"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "same-origin"),
    (X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

pub(crate) fn page(status: StatusCode, page: Markup) -> Answer {
    of_type(status, "text/html; charset=utf-8", page.into_string())
}

/// A redirect that a browser follows with GET, so that a reload sends no form again.
pub(crate) fn see_other(address: &str) -> Answer {
    let mut answer = of_type(
        StatusCode::SEE_OTHER,
        "text/plain; charset=utf-8",
        String::new(),
    );
    set(&mut answer, LOCATION, address);
    answer
}

pub(crate) fn of_type(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<Bytes>,
) -> Answer {
    of_body(status, content_type, Full::new(body.into()).boxed_unsync())
}

pub(crate) fn of_body(status: StatusCode, content_type: &'static str, body: Body) -> Answer {
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer
}

/// A file to save.
pub(crate) fn download(name: &str, content_type: &'static str, body: String) -> Answer {
    let mut answer = of_type(StatusCode::OK, content_type, body);
    let value = format!("attachment; filename=\"{name}\"");
    set(&mut answer, CONTENT_DISPOSITION, &value);
    answer
}

/// The answer to another method than the path has.
pub(crate) fn with_allow(mut answer: Answer, method: &Method) -> Answer {
    set(&mut answer, ALLOW, method.as_str());
    answer
}

/// Sets a header whose value was made here, so that it is valid.
pub(crate) fn set(answer: &mut Answer, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(name, value);
    }
}
