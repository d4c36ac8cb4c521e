//! An emulator that runs.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use rolewright_core::provider::Secret;
use rolewright_core::{BucketName, Error, ErrorKind, Result};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::emulation::Emulation;
use super::faults::FaultRule;
use crate::account::{Account, InstanceState};

/// A server that runs until it is dropped.
#[derive(Debug)]
pub struct Emulator {
    pub(super) address: SocketAddr,
    pub(super) emulation: Arc<Emulation>,
    /// Dropping it ends the task.
    pub(super) alive: oneshot::Sender<()>,
    pub(super) task: JoinHandle<()>,
}

impl Emulator {
    /// Where it listens, for example `http://127.0.0.1:38211`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Host and port, for clients that want an endpoint without a scheme.
    #[must_use]
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// The id of its own key.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        &self.emulation.root.id
    }

    /// The secret of its own key.
    #[must_use]
    pub fn access_key_secret(&self) -> &Secret {
        &self.emulation.root.secret
    }

    /// The account behind it, as it is now.
    ///
    /// # Errors
    /// [`ErrorKind::Store`](rolewright_core::ErrorKind::Store) when it is in a store that can't be
    /// read.
    pub fn account(&self) -> Result<Account> {
        self.emulation.backend.read(|account| account.clone())
    }

    /// Changes the account by hand, for example to make a state that no call leads to.
    ///
    /// # Errors
    /// [`ErrorKind::Store`](rolewright_core::ErrorKind::Store) when it is in a store that can't be
    /// written.
    pub fn with_account<T>(&self, change: impl FnOnce(&mut Account) -> T) -> Result<T> {
        self.emulation.backend.change(change)
    }

    /// Replaces the fault plan and starts its counts anew; an empty plan ends the faults. Reads that don't see a write yet see it again.
    pub fn set_faults(&self, rules: Vec<FaultRule>) {
        self.emulation.set_faults(rules);
    }

    /// Buys an instance of Container Registry on a bucket of the account, as the console does,
    /// which no call can do. It runs once the service may do all that it needs to do with the
    /// bucket; [`InstanceState::refused`] says what it may not.
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
        self.emulation.create_instance(named)
    }

    /// Lets a running instance push a layer into its bucket: the object that it lies in.
    ///
    /// # Errors
    /// `Conflict` when it does not run or may not.
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

    /// The instances by region, after the service has tried again with those that wait.
    ///
    /// # Errors
    /// As [`with_account`](Self::with_account).
    pub fn instances(&self) -> Result<BTreeMap<String, Vec<InstanceState>>> {
        self.emulation.instances()
    }

    /// Stops it and waits until the requests under way are answered.
    pub async fn stop(self) {
        drop(self.alive);
        // The task can only have been cancelled with its runtime, and then it has ended too.
        let _ = self.task.await;
    }
}
