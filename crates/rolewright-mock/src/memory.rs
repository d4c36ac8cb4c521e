//! The provider that forgets everything when it is dropped.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use rolewright_core::{AccountId, Call, ProviderInfo, RamProvider, Reply, Result};

use crate::account::Account;
use crate::caller::Caller;
use crate::clock::{Clock, Moment, request_id};
use crate::limits::Limits;

/// RAM of one account, in memory. A clone shares the account.
///
/// An answer comes at once: nothing waits, and a call is carried out whole before the next (rule
/// `agreement`).
#[derive(Clone, Debug, Default)]
pub struct MemoryProvider {
    shared: Arc<Shared>,
    caller: Caller,
    clock: Clock,
}

#[derive(Debug, Default)]
struct Shared {
    account: Mutex<Account>,
    calls: AtomicU64,
}

impl MemoryProvider {
    /// An empty account `1234567890123456` with the documented limits and the system's clock,
    /// called by the account itself.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An account that differs from [`new`](Self::new)'s in what is set.
    #[must_use]
    pub fn builder() -> MemoryBuilder {
        MemoryBuilder::default()
    }

    /// The account as it is now.
    #[must_use]
    pub fn account(&self) -> Account {
        self.lock().clone()
    }

    /// Looks at the account or changes it by hand, for example to make a state that no call leads
    /// to. Calls wait until `look` returns, so it must not make one.
    pub fn with_account<T>(&self, look: impl FnOnce(&mut Account) -> T) -> T {
        look(&mut self.lock())
    }

    /// The same account with another caller.
    #[must_use]
    pub fn called_by(&self, caller: Caller) -> Self {
        Self {
            caller,
            ..self.clone()
        }
    }

    fn lock(&self) -> MutexGuard<'_, Account> {
        // A panic in `with_account` poisons the lock; the account is still the best there is.
        self.shared
            .account
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl RamProvider for MemoryProvider {
    fn info(&self) -> ProviderInfo {
        ProviderInfo {
            name: "memory".into(),
            endpoint: "memory".into(),
            simulated: true,
        }
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        let count = self.shared.calls.fetch_add(1, Ordering::Relaxed) + 1;
        let moment = Moment::new(self.clock.now(), request_id(0, count));
        self.lock()
            .execute(&call, &moment.with_caller(self.caller.clone()))
    }
}

/// Sets up a [`MemoryProvider`].
#[derive(Clone, Debug, Default)]
pub struct MemoryBuilder {
    account: Account,
    caller: Caller,
    clock: Clock,
}

impl MemoryBuilder {
    /// Starts from this account, for example one that was saved; before the other settings.
    #[must_use]
    pub fn account(mut self, account: Account) -> Self {
        self.account = account;
        self
    }

    /// The account's id.
    #[must_use]
    pub fn account_id(mut self, id: &AccountId) -> Self {
        self.account.id = id.to_string();
        self
    }

    /// How much the account holds.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.account.limits = limits;
        self
    }

    /// Who calls. A user or role must be in the account by the time of the first call.
    #[must_use]
    pub fn caller(mut self, caller: Caller) -> Self {
        self.caller = caller;
        self
    }

    /// Where the time comes from.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// The provider.
    #[must_use]
    pub fn build(self) -> MemoryProvider {
        let Self {
            account,
            caller,
            clock,
        } = self;
        let shared = Shared {
            account: Mutex::new(account),
            calls: AtomicU64::new(0),
        };
        MemoryProvider {
            shared: Arc::new(shared),
            caller,
            clock,
        }
    }
}
