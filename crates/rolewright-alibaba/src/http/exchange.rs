//! One request and its whole response, with a trace of both.

use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, StatusCode, Url};
use rolewright_core::clock::Clock;
use rolewright_core::{Reply, Result};

use crate::http::redact::Redactor;
use crate::http::transport;

/// What the trace says about a request besides its method and host.
#[derive(Clone, Copy)]
pub(crate) struct Exchange<'a> {
    pub(crate) action: &'a str,
    pub(crate) attempt: u32,
    pub(crate) clock: &'a dyn Clock,
    /// Without it, the request id is not traced: only the secrets of a call are known.
    pub(crate) redactor: Option<&'a Redactor>,
}

/// A response with its whole body.
pub(crate) struct Exchanged {
    pub(crate) url: Url,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Exchange<'_> {
    /// Sends the request. The events `request` and `response` have the target of this module, and
    /// neither parameters, headers nor bodies. An error is marked as maybe applied for reads too.
    pub(crate) async fn send(self, request: RequestBuilder) -> Result<Exchanged> {
        let (client, request) = request.build_split();
        let request = request.map_err(transport::failure)?;
        let (action, attempt) = (self.action, self.attempt);
        let method = request.method().to_string();
        let host = transport::origin(request.url());
        tracing::debug!(method, host, action, attempt, "request");
        let began = self.clock.now();
        let answer: Result<_> = async {
            let response = client.execute(request).await.map_err(transport::failure)?;
            let (url, status) = (response.url().clone(), response.status());
            let headers = response.headers().clone();
            let body = transport::body(response).await?;
            Ok(Exchanged {
                url,
                status,
                headers,
                body,
            })
        }
        .await;
        let took = self.clock.now().saturating_sub(began);
        let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        match &answer {
            Ok(answer) => tracing::debug!(
                action,
                attempt,
                status = answer.status.as_u16(),
                request_id = self.request_id(answer),
                milliseconds,
                "response"
            ),
            Err(error) => {
                tracing::debug!(
                    action,
                    attempt,
                    error = error.message(),
                    milliseconds,
                    "failed"
                );
            }
        }
        answer
    }

    /// The request id in the header of OSS or of the gateway, else in the body.
    fn request_id(self, answer: &Exchanged) -> Option<String> {
        let redactor = self.redactor?;
        let of_header = |name| answer.headers.get(name)?.to_str().ok().map(str::to_owned);
        let id = of_header("x-oss-request-id").or_else(|| of_header("x-acs-request-id"));
        let id = id.or_else(|| Reply::new(answer.body.clone()).request_id())?;
        Some(redactor.excerpt(&id, 100))
    }
}
