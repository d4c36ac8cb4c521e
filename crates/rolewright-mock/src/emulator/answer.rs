//! Responses: complete, cut off, or none.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use hyper::header::{CONTENT_LENGTH, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};

use super::console::ConsoleBody;
use super::waiting::Busy;

pub(super) const JSON: &str = "application/json;charset=utf-8";
pub(super) const XML: &str = "text/xml;charset=utf-8";

/// A response before it is sent.
#[derive(Clone, Debug, Default)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    /// Headers whose names the client chose.
    pub(super) meta: Vec<(String, String)>,
    pub(super) body: Bytes,
    /// The content length of a response to `HEAD`.
    pub(super) length: Option<usize>,
    /// Whether to close the connection after half of the body.
    pub(super) cut: bool,
    /// The error code, for the list of requests.
    pub(super) code: Option<String>,
}

impl Answer {
    pub(super) fn new(status: u16, kind: &str, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            headers: vec![("content-type", kind.to_owned())],
            body: body.into(),
            ..Self::default()
        }
    }

    pub(super) fn json(status: u16, body: &serde_json::Value) -> Self {
        Self::new(status, JSON, body.to_string())
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(super) fn with_code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// Converts to hyper's type. Headers that are not valid in HTTP are skipped.
    pub(super) fn into_response(self, busy: Option<Busy>) -> Response<Sent> {
        let mut response = Response::new(Sent {
            whole: self.body.len() as u64,
            rest: Some(if self.cut {
                self.body.slice(..self.body.len() / 2)
            } else {
                self.body
            }),
            cut: self.cut,
            sent: false,
            page: None,
            _busy: busy,
        });
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if let Some(length) = self.length {
            response.headers_mut().insert(CONTENT_LENGTH, length.into());
        }
        let own = self.headers.into_iter();
        let own = own.map(|(name, value)| (HeaderName::from_static(name), value));
        let meta = self.meta.into_iter().filter_map(|(name, value)| {
            let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
            Some((name, value))
        });
        for (name, value) in own.chain(meta) {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

/// A body that may be cut off.
#[derive(Debug)]
pub(super) struct Sent {
    whole: u64,
    rest: Option<Bytes>,
    cut: bool,
    /// Whether the part before the cut was flushed.
    sent: bool,
    /// The body of a page of the console instead.
    page: Option<ConsoleBody>,
    /// Dropped when the response is written.
    _busy: Option<Busy>,
}

impl Sent {
    /// The body of a page. Without a known length it does not keep its connection.
    pub(super) fn page(page: ConsoleBody, busy: Option<Busy>) -> Self {
        Self {
            whole: 0,
            rest: None,
            cut: false,
            sent: false,
            _busy: busy.filter(|_| page.size_hint().exact().is_some()),
            page: Some(page),
        }
    }
}

/// The error that closes a connection on purpose.
#[derive(Debug)]
pub(super) struct Cut;

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("connection closed by a fault plan")
    }
}

impl std::error::Error for Cut {}

impl From<Infallible> for Cut {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl Body for Sent {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        if let Some(page) = &mut self.page {
            let frame = Pin::new(page).poll_frame(context);
            return frame.map_err(Cut::from);
        }
        if self.rest.is_none() && self.cut && !self.sent {
            self.sent = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(match self.rest.take().filter(|rest| !rest.is_empty()) {
            Some(rest) => Some(Ok(Frame::data(rest))),
            None if self.cut => Some(Err(Cut)),
            None => None,
        })
    }

    fn is_end_stream(&self) -> bool {
        if let Some(page) = &self.page {
            return page.is_end_stream();
        }
        !self.cut && self.rest.as_ref().is_none_or(Bytes::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        let whole = || SizeHint::with_exact(self.whole);
        self.page.as_ref().map_or_else(whole, Body::size_hint)
    }
}
