//! Dispatches a request to its protocol.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::Request;
use hyper::body::{Body, Incoming};
use hyper::header::HeaderValue;
use rolewright_sign::Received;

use super::answer::{Answer, Cut};
use super::emulation::Emulation;
use super::params::header;
use super::{control, host, oss, rpc};

/// The maximum size of a body.
const BODY_BYTES: usize = 32 * 1024 * 1024;

/// Answers one request.
pub(super) async fn answer(
    emulation: &Emulation,
    incoming: Request<Incoming>,
) -> Result<Answer, Cut> {
    let (head, body) = incoming.into_parts();
    let body = match read(body, emulation.timeout).await {
        Ok(body) => body,
        Err(refused) => return Ok(refused),
    };
    let texts: Vec<_> = head.headers.values().map(text).collect();
    let names = head.headers.iter().map(|(name, _)| name.as_str());
    let headers: Vec<_> = names.zip(texts.iter().map(AsRef::as_ref)).collect();
    let received = Received {
        method: head.method.as_str(),
        path: head.uri.path(),
        raw_query: head.uri.query().unwrap_or_default(),
        headers: &headers,
        body: &body,
    };
    dispatch(emulation, &received).await
}

async fn read(body: Incoming, timeout: Duration) -> Result<Bytes, Answer> {
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    if body.size_hint().lower() > BODY_BYTES as u64 {
        return Err(refused(413, "the body is too large"));
    }
    let collected = Limited::new(body, BODY_BYTES).collect();
    match tokio::time::timeout(timeout, collected).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            Err(refused(413, "the body is too large"))
        }
        Ok(Err(_)) => Err(refused(400, "the body is incomplete")),
        Err(_) => Err(refused(408, "timeout while receiving the body")),
    }
}

fn text(value: &HeaderValue) -> Cow<'_, str> {
    match value.to_str() {
        Ok(text) => text.into(),
        Err(_) => String::from_utf8_lossy(value.as_bytes()),
    }
}

/// Answers a complete request.
pub(super) async fn dispatch(
    emulation: &Emulation,
    received: &Received<'_>,
) -> Result<Answer, Cut> {
    if received.path.starts_with(control::PREFIX) {
        return Ok(control::answer(emulation, received));
    }
    if !host::is_served(received, emulation.reachable) {
        let text = "the emulator requires a Host and an Origin of this machine";
        return Ok(control::failed(403, text));
    }
    if speaks_oss(received) {
        return oss::answer(emulation, received).await;
    }
    rpc::answer(emulation, received).await
}

/// Whether a request is for OSS, which has its own signatures; an unsigned request is, if it names a
/// bucket or an object (rule `which-protocol`).
fn speaks_oss(received: &Received<'_>) -> bool {
    match header(received, "authorization") {
        Some(signature) => signature.starts_with("OSS"),
        None => {
            let has_action = received.raw_query.contains("Action=")
                || header(received, "x-acs-action").is_some()
                || header(received, "content-type")
                    .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
            !has_action && (received.path != "/" || header(received, "x-oss-date").is_some())
        }
    }
}

/// Refuses a request that no protocol can answer.
fn refused(status: u16, why: &'static str) -> Answer {
    Answer::new(status, "text/plain", why).with("connection", "close")
}
