//! Dispatches a request to its protocol.

use std::borrow::Cow;
use std::sync::Arc;

use hyper::body::Incoming;
use hyper::header::HeaderValue;
use hyper::{Request, Response};
use rolewright_sign::Received;

use super::answer::{Answer, Cut};
use super::body::{self, NotRead};
use super::console::{self, ConsoleBody, ConsoleHandler};
use super::emulation::Emulation;
use super::handle::EmulatorHandle;
use super::params::header;
use super::{control, host, oss, rpc};
use crate::oss::refuse;

/// The response to a request.
pub(super) enum Answered {
    /// Of a service or a control endpoint.
    Service(Answer),
    /// Of the console.
    Page(Response<ConsoleBody>),
}

/// Answers one request. `received_whole` is called when nothing more is to be received.
pub(super) async fn answer(
    (emulation, console): (&Arc<Emulation>, Option<&dyn ConsoleHandler>),
    incoming: Request<Incoming>,
    received_whole: impl FnOnce() -> Result<(), Cut>,
) -> Result<Answered, Cut> {
    let (head, body) = incoming.into_parts();
    let texts: Vec<_> = head.headers.values().map(text).collect();
    let names = head.headers.iter().map(|(name, _)| name.as_str());
    let headers: Vec<_> = names.zip(texts.iter().map(AsRef::as_ref)).collect();
    let mut received = Received {
        method: head.method.as_str(),
        path: head.uri.path(),
        raw_query: head.uri.query().unwrap_or_default(),
        headers: &headers,
        body: b"",
    };
    if let Some(foreign) = foreign(emulation, &received) {
        return Ok(Answered::Service(foreign.with("connection", "close")));
    }
    let console = console.filter(|_| console::has(received.path));
    let is_authentic = || match Protocol::of(&received) {
        // Its forms are small.
        Protocol::Control if console.is_some() => false,
        // Its requests need no signature, but come from this machine.
        Protocol::Control => true,
        Protocol::Oss => oss::is_authentic(emulation, &received),
        Protocol::Rpc => false,
    };
    let body = body::read(body, emulation.timeout, &emulation.body_space, is_authentic).await;
    received_whole()?;
    let answer = match (body, console) {
        (Ok(body), Some(console)) => {
            let request = Request::from_parts(head, body.bytes.clone());
            let handle = EmulatorHandle(Arc::clone(emulation));
            return Ok(Answered::Page(console.handle(handle, request).await));
        }
        (Ok(body), None) => {
            received.body = &body.bytes;
            dispatch(emulation, &received).await?
        }
        (Err(NotRead::NotAuthenticated), Some(_)) => {
            not_read(emulation, &received, NotRead::TooLarge)
        }
        (Err(why), _) => not_read(emulation, &received, why),
    };
    Ok(Answered::Service(answer))
}

/// Refuses a request whose body was not read. What is left of it makes the connection useless.
fn not_read(emulation: &Emulation, head: &Received<'_>, why: NotRead) -> Answer {
    let (status, code, text) = match why {
        NotRead::TooLarge => (413, "EntityTooLarge", "the body is too large"),
        NotRead::NotAuthenticated => (
            413,
            "EntityTooLarge",
            "the body is too large for a request without a valid signature in its head",
        ),
        NotRead::Busy => (
            503,
            "ServiceUnavailable",
            "the bodies of all requests are too large",
        ),
        NotRead::Incomplete => (400, "IncompleteBody", "the body is incomplete"),
        NotRead::Late => (408, "RequestTimeout", "timeout while receiving the body"),
    };
    let answer = match Protocol::of(head) {
        Protocol::Oss if why == NotRead::NotAuthenticated => {
            oss::refused(emulation, head, refuse(code).with_message(text))
        }
        Protocol::Oss => oss::refused(emulation, head, refuse(code)),
        Protocol::Rpc | Protocol::Control => Answer::new(status, "text/plain", text),
    };
    answer.with("connection", "close")
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
    if let Some(foreign) = foreign(emulation, received) {
        return Ok(foreign);
    }
    match Protocol::of(received) {
        Protocol::Control => Ok(control::answer(emulation, received)),
        Protocol::Oss => oss::answer(emulation, received).await,
        Protocol::Rpc => rpc::answer(emulation, received).await,
    }
}

/// Refuses a request with a foreign `Host` or `Origin`.
fn foreign(emulation: &Emulation, head: &Received<'_>) -> Option<Answer> {
    let (is_known, who) = match Protocol::of(head) {
        Protocol::Control => (host::is_local(head), "the control endpoints require"),
        _ => (
            host::is_served(head, emulation.reachable),
            "the emulator requires",
        ),
    };
    let text = || format!("{who} a Host and an Origin of this machine");
    (!is_known).then(|| control::failed(403, &text()))
}

/// The protocol of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Protocol {
    Control,
    Oss,
    Rpc,
}

impl Protocol {
    fn of(head: &Received<'_>) -> Self {
        if head.path.starts_with(control::PREFIX) {
            Self::Control
        } else if speaks_oss(head) {
            Self::Oss
        } else {
            Self::Rpc
        }
    }
}

/// Whether a request is for OSS, which has its own signatures, also in the query; an unsigned request
/// is, if it names a bucket or an object (rule `which-protocol`).
fn speaks_oss(received: &Received<'_>) -> bool {
    match header(received, "authorization") {
        Some(signature) => signature.starts_with("OSS"),
        None if is_presigned(received.raw_query) => true,
        None => {
            let has_action = received.raw_query.contains("Action=")
                || header(received, "x-acs-action").is_some()
                || header(received, "content-type")
                    .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
            !has_action && (received.path != "/" || header(received, "x-oss-date").is_some())
        }
    }
}

/// Whether the query has an OSS signature.
fn is_presigned(raw_query: &str) -> bool {
    let signed = ["OSSAccessKeyId=", "x-oss-signature-version="];
    raw_query
        .split('&')
        .any(|pair| signed.iter().any(|name| pair.starts_with(name)))
}
