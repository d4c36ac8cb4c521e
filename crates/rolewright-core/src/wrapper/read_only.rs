//! A provider that refuses writes.

use async_trait::async_trait;

use crate::error::{Error, ErrorKind, Result};
use crate::provider::{Call, ProviderInfo, RamProvider, Reply};

/// Refuses every call that is not a read.
///
/// For an operation in [`operation::ALL`](crate::operation::ALL) the access listed there decides;
/// for any other operation, the [`Access`](crate::Access) of the call.
#[derive(Debug)]
pub struct ReadOnlyProvider<P>(P);

impl<P: RamProvider> ReadOnlyProvider<P> {
    /// Wraps a provider.
    pub fn new(inner: P) -> Self {
        Self(inner)
    }
}

#[async_trait]
impl<P: RamProvider> RamProvider for ReadOnlyProvider<P> {
    fn info(&self) -> ProviderInfo {
        self.0.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        let known = crate::operation::find(&call.action)
            .filter(|operation| operation.service.name == call.service.name)
            .map(|operation| operation.access);
        if known.unwrap_or(call.access) == crate::Access::Read {
            return self.0.execute(call).await;
        }
        let error = Error::new(
            ErrorKind::Refused,
            "the provider is read-only; nothing was sent",
        )
        .with_action(call.action.clone());
        Err(match call.subject() {
            Some(subject) => error.with_resource(subject),
            None => error,
        })
    }
}
