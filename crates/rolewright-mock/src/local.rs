//! The provider that keeps its account in a file.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use rolewright_core::{
    Access, AccountId, Call, Error, ErrorKind, ProviderInfo, RamProvider, Reply, Result, operation,
};

use crate::account::Account;
use crate::caller::Caller;
use crate::clock::{Clock, Moment, request_id};
use crate::store::Store;

/// RAM of one account, kept in one SQLite file. A clone shares the open file.
///
/// What a call changed is on disk when it returns, and several processes may use one file at
/// once without losing anything: a writing call has the file for itself. The limits are the
/// documented ones, [`Limits::default`](crate::Limits::default). A call blocks its thread for the
/// time of the file access, some milliseconds.
///
/// ```
/// # use futures_util::FutureExt;
/// use rolewright_core::{RamProviderExt, operation::CreateGroup};
/// use rolewright_mock::LocalProvider;
///
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("account.db");
/// let group = CreateGroup { group_name: "builders".into(), comments: None };
/// LocalProvider::open(&path, None)?.send(group).now_or_never().unwrap()?;
///
/// let later = LocalProvider::open(&path, None)?;
/// assert!(later.account()?.groups.contains_key("builders"));
/// # Ok::<(), rolewright_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct LocalProvider {
    shared: Arc<Shared>,
    caller: Caller,
    clock: Clock,
}

#[derive(Debug)]
struct Shared {
    store: Mutex<Store>,
    endpoint: String,
    calls: AtomicU64,
}

impl LocalProvider {
    /// Opens the store at `path`. When nothing is there, it is made, with its folders, readable
    /// for its owner alone, as the account of that id or else as `1234567890123456`.
    ///
    /// # Errors
    /// [`ErrorKind::Store`] for a path that is not a store (another program's file, an empty or
    /// truncated file, a folder), a store of a newer format, and a folder that can't be written
    /// to; nothing is changed then. [`ErrorKind::Refused`] when the store holds another account
    /// than `account_id`.
    pub fn open(path: impl AsRef<Path>, account_id: Option<&AccountId>) -> Result<Self> {
        let path = path.as_ref();
        let new = account_id.map_or_else(Account::default, Account::new);
        let store = Store::open(path, &new)?;
        let held = store.read()?.id;
        if let Some(wanted) = account_id.filter(|wanted| wanted.as_str() != held) {
            let message = format!("`{}` holds account {held}, not {wanted}", path.display());
            return Err(Error::new(ErrorKind::Refused, message)
                .with_help(format!("ask for account {held}, or choose another path")));
        }
        let endpoint = path.display().to_string();
        let shared = Shared {
            store: Mutex::new(store),
            endpoint,
            calls: AtomicU64::new(0),
        };
        Ok(Self {
            shared: Arc::new(shared),
            caller: Caller::Account,
            clock: Clock::system(),
        })
    }

    /// The same store with another caller.
    #[must_use]
    pub fn called_by(&self, caller: Caller) -> Self {
        Self {
            caller,
            ..self.clone()
        }
    }

    /// The same store with another clock.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// The account as it is now.
    ///
    /// # Errors
    /// [`ErrorKind::Store`] when the file can't be read.
    pub fn account(&self) -> Result<Account> {
        self.lock().read()
    }

    /// Changes the account by hand, alone in the file, for example to make a state that no call
    /// leads to.
    ///
    /// # Errors
    /// [`ErrorKind::Store`] when the file can't be read or written.
    pub fn with_account<T>(&self, change: impl FnOnce(&mut Account) -> T) -> Result<T> {
        self.lock().change(|account| Ok(change(account)))
    }

    fn lock(&self) -> MutexGuard<'_, Store> {
        // A panic while changing has rolled its transaction back.
        self.shared
            .store
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl RamProvider for LocalProvider {
    fn info(&self) -> ProviderInfo {
        let endpoint = self.shared.endpoint.clone();
        ProviderInfo {
            name: "local".into(),
            endpoint,
            simulated: true,
        }
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        let count = self.shared.calls.fetch_add(1, Ordering::Relaxed) + 1;
        let id = request_id(std::process::id(), count);
        let moment = Moment::new(self.clock.now(), id).with_caller(self.caller.clone());
        // What the operation is counts, not what the call says of itself.
        let known = operation::find(&call.action);
        if known.is_none_or(|operation| operation.access == Access::Read) {
            self.account()?.execute(&call, &moment)
        } else {
            self.lock()
                .change(|account| account.execute(&call, &moment))
        }
    }
}
