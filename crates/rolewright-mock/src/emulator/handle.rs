//! A handle to a running emulator, in its process.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use jiff::Timestamp;
use rolewright_core::operation::Credentials;
use rolewright_core::policy::PolicyDocument;
use rolewright_core::provider::Secret;
use rolewright_core::{AccountId, BucketName, Error, ErrorKind, Result};

use super::accounts::Which;
use super::emulation::Emulation;
use super::faults::FaultRule;
use super::feed::Feed;
use super::judged::Enforcement;
use super::request_log::Entry;
#[cfg(feature = "local")]
use crate::LocalProvider;
use crate::account::{Account, InstanceState};
use crate::{MemoryProvider, WallClock};

/// Inspects and changes an emulator in its process. Clones belong to the same emulator; they don't keep it
/// running.
#[derive(Clone, Debug)]
pub struct EmulatorHandle(pub(super) Arc<Emulation>);

impl EmulatorHandle {
    /// Returns the endpoint, for example `http://127.0.0.1:38211`; with TLS it is `https`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        let scheme = if self.0.is_secure() { "https" } else { "http" };
        format!("{scheme}://{}", self.0.address)
    }

    /// Returns the certificate of the authority that clients must trust, in PEM; `None` without TLS.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn certificate_authority(&self) -> Option<&str> {
        self.0.tls.as_ref().map(|tls| tls.authority.as_str())
    }

    /// Returns host and port, for clients that take an endpoint without a scheme.
    #[must_use]
    pub fn host(&self) -> String {
        self.0.address.to_string()
    }

    /// Returns the access key id of the emulator's own key.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        &self.0.root.id
    }

    /// Returns the secret of the emulator's own key.
    #[must_use]
    pub fn access_key_secret(&self) -> &Secret {
        &self.0.root.secret
    }

    /// Returns the emulator's own key, as a provider takes it. The security token is empty, and the key never
    /// expires.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        Credentials {
            access_key_id: self.access_key_id().to_owned(),
            access_key_secret: self.access_key_secret().clone(),
            ..Credentials::default()
        }
    }

    /// Returns the current first account.
    ///
    /// # Errors
    /// [`ErrorKind::Store`](rolewright_core::ErrorKind::Store) if its store can't be read.
    pub fn account(&self) -> Result<Account> {
        self.0.backend.read(|account| account.clone())
    }

    /// Returns the ids of all accounts, the first one first.
    #[must_use]
    pub fn account_ids(&self) -> Vec<String> {
        let first = std::iter::once(self.0.initial.id.as_str());
        let all = first.chain(self.0.members.ids());
        all.map(str::to_owned).collect()
    }

    /// Returns the current account with this id.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] for an unknown id; as [`account`](Self::account).
    pub fn account_of(&self, id: &AccountId) -> Result<Account> {
        let which = self.0.known(id.as_ref())?;
        let account = self.0.account(which);
        account.read(|account| account.clone())
    }

    /// Changes the account with this id directly; as [`with_account`](Self::with_account).
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] for an unknown id.
    pub fn with_account_of<T>(
        &self,
        id: &AccountId,
        change: impl FnOnce(&mut Account) -> T,
    ) -> Result<T> {
        let which = self.0.known(id.as_ref())?;
        self.0.change(which, change)
    }

    /// Returns a provider of the first account without HTTP, with the emulator's time and the account itself
    /// as the caller; `None` for an account in a store.
    #[must_use]
    pub fn provider(&self) -> Option<MemoryProvider> {
        let memory = self.0.backend.memory();
        memory.map(|memory| memory.with_clock(self.clock()))
    }

    /// Returns a provider of the account in a store without HTTP, with the emulator's time; `None` for
    /// an account in memory.
    #[cfg(feature = "local")]
    #[must_use]
    pub fn local_provider(&self) -> Option<LocalProvider> {
        let store = self.0.backend.store();
        store.map(|store| store.clone().with_clock(self.clock()))
    }

    /// Returns the emulator's clock, which [`move_clock`](Self::move_clock) moves. It doesn't keep the
    /// emulator, nor do the providers.
    #[must_use]
    pub fn clock(&self) -> WallClock {
        self.0.moved_clock()
    }

    /// Returns the emulator's time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.now()
    }

    /// Returns by how many seconds the clock was moved.
    #[must_use]
    pub fn moved_seconds(&self) -> i64 {
        self.0.moved.load(Ordering::Relaxed)
    }

    /// Returns what is done with the policies of callers.
    #[must_use]
    pub fn enforcement(&self) -> Enforcement {
        self.0.enforce
    }

    /// Returns the latest requests, oldest first, without secrets: at most 1,000, or 10,000 of an emulator
    /// with a [console](super::EmulatorBuilder::console).
    #[must_use]
    pub fn requests(&self) -> Vec<Arc<Entry>> {
        self.0.traffic().log.entries().cloned().collect()
    }

    /// Returns the requests as they arrive, beginning with the first one kept after this number: 0 means
    /// with all that are kept, and `u64::MAX` with the next one.
    #[must_use]
    pub fn feed(&self, after: u64) -> Feed {
        Feed::new(&self.0, after)
    }

    /// Returns the smallest policy for the latest requests of a caller, as [`learn::policy`] does.
    ///
    /// [`learn::policy`]: rolewright_core::learn::policy
    ///
    /// # Errors
    /// Those of `learn::policy`: the caller has no request that needs a permission, or there are several
    /// callers and none is named.
    pub fn policy(&self, caller: Option<&str>) -> Result<PolicyDocument> {
        self.0.policy(caller)
    }

    /// Restores the initial state of all accounts, and removes the faults, the list of requests and the
    /// move of the clock.
    ///
    /// # Errors
    /// As [`with_account`](Self::with_account).
    pub fn reset(&self) -> Result<()> {
        self.0.reset()
    }

    /// Moves the emulator's clock by these seconds: dates, expiry and the header `Date` follow it.
    pub fn move_clock(&self, seconds: i64) {
        self.0.move_clock(seconds);
    }

    /// Changes the first account directly, for example to create a state that no call can create.
    ///
    /// # Errors
    /// [`ErrorKind::Store`](rolewright_core::ErrorKind::Store) if its store can't be written.
    pub fn with_account<T>(&self, change: impl FnOnce(&mut Account) -> T) -> Result<T> {
        self.0.backend.change(change)
    }

    /// Replaces the fault plan and resets its counters; an empty plan removes all faults. Stale
    /// writes become visible.
    ///
    /// # Errors
    /// Those of [`FaultRule::check`], for example for an unknown operation; the plan is then as it was.
    pub fn set_faults(&self, rules: Vec<FaultRule>) -> Result<()> {
        self.0.set_faults(rules)
    }

    /// Returns the fault plan: each rule with the number of calls that matched it.
    #[must_use]
    pub fn faults(&self) -> Vec<(FaultRule, u64)> {
        self.0.traffic().faults.rules().cloned().collect()
    }

    /// Creates a Container Registry instance on a bucket of the first account, which is possible only in
    /// the console and not through the API. It starts running once the service has all permissions
    /// on the bucket; [`InstanceState::refused`] lists the refused calls.
    ///
    /// # Errors
    /// As [`with_account`](Self::with_account).
    pub fn create_instance(
        &self,
        region: &str,
        name: &str,
        bucket: &BucketName,
    ) -> Result<Option<InstanceState>> {
        let named = (region, name, bucket.as_str());
        self.0.create_instance(Which::First, named)
    }

    /// Pushes a layer through a running instance. Returns the key of the layer's object in the
    /// bucket.
    ///
    /// # Errors
    /// `Conflict` if the instance does not run or access is denied.
    pub fn push_layer(&self, id: &str, layer: &[u8]) -> Result<String> {
        let moment = self.0.moment();
        let pushed = self
            .0
            .backend
            .change(|account| account.push_layer(id, layer, &moment))?;
        pushed
            .map(|(_, key)| key)
            .map_err(|refused| Error::new(ErrorKind::Conflict, refused.message))
    }

    /// Returns the instances of the first account by region, after a retry of the pending ones.
    ///
    /// # Errors
    /// As [`with_account`](Self::with_account).
    pub fn instances(&self) -> Result<BTreeMap<String, Vec<InstanceState>>> {
        self.0.instances(Which::First)
    }

    /// As [`instances`](Self::instances), of the account with this id.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] for an unknown id.
    pub fn instances_of(&self, id: &AccountId) -> Result<BTreeMap<String, Vec<InstanceState>>> {
        let which = self.0.known(id.as_ref())?;
        self.0.instances(which)
    }
}
