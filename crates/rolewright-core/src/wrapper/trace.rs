//! A provider with a `tracing` span per call.

use async_trait::async_trait;
use tracing::{Instrument, Span, field};

use crate::error::Result;
use crate::provider::{Call, ProviderInfo, RamProvider, Reply};

/// Runs each call in a span `ram_call` with the fields `action`, `subject` and, after the reply,
/// `request_id` or `error`. Apart from the subject's name, no parameter value is recorded.
#[derive(Clone, Debug)]
pub struct TraceProvider<P>(P);

impl<P: RamProvider> TraceProvider<P> {
    /// Wraps a provider.
    pub fn new(inner: P) -> Self {
        Self(inner)
    }
}

#[async_trait]
impl<P: RamProvider> RamProvider for TraceProvider<P> {
    fn info(&self) -> ProviderInfo {
        self.0.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        let span = tracing::info_span!(
            "ram_call",
            action = %call.action,
            subject = call.subject(),
            request_id = field::Empty,
            error = field::Empty,
        );
        async {
            let answer = self.0.execute(call).await;
            match &answer {
                Ok(reply) => {
                    Span::current().record("request_id", reply.request_id());
                    tracing::debug!("answered");
                }
                Err(error) => {
                    Span::current().record("error", field::display(error));
                    tracing::debug!("failed");
                }
            }
            answer
        }
        .instrument(span)
        .await
    }
}
