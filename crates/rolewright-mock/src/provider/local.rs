//! The provider with an account in a file.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use rolewright_core::{
    Access, AccountId, BucketFacts, BucketInspector, BucketName, Call, Error, ErrorKind,
    ProviderInfo, RamProvider, Reply, Result, operation,
};

use super::clock::{WallClock, request_id};
use super::store::Store;
use crate::account::{Account, Caller, Moment};

/// Simulated RAM of one account, in one SQLite file. Clones share the open file.
///
/// A change is on disk when the call returns. Several processes can use one file at once; writes
/// are exclusive. The limits are the documented ones,
/// [`Limits::default`](crate::Limits::default). A call blocks its thread during file access, for
/// some milliseconds.
///
/// ```
/// # use futures_util::FutureExt;
/// use rolewright_core::{RamProviderExt, operation::CreateGroup};
/// use rolewright_mock::LocalProvider;
///
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("account.db");
/// let group = CreateGroup { group_name: "builders".into(), comments: None, ..Default::default() };
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
    clock: WallClock,
}

#[derive(Debug)]
struct Shared {
    store: Mutex<Store>,
    endpoint: String,
    calls: AtomicU64,
}

impl LocalProvider {
    /// Opens the store at `path`. A missing store is created, with its folders and readable only by
    /// its owner, for `account_id` or else for the account `1234567890123456`.
    ///
    /// # Errors
    /// [`ErrorKind::Store`] for a path that is not a store (another program's file, an empty or
    /// truncated file, a folder), a store of a newer format, and a folder that is not writable;
    /// nothing is changed then. [`ErrorKind::CredentialInvalid`] if the store belongs to an account
    /// other than `account_id`.
    pub fn open(path: impl AsRef<Path>, account_id: Option<&AccountId>) -> Result<Self> {
        let path = path.as_ref();
        let new = account_id.map_or_else(Account::default, Account::new);
        let store = Store::open(path, &new)?;
        let stored = store.read()?.id;
        if let Some(requested) = account_id.filter(|id| id.as_str() != stored) {
            let message = format!(
                "`{}` contains account {stored}, not {requested}",
                path.display()
            );
            return Err(Error::new(ErrorKind::CredentialInvalid, message)
                .with_remedy(format!("use account {stored}, or choose another path")));
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
            clock: WallClock::system(),
        })
    }

    /// Returns the provider of the same store for another caller.
    #[must_use]
    pub fn called_by(&self, caller: Caller) -> Self {
        Self {
            caller,
            ..self.clone()
        }
    }

    /// Sets the clock.
    #[must_use]
    pub fn with_clock(self, clock: WallClock) -> Self {
        Self { clock, ..self }
    }

    /// Returns the current account.
    ///
    /// # Errors
    /// [`ErrorKind::Store`] when the file can't be read.
    pub fn account(&self) -> Result<Account> {
        self.lock().read()
    }

    /// Changes the account directly, with exclusive access to the file, for example to create a
    /// state that no call can create.
    ///
    /// # Errors
    /// [`ErrorKind::Store`] when the file can't be read or written.
    pub fn with_account<T>(&self, change: impl FnOnce(&mut Account) -> T) -> Result<T> {
        self.lock().change(|account| Ok(change(account)))
    }

    /// The moment of the next call.
    fn moment(&self) -> Moment {
        let count = self.shared.calls.fetch_add(1, Ordering::Relaxed) + 1;
        let id = request_id(std::process::id(), count);
        Moment::new(self.clock.now(), id).with_caller(self.caller.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Store> {
        // A panic during a change rolls its transaction back.
        self.shared
            .store
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl RamProvider for LocalProvider {
    fn info(&self) -> ProviderInfo {
        ProviderInfo::new("local", &self.shared.endpoint).with_simulated(true)
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        let moment = self.moment();
        // The access of the operation counts, not the one that the call claims.
        let known = operation::find(&call.action);
        if known.is_none_or(|operation| operation.access == Access::Read) {
            self.account()?.execute(&call, &moment)
        } else {
            self.lock()
                .change(|account| account.execute(&call, &moment))
        }
    }
}

/// Inspects the buckets of the account; see [`Account::inspect`].
#[async_trait]
impl BucketInspector for LocalProvider {
    async fn inspect(&self, bucket: &BucketName, _: Option<&str>) -> Result<Option<BucketFacts>> {
        self.account()?.inspect(bucket, &self.moment())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TRUST;
    use futures_util::FutureExt;
    use rolewright_core::operation::{CreateRole, DeleteRole, Operation};
    use rolewright_core::{RamProviderExt, Service};
    use std::path::PathBuf;
    use tempfile::TempDir;

    fn folder() -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("account.db");
        (folder, path)
    }

    fn send<O: Operation>(provider: &LocalProvider, operation: O) -> Result<O::Output> {
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
    fn changes_survive_reopening() {
        let (_folder, path) = folder();
        let clock = WallClock::fixed("2026-01-02T03:04:05Z".parse().unwrap());
        let provider = LocalProvider::open(&path, None).unwrap().with_clock(clock);
        let made = send(&provider, role("demo")).unwrap().role;
        assert_eq!(made.create_date, "2026-01-02T03:04:05Z");
        // Visible to a second provider at once, while the first is open.
        let other = LocalProvider::open(&path, None).unwrap();
        assert_eq!(
            send(&other, role("demo")).unwrap_err().code(),
            Some("EntityAlreadyExists.Role")
        );
        drop(provider);
        send(
            &other,
            DeleteRole {
                role_name: "demo".into(),
                ..Default::default()
            },
        )
        .unwrap();
        drop(other);
        assert!(
            LocalProvider::open(&path, None)
                .unwrap()
                .account()
                .unwrap()
                .roles
                .is_empty()
        );
    }

    #[test]
    fn providers_on_one_file_lose_nothing() {
        let (_folder, path) = folder();
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let path = &path;
                scope.spawn(move || {
                    // Half of the threads reopen the file for each call.
                    let kept = LocalProvider::open(path, None).unwrap();
                    for number in 0..20 {
                        let fresh = LocalProvider::open(path, None).unwrap();
                        let provider = if thread % 2 == 0 { &kept } else { &fresh };
                        send(provider, role(&format!("r-{thread}-{number}"))).unwrap();
                    }
                });
            }
        });
        let roles = LocalProvider::open(&path, None)
            .unwrap()
            .account()
            .unwrap()
            .roles;
        let ids: std::collections::BTreeSet<_> = roles.values().map(|role| &role.id).collect();
        assert_eq!((roles.len(), ids.len()), (160, 160));
    }

    /// One process of the next test; reads the file's path and its own name from standard input.
    #[test]
    #[ignore = "run by `processes_on_one_file_lose_nothing_even_when_one_is_killed`"]
    fn one_of_several_processes() {
        let input = std::io::read_to_string(std::io::stdin()).unwrap();
        let (name, path) = input.split_once(' ').unwrap();
        let provider = LocalProvider::open(path, None).unwrap();
        for number in 0..20 {
            send(&provider, role(&format!("{name}-{number}"))).unwrap();
        }
    }

    #[test]
    fn processes_on_one_file_lose_nothing_even_when_one_is_killed() {
        use std::io::Write;
        use std::process::{Command, Stdio};
        let (_folder, path) = folder();
        let mut children: Vec<_> = ["a", "b", "c", "victim"]
            .into_iter()
            .map(|name| {
                let mut child = Command::new(std::env::current_exe().unwrap())
                    .args([
                        "--ignored",
                        "--exact",
                        "provider::local::tests::one_of_several_processes",
                    ])
                    .stdin(Stdio::piped())
                    .stdout(Stdio::null())
                    .spawn()
                    .unwrap();
                let input = format!("{name} {}", path.display());
                child
                    .stdin
                    .take()
                    .unwrap()
                    .write_all(input.as_bytes())
                    .unwrap();
                child
            })
            .collect();
        let provider = LocalProvider::open(&path, None).unwrap();
        let mut victim = children.pop().unwrap();
        while !provider.account().unwrap().roles.contains_key("victim-0") {}
        victim.kill().unwrap();
        victim.wait().unwrap();
        for mut child in children {
            assert!(child.wait().unwrap().success());
        }
        let roles = provider.account().unwrap().roles;
        for name in ["a", "b", "c"] {
            assert!(
                (0..20).all(|number| roles.contains_key(&format!("{name}-{number}"))),
                "{name}"
            );
        }
        let ids: std::collections::BTreeSet<_> = roles.values().map(|role| &role.id).collect();
        assert_eq!(ids.len(), roles.len());
        send(&provider, role("after")).unwrap();
    }

    #[test]
    fn a_store_of_another_account_is_refused() {
        let (_folder, path) = folder();
        let [one, two] = ["111", "222"].map(|id| AccountId::new(id).unwrap());
        drop(LocalProvider::open(&path, Some(&one)).unwrap());
        let error = LocalProvider::open(&path, Some(&two)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::CredentialInvalid);
        assert!(
            error.message().ends_with("contains account 111, not 222"),
            "{error}"
        );
        for same in [None, Some(&one)] {
            let provider = LocalProvider::open(&path, same).unwrap();
            let who = provider
                .get_caller_identity()
                .now_or_never()
                .unwrap()
                .unwrap();
            assert_eq!(who.account_id, "111");
        }
    }

    #[test]
    fn a_write_declared_as_a_read_is_saved() {
        let (_folder, path) = folder();
        let provider = LocalProvider::open(&path, None).unwrap();
        let call =
            Call::new(Service::RAM, "CreateGroup", Access::Read).with_param("GroupName", "g");
        provider.execute(call).now_or_never().unwrap().unwrap();
        assert!(provider.account().unwrap().groups.contains_key("g"));
        let unknown = Call::new(Service::RAM, "CreateMoon", Access::Write);
        let error = provider
            .execute(unknown)
            .now_or_never()
            .unwrap()
            .unwrap_err();
        assert_eq!(error.code(), Some("InvalidAction.NotFound"));
    }

    #[test]
    fn the_caller_and_the_state_can_be_set() {
        let (_folder, path) = folder();
        let provider = LocalProvider::open(&path, None).unwrap();
        provider
            .with_account(|account| account.users.insert("alice".into(), Default::default()))
            .unwrap();
        let alice = provider.called_by(Caller::User("alice".into()));
        let who = alice.get_caller_identity().now_or_never().unwrap().unwrap();
        assert_eq!(who.identity_type, "RAMUser");
        let info = alice.info();
        assert_eq!((info.name.as_str(), info.simulated), ("local", true));
        assert_eq!(info.endpoint, path.display().to_string());
    }
}
