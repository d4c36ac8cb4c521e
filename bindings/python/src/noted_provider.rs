//! Notes the calls of a task that reports no events.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use rolewright::setup::Query;
use rolewright::{Call, Cloud, ProviderInfo, RamProvider, Reply, Result};

use crate::task::{Progress, held};

/// A provider that notes its calls, for the error of a deadline.
#[derive(Debug)]
struct NotedProvider {
    inner: Arc<dyn RamProvider>,
    progress: Arc<Mutex<Progress>>,
}

/// Notes the calls of a provider.
pub(crate) fn noted(cloud: Cloud, progress: Arc<Mutex<Progress>>) -> Cloud {
    let inner = cloud.provider.clone();
    Cloud {
        provider: Arc::new(NotedProvider { inner, progress }),
        ..cloud
    }
}

#[async_trait]
impl RamProvider for NotedProvider {
    fn info(&self) -> ProviderInfo {
        self.inner.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        let query = Query::Call(call.clone());
        held(&self.progress).asks([&query]);
        let answer = self.inner.execute(call).await;
        held(&self.progress).ended(&query, answer.as_ref().err());
        answer
    }
}
