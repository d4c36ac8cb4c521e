//! A provider that records its calls, for tests and audits.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;

use crate::error::Result;
use crate::provider::{Call, ProviderInfo, RamProvider, Reply};

/// A recorded call and its outcome.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Recorded {
    /// The call; its secret parameters are masked in `Debug` and left out when serialized.
    pub call: Call,
    /// The request ID of the reply, or the error.
    pub outcome: Result<Option<String>>,
}

/// Records every call, in the order of the replies.
///
/// Clones share one list: keep one clone to read it while another is in use as the provider.
#[derive(Clone, Debug)]
pub struct RecordingProvider<P> {
    inner: P,
    calls: Arc<Mutex<Vec<Recorded>>>,
}

impl<P: RamProvider> RecordingProvider<P> {
    /// Wraps a provider.
    pub fn new(inner: P) -> Self {
        Self {
            inner,
            calls: Arc::default(),
        }
    }

    /// Returns the calls recorded so far and clears the list.
    pub fn take(&self) -> Vec<Recorded> {
        std::mem::take(&mut *self.calls.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl<P: RamProvider> RamProvider for RecordingProvider<P> {
    fn info(&self) -> ProviderInfo {
        self.inner.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        let answer = self.inner.execute(call.clone()).await;
        let outcome = answer.as_ref().map(Reply::request_id).map_err(Clone::clone);
        let recorded = Recorded { call, outcome };
        self.calls
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(recorded);
        answer
    }
}
