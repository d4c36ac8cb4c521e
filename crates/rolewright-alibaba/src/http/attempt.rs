//! One attempt of a call: request and response.

use reqwest::{Client, Url};
use rolewright_core::evidence::EvidenceRecorder;
use rolewright_core::{Call, Error, ErrorKind, Reply, Result};
use tracing::Span;

use crate::credential::static_credentials::StaticCredentials;
use crate::endpoints::endpoint::Endpoint;
use crate::http::exchange::{Evidence, Exchange};
use crate::http::redact::Redactor;
use crate::http::retry_loop::Try;
use crate::http::{request, response};
use crate::ports::Ports;

/// The endpoint of a call, and the access key that signs it.
#[derive(Clone, Copy)]
pub(crate) struct Attempt<'a> {
    pub(crate) client: &'a Client,
    pub(crate) endpoint: &'a Endpoint,
    /// `None` for an anonymous call.
    pub(crate) key: Option<&'a StaticCredentials>,
    pub(crate) ports: &'a Ports,
    /// Records the attempt while a diagnosis collects evidence.
    pub(crate) recorder: &'a EvidenceRecorder,
}

impl Attempt<'_> {
    /// Signs the call, sends it once and reads the response.
    pub(crate) async fn once(self, call: &Call, turn: Try) -> Result<Reply> {
        let request = match self.key {
            Some(key) => request::signed(self.client, self.endpoint, call, key, self.ports)?,
            None => request::anonymous(self.client, self.endpoint, call, self.ports)?,
        };
        let redactor = Redactor::new(call, self.key);
        let exchange = Exchange {
            action: &call.action,
            attempt: turn.number,
            clock: &*self.ports.waiting,
            redactor: Some(&redactor),
            evidence: Evidence::of_call(self.recorder, self.endpoint, call),
        };
        let answer = exchange.send(request.timeout(turn.longest)).await?;
        Span::current().record("status", answer.status.as_u16());
        self.stays(&answer.url)?;
        response::read(call, &redactor, answer.status, &answer.headers, answer.body)
    }

    /// Rejects a response from another host: a custom client may follow redirects.
    fn stays(self, answered: &Url) -> Result<()> {
        if self.endpoint.is_of(answered) {
            return Ok(());
        }
        let message = "the HTTP client followed a redirect to another host";
        Err(Error::new(ErrorKind::UnexpectedReply, message)
            .with_remedy(
                "use a client that follows no redirects, since they carry the signed headers",
            )
            .with_maybe_applied(true))
    }
}

/// Adds the call to its error. A failed read never counts as applied.
pub(crate) fn about_call(error: Error, call: &Call) -> Error {
    let maybe_applied = error.maybe_applied() && !call.is_read();
    let error = error.with_maybe_applied(maybe_applied);
    error.with_action(call.action.clone())
}
