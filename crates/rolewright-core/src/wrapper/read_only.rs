//! A provider that refuses writes.

use async_trait::async_trait;

use crate::error::{Error, ErrorKind, Result};
use crate::provider::{Call, ProviderInfo, RamProvider, Reply};

/// Refuses every call that is not a read.
///
/// For an operation in [`operation::ALL`](crate::operation::ALL) the access listed there decides;
/// for any other operation, the [`Access`](crate::Access) of the call.
#[derive(Clone, Debug)]
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

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use futures_util::FutureExt;

    use super::*;
    use crate::operation::{CreateRole, GetRole};
    use crate::provider::{Access, Service};

    /// Records the actions that reach it.
    #[derive(Debug, Default)]
    struct Inner(Mutex<Vec<String>>);

    #[async_trait]
    impl RamProvider for Inner {
        fn info(&self) -> ProviderInfo {
            ProviderInfo {
                name: "inner".into(),
                endpoint: "memory".into(),
                simulated: true,
                hosts: Vec::new(),
            }
        }

        async fn execute(&self, call: Call) -> Result<Reply> {
            self.0.lock().unwrap().push(call.action.to_string());
            Ok(Reply::new(b"{}".to_vec()))
        }
    }

    #[test]
    fn only_reads_pass_and_service_and_action_decide_what_is_a_read() {
        let provider = ReadOnlyProvider::new(Inner::default());
        let send = |call: Call| provider.execute(call).now_or_never().unwrap();
        let claimed = |service, action: &'static str, access| Call::new(service, action, access);
        assert!(send(Call::of(&GetRole::default())).is_ok());
        // The listed access counts, whatever the call claims.
        let create = claimed(Service::RAM, "CreateRole", Access::Read);
        assert_eq!(send(create).unwrap_err().kind(), ErrorKind::Refused);
        assert!(send(Call::of(&CreateRole::default())).is_err());
        // The same name in another service is another operation.
        assert!(send(claimed(Service::CR, "GetRole", Access::Write)).is_err());
        assert!(send(claimed(Service::CR, "ListNamespace", Access::Read)).is_ok());
        let sent = provider.0.0.lock().unwrap();
        assert_eq!(*sent, ["GetRole", "ListNamespace"]);
    }
}
