//! One request of a call, and what its answer says.

use std::time::Duration;

use reqwest::{Client, Url};
use rolewright_core::{Call, Error, ErrorKind, Reply, Result};
use tracing::Span;

use crate::credential::static_credentials::StaticCredentials;
use crate::endpoints::endpoint::Endpoint;
use crate::http::redact::Redactor;
use crate::http::{request, response, transport};
use crate::ports::Ports;

/// Where a call goes, and as whom.
#[derive(Clone, Copy)]
pub(crate) struct Attempt<'a> {
    pub(crate) client: &'a Client,
    pub(crate) endpoint: &'a Endpoint,
    /// None for a call that needs none.
    pub(crate) key: Option<&'a StaticCredentials>,
    pub(crate) ports: &'a Ports,
}

impl Attempt<'_> {
    /// Sends the call once, signed anew, and reads the answer.
    pub(crate) async fn once(self, call: &Call, longest: Duration) -> Result<Reply> {
        let request = match self.key {
            Some(key) => request::signed(self.client, self.endpoint, call, key, self.ports)?,
            None => request::anonymous(self.client, self.endpoint, call, self.ports)?,
        };
        let answer = request.timeout(longest).send().await;
        let response = answer.map_err(transport::failure)?;
        Span::current().record("status", response.status().as_u16());
        self.stays(response.url())?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = transport::body(response).await?;
        let redactor = Redactor::new(call, self.key);
        response::read(call, &redactor, status, &headers, body)
    }

    /// A client of the caller's own may follow redirects, which the service sends none of.
    fn stays(self, answered: &Url) -> Result<()> {
        if self.endpoint.is_of(answered) {
            return Ok(());
        }
        let message = "the HTTP client followed a redirect to another place";
        Err(Error::new(ErrorKind::UnexpectedReply, message)
            .with_remedy("give a client that follows none: the signed headers go with it")
            .with_maybe_applied(true))
    }
}

/// Names the call in an error of it. A read changes nothing, whatever became of it.
pub(crate) fn about_call(error: Error, call: &Call) -> Error {
    let maybe_applied = error.maybe_applied() && !call.is_read();
    let error = error.with_maybe_applied(maybe_applied);
    error.with_action(call.action.clone())
}
