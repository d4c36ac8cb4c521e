//! A running emulator.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use rolewright_core::operation::Credentials;
use rolewright_core::provider::Secret;
use rolewright_core::{AccountId, BucketName, Error, ErrorKind, Result};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::accounts::Which;
use super::emulation::Emulation;
use super::faults::FaultRule;
use crate::account::{Account, InstanceState};
use crate::{MemoryProvider, WallClock};

/// An emulator that runs until it is dropped.
#[derive(Debug)]
pub struct Emulator {
    pub(super) address: SocketAddr,
    pub(super) emulation: Arc<Emulation>,
    /// Stops the task when dropped.
    pub(super) alive: oneshot::Sender<()>,
    pub(super) task: JoinHandle<()>,
}

impl Emulator {
    /// Returns the endpoint, for example `http://127.0.0.1:38211`; with TLS it is `https`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        let scheme = if self.emulation.is_secure() {
            "https"
        } else {
            "http"
        };
        format!("{scheme}://{}", self.address)
    }

    /// Returns the certificate of the authority that clients must trust, in PEM; `None` without TLS.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn certificate_authority(&self) -> Option<&str> {
        self.emulation
            .tls
            .as_ref()
            .map(|tls| tls.authority.as_str())
    }

    /// Returns host and port, for clients that take an endpoint without a scheme.
    #[must_use]
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// Returns the access key id of the emulator's own key.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        &self.emulation.root.id
    }

    /// Returns the secret of the emulator's own key.
    #[must_use]
    pub fn access_key_secret(&self) -> &Secret {
        &self.emulation.root.secret
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
        self.emulation.backend.read(|account| account.clone())
    }

    /// Returns the ids of all accounts, the first one first.
    #[must_use]
    pub fn account_ids(&self) -> Vec<String> {
        let first = std::iter::once(self.emulation.initial.id.as_str());
        let all = first.chain(self.emulation.members.ids());
        all.map(str::to_owned).collect()
    }

    /// Returns the current account with this id.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] for an unknown id; as [`account`](Self::account).
    pub fn account_of(&self, id: &AccountId) -> Result<Account> {
        let which = self.emulation.known(id.as_ref())?;
        let account = self.emulation.account(which);
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
        let which = self.emulation.known(id.as_ref())?;
        self.emulation.change(which, change)
    }

    /// Returns a provider of the first account without HTTP, with the emulator's time and the account itself
    /// as the caller; `None` for an account in a store.
    #[must_use]
    pub fn provider(&self) -> Option<MemoryProvider> {
        let emulation = Arc::clone(&self.emulation);
        let clock = WallClock::new(move || emulation.now());
        self.emulation
            .backend
            .memory()
            .map(|memory| memory.with_clock(clock))
    }

    /// Moves the emulator's clock by these seconds: dates, expiry and the header `Date` follow it.
    pub fn move_clock(&self, seconds: i64) {
        self.emulation.move_clock(seconds);
    }

    /// Changes the first account directly, for example to create a state that no call can create.
    ///
    /// # Errors
    /// [`ErrorKind::Store`](rolewright_core::ErrorKind::Store) if its store can't be written.
    pub fn with_account<T>(&self, change: impl FnOnce(&mut Account) -> T) -> Result<T> {
        self.emulation.backend.change(change)
    }

    /// Replaces the fault plan and resets its counters; an empty plan removes all faults. Stale
    /// writes become visible.
    ///
    /// # Errors
    /// Those of [`FaultRule::check`], for example for an unknown operation; the plan is then as it was.
    pub fn set_faults(&self, rules: Vec<FaultRule>) -> Result<()> {
        self.emulation.set_faults(rules)
    }

    /// Creates a Container Registry instance on a bucket of the account, which is possible only in
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
        self.emulation.create_instance(Which::First, named)
    }

    /// Pushes a layer through a running instance. Returns the key of the layer's object in the
    /// bucket.
    ///
    /// # Errors
    /// `Conflict` if the instance does not run or access is denied.
    pub fn push_layer(&self, id: &str, layer: &[u8]) -> Result<String> {
        let moment = self.emulation.moment();
        let pushed = self
            .emulation
            .backend
            .change(|account| account.push_layer(id, layer, &moment))?;
        pushed
            .map(|(_, key)| key)
            .map_err(|refused| Error::new(ErrorKind::Conflict, refused.message))
    }

    /// Returns the instances by region, after a retry of the pending ones.
    ///
    /// # Errors
    /// As [`with_account`](Self::with_account).
    pub fn instances(&self) -> Result<BTreeMap<String, Vec<InstanceState>>> {
        self.emulation.instances(Which::First)
    }

    /// Stops the emulator after the requests in progress.
    pub async fn stop(self) {
        drop(self.alive);
        // The join fails only if the runtime was shut down, which also ends the task.
        let _ = self.task.await;
    }
}
