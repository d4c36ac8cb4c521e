//! The provider with an account in memory.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use rolewright_core::{
    AccountId, BucketFacts, BucketInspector, BucketName, Call, ProviderInfo, RamProvider, Reply,
    Result,
};

use super::clock::{WallClock, request_id};
use crate::account::{Account, Caller, Limits, Moment};

/// Simulated RAM of one account, in memory. Clones share the account.
///
/// A call completes without waiting, and before the next one starts (rule `agreement`).
#[derive(Clone, Debug, Default)]
pub struct MemoryProvider {
    shared: Arc<Shared>,
    caller: Caller,
    clock: WallClock,
}

#[derive(Debug, Default)]
struct Shared {
    account: Mutex<Account>,
    calls: AtomicU64,
}

impl MemoryProvider {
    /// Creates an empty account `1234567890123456` with the documented limits, the system clock
    /// and the account itself as the caller.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns a builder with the settings of [`new`](Self::new).
    #[must_use]
    pub fn builder() -> MemoryBuilder {
        MemoryBuilder::default()
    }

    /// Returns the current account.
    #[must_use]
    pub fn account(&self) -> Account {
        self.lock().clone()
    }

    /// Reads the account or changes it directly, for example to create a state that no call can
    /// create. Calls block until `access` returns, so it must not make one.
    pub fn with_account<T>(&self, access: impl FnOnce(&mut Account) -> T) -> T {
        access(&mut self.lock())
    }

    /// Returns the caller.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// Returns the provider of the same account for another caller.
    #[must_use]
    pub fn called_by(&self, caller: Caller) -> Self {
        Self {
            caller,
            ..self.clone()
        }
    }

    /// Returns the provider of the same account with another clock.
    #[must_use]
    pub fn with_clock(&self, clock: WallClock) -> Self {
        Self {
            clock,
            ..self.clone()
        }
    }

    /// The moment of the next call.
    fn moment(&self) -> Moment {
        let count = self.shared.calls.fetch_add(1, Ordering::Relaxed) + 1;
        Moment::new(self.clock.now(), request_id(0, count)).with_caller(self.caller.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Account> {
        // A panic in `with_account` poisons the lock, but the account stays usable.
        self.shared
            .account
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl RamProvider for MemoryProvider {
    fn info(&self) -> ProviderInfo {
        ProviderInfo::new("memory", "memory").with_simulated(true)
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        let moment = self.moment();
        self.lock().execute(&call, &moment)
    }
}

/// Inspects the buckets of the account; see [`Account::inspect`].
#[async_trait]
impl BucketInspector for MemoryProvider {
    async fn inspect(&self, bucket: &BucketName, _: Option<&str>) -> Result<Option<BucketFacts>> {
        let moment = self.moment();
        self.lock().inspect(bucket, &moment)
    }
}

/// Builds a [`MemoryProvider`].
#[derive(Clone, Debug, Default)]
pub struct MemoryBuilder {
    account: Account,
    caller: Caller,
    clock: WallClock,
}

impl MemoryBuilder {
    /// Starts from this account, for example a saved one. Call it before the other settings.
    #[must_use]
    pub fn account(mut self, account: Account) -> Self {
        self.account = account;
        self
    }

    /// Sets the account id.
    #[must_use]
    pub fn account_id(mut self, id: &AccountId) -> Self {
        self.account.id = id.to_string();
        self
    }

    /// Sets the limits of the account.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.account.limits = limits;
        self
    }

    /// Sets the caller. A user or role must exist in the account before the first call.
    #[must_use]
    pub fn caller(mut self, caller: Caller) -> Self {
        self.caller = caller;
        self
    }

    /// Sets the clock.
    #[must_use]
    pub fn clock(mut self, clock: WallClock) -> Self {
        self.clock = clock;
        self
    }

    /// Builds the provider.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TRUST;
    use futures_util::FutureExt;
    use rolewright_core::RamProviderExt;
    use rolewright_core::operation::{CreateRole, Operation};

    fn send<O: Operation>(provider: &MemoryProvider, operation: O) -> Result<O::Output> {
        provider.send(operation).now_or_never().unwrap()
    }

    fn role(name: &str) -> CreateRole {
        CreateRole {
            role_name: name.into(),
            assume_role_policy_document: TRUST.into(),
            ..CreateRole::default()
        }
    }

    #[test]
    fn a_clone_shares_the_account_and_another_provider_does_not() {
        let provider = MemoryProvider::new();
        let [one, two] = [provider.clone(), provider];
        send(&one, role("demo")).unwrap();
        assert!(two.account().roles.contains_key("demo"));
        assert!(MemoryProvider::new().account().roles.is_empty());
    }

    #[test]
    fn the_builder_applies_its_settings() {
        let provider = MemoryProvider::builder()
            .account_id(&AccountId::new("42").unwrap())
            .limits(Limits {
                roles: 0,
                ..Limits::default()
            })
            .caller(Caller::User("alice".into()))
            .clock(WallClock::fixed("2026-01-02T03:04:05Z".parse().unwrap()))
            .build();
        provider.with_account(|account| {
            account.users.insert("alice".into(), Default::default());
        });
        let who = provider
            .get_caller_identity()
            .now_or_never()
            .unwrap()
            .unwrap();
        assert_eq!(who.arn, "acs:ram::42:user/alice");
        let error = send(&provider, role("demo")).unwrap_err();
        assert_eq!(error.code(), Some("LimitExceeded.Role"));
        let account = provider.called_by(Caller::Account);
        account.with_account(|account| account.limits = Limits::none());
        let made = send(&account, role("demo")).unwrap().role;
        assert_eq!(made.create_date, "2026-01-02T03:04:05Z");
    }

    #[test]
    fn the_same_calls_give_the_same_account_and_the_same_request_ids() {
        let run = || {
            let clock = WallClock::fixed("2026-01-02T03:04:05Z".parse().unwrap());
            let provider = MemoryProvider::builder().clock(clock).build();
            send(&provider, role("demo")).unwrap();
            let error = send(&provider, role("demo")).unwrap_err();
            (provider.account(), error.service().cloned())
        };
        assert_eq!(run(), run());
        assert_eq!(
            run().1.unwrap().request_id.as_deref(),
            Some("00000000-0000-4000-8000-000000000002")
        );
    }

    #[test]
    fn calls_from_many_threads_lose_nothing() {
        let provider = MemoryProvider::new();
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let provider = provider.clone();
                scope.spawn(move || {
                    for number in 0..20 {
                        send(&provider, role(&format!("r-{thread}-{number}"))).unwrap();
                    }
                });
            }
        });
        let account = provider.account();
        let ids: std::collections::BTreeSet<_> =
            account.roles.values().map(|role| &role.id).collect();
        assert_eq!((account.roles.len(), ids.len()), (160, 160));
    }

    #[test]
    fn a_saved_account_continues_where_it_stopped() {
        let provider = MemoryProvider::new();
        send(&provider, role("demo")).unwrap();
        let saved = serde_json::to_string(&provider.account()).unwrap();
        let again = MemoryProvider::builder()
            .account(serde_json::from_str(&saved).unwrap())
            .build();
        assert_eq!(again.account(), provider.account());
        assert!(again.info().simulated);
    }
}
