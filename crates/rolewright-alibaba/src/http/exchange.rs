//! One request and its whole response, with a trace of both.

use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, StatusCode, Url};
use rolewright_core::clock::Clock;
use rolewright_core::evidence::{Answered, EvidenceRecorder, Exchanged};
use rolewright_core::{Call, Error, Reply, Result};

use crate::endpoints::endpoint::Endpoint;
use crate::endpoints::is_built_in;
use crate::http::redact::Redactor;
use crate::http::transport;

/// What the trace says about a request besides its method and host.
#[derive(Clone)]
pub(crate) struct Exchange<'a> {
    pub(crate) action: &'a str,
    pub(crate) attempt: u32,
    pub(crate) clock: &'a dyn Clock,
    /// Without it, the request id is not traced: only the secrets of a call are known.
    pub(crate) redactor: Option<&'a Redactor>,
    /// `None` for sources of credentials, and while nothing is recorded.
    pub(crate) evidence: Option<Evidence<'a>>,
}

/// What is recorded about a request besides what the trace says.
#[derive(Clone)]
pub(crate) struct Evidence<'a> {
    recorder: &'a EvidenceRecorder,
    service: &'a str,
    endpoint: &'a Endpoint,
    parameters: Vec<(String, String)>,
}

impl<'a> Evidence<'a> {
    /// The evidence of a call; `None` while nothing is recorded.
    pub(crate) fn of_call(
        recorder: &'a EvidenceRecorder,
        endpoint: &'a Endpoint,
        call: &'a Call,
    ) -> Option<Self> {
        let mut evidence = Self::of(recorder, endpoint, &call.service.name)?;
        let params = call.params.for_wire().unwrap_or_default().into_iter();
        let owned = params.map(|(name, value)| (name.to_owned(), value.to_owned()));
        evidence.parameters = owned.collect();
        Some(evidence)
    }

    /// The evidence of a request without parameters.
    pub(crate) fn of(
        recorder: &'a EvidenceRecorder,
        endpoint: &'a Endpoint,
        service: &'a str,
    ) -> Option<Self> {
        recorder.is_on().then_some(Self {
            recorder,
            service,
            endpoint,
            parameters: Vec::new(),
        })
    }
}

/// A response with its whole body.
pub(crate) struct Response {
    pub(crate) url: Url,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Exchange<'_> {
    /// Sends the request. The events `request` and `response` have the target of this module, and
    /// neither parameters, headers nor bodies. An error is marked as maybe applied for reads too.
    pub(crate) async fn send(self, request: RequestBuilder) -> Result<Response> {
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
            Ok(Response {
                url,
                status,
                headers,
                body,
            })
        }
        .await;
        let took = self.clock.now().saturating_sub(began);
        let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        self.record(&method, (began, took), &answer);
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
    fn request_id(&self, answer: &Response) -> Option<String> {
        let redactor = self.redactor?;
        let id = answer.id_in_header().map(str::to_owned);
        let id = id.or_else(|| Reply::new(answer.body.clone()).request_id())?;
        Some(redactor.excerpt(&id, 100))
    }

    /// Records the exchange, redacted, while a diagnosis collects evidence.
    fn record(&self, method: &str, (began, took): (Duration, Duration), answer: &Result<Response>) {
        let Some(evidence) = &self.evidence else {
            return;
        };
        let endpoint = evidence.endpoint;
        let is_public = endpoint.is_loopback() || is_built_in(&endpoint.host());
        let shown = is_public.then(|| endpoint.origin());
        let exchanged = Exchanged {
            service: evidence.service,
            action: self.action,
            attempt: self.attempt,
            method,
            endpoint: shown.as_deref(),
            parameters: &evidence.parameters,
            began,
            took,
            answer: answer.as_ref().map_err(Error::kind).map(|answer| Answered {
                status: answer.status.as_u16(),
                request_id: answer.id_in_header(),
                body: &answer.body,
            }),
        };
        let hides = |text: &str| self.redactor.is_some_and(|redactor| redactor.hides(text));
        evidence.recorder.record(&exchanged, &hides);
    }
}

impl Response {
    /// The request id in the header of OSS or of the gateway.
    fn id_in_header(&self) -> Option<&str> {
        let of_header = |name| self.headers.get(name)?.to_str().ok();
        of_header("x-oss-request-id").or_else(|| of_header("x-acs-request-id"))
    }
}
