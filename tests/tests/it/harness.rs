//! Creates accounts with each of rolewright's providers.

use std::sync::Arc;

use async_trait::async_trait;
use rolewright::emulator::Emulator;
use rolewright::mock::{Caller, Limits as MockLimits};
use rolewright::operation::CreateUser;
use rolewright::{
    AlibabaProvider, Call, LocalProvider, MemoryProvider, ProviderInfo, RamProvider,
    RamProviderExt, Reply, Result, StaticCredentials,
};
use rolewright_conformance::{Harness, Limits};

/// A provider with a value that must live as long.
#[derive(Debug)]
struct Kept<P, K> {
    provider: P,
    _kept: K,
}

#[async_trait]
impl<P: RamProvider, K: std::fmt::Debug + Send + Sync + 'static> RamProvider for Kept<P, K> {
    fn info(&self) -> ProviderInfo {
        self.provider.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        self.provider.execute(call).await
    }
}

fn mock_limits(limits: Limits) -> MockLimits {
    let Limits {
        roles,
        custom_policies,
        versions,
        custom_policies_per_role,
        system_policies_per_role,
        document_bytes,
        trust_bytes,
        users,
        groups,
        tags,
    } = limits;
    MockLimits {
        roles,
        custom_policies,
        versions,
        custom_policies_per_role,
        system_policies_per_role,
        document_bytes,
        trust_bytes,
        users,
        groups,
        tags,
        ..MockLimits::default()
    }
}

async fn make_user(provider: &dyn RamProvider, name: &str) -> Result<Caller> {
    provider
        .send(CreateUser {
            user_name: name.into(),
            ..CreateUser::default()
        })
        .await?;
    Ok(Caller::User(name.into()))
}

/// Accounts in memory.
pub(crate) struct Memory;

impl Memory {
    fn account(limits: Limits) -> MemoryProvider {
        MemoryProvider::builder()
            .limits(mock_limits(limits))
            .build()
    }

    async fn account_of_user(limits: Limits, user: &str) -> Result<MemoryProvider> {
        let account = Self::account(limits);
        let caller = make_user(&account, user).await?;
        Ok(account.called_by(caller))
    }
}

#[async_trait]
impl Harness for Memory {
    async fn fresh(&self, limits: Limits) -> Result<Arc<dyn RamProvider>> {
        Ok(Arc::new(Self::account(limits)))
    }

    async fn fresh_as_user(&self, limits: Limits, user: &str) -> Result<Arc<dyn RamProvider>> {
        Ok(Arc::new(Self::account_of_user(limits, user).await?))
    }
}

/// Accounts in files.
pub(crate) struct Local;

impl Local {
    fn account(limits: Limits) -> Result<Kept<LocalProvider, tempfile::TempDir>> {
        let folder = tempfile::tempdir().unwrap();
        let provider = LocalProvider::open(folder.path().join("account.db"), None)?;
        provider.with_account(|account| account.limits = mock_limits(limits))?;
        Ok(Kept {
            provider,
            _kept: folder,
        })
    }
}

#[async_trait]
impl Harness for Local {
    async fn fresh(&self, limits: Limits) -> Result<Arc<dyn RamProvider>> {
        Ok(Arc::new(Self::account(limits)?))
    }

    async fn fresh_as_user(&self, limits: Limits, user: &str) -> Result<Arc<dyn RamProvider>> {
        let mut account = Self::account(limits)?;
        let caller = make_user(&account, user).await?;
        account.provider = account.provider.called_by(caller);
        Ok(Arc::new(account))
    }
}

/// Accounts in memory behind an emulator, used over HTTP by the provider for the real cloud.
pub(crate) struct Http;

impl Http {
    async fn serve(account: MemoryProvider) -> Result<Arc<dyn RamProvider>> {
        let (id, secret) = ("test-key", "test-secret");
        let emulator = Emulator::builder()
            .provider(account)
            .access_key(id, secret)
            .start()
            .await?;
        let provider = AlibabaProvider::builder()
            .credentials(StaticCredentials::new(id, secret))
            .endpoint(emulator.endpoint())
            .build()?;
        Ok(Arc::new(Kept {
            provider,
            _kept: emulator,
        }))
    }
}

#[async_trait]
impl Harness for Http {
    async fn fresh(&self, limits: Limits) -> Result<Arc<dyn RamProvider>> {
        Self::serve(Memory::account(limits)).await
    }

    async fn fresh_as_user(&self, limits: Limits, user: &str) -> Result<Arc<dyn RamProvider>> {
        Self::serve(Memory::account_of_user(limits, user).await?).await
    }
}
