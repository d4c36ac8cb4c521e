//! A local store that doesn't exist, for runs that only read.

use std::path::Path;

use async_trait::async_trait;
use rolewright_core::{AccountId, Call, ProviderInfo, RamProvider, Reply, Result};

/// The account of a store that doesn't exist, for a run that must not create it: one without objects.
#[derive(Debug)]
pub(crate) struct NoStore {
    account: rolewright_mock::MemoryProvider,
    info: ProviderInfo,
}

impl NoStore {
    pub(crate) fn new(path: &Path, account: Option<&AccountId>) -> Self {
        let builder = rolewright_mock::MemoryProvider::builder();
        let builder = match account {
            Some(account) => builder.account_id(account),
            None => builder,
        };
        let account = builder.build();
        let info = ProviderInfo::new("local", path.display().to_string()).with_simulated(true);
        Self { account, info }
    }
}

#[async_trait]
impl RamProvider for NoStore {
    fn info(&self) -> ProviderInfo {
        self.info.clone()
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        self.account.execute(call).await
    }
}
