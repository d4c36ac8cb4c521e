//! The shared state of an emulator.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hyper::header::HeaderValue;
use jiff::{SignedDuration, Timestamp};
use rolewright_core::policy::PolicyDocument;
use rolewright_core::{Error, ErrorKind, Result, learn};
use tokio::sync::{Semaphore, watch};

use super::accounts::{Members, Which};
use super::backend::Backend;
use super::directory::Directory;
use super::faults::{FaultRule, Faults, Stale};
use super::judged::Enforcement;
use super::keys::{self, BadKey, Known, RootKey};
use super::nonces::Nonces;
use super::request_log::{Entry, Log};
use super::space::Space;
#[cfg(feature = "tls")]
use super::tls::Tls;
use crate::account::{Account, Caller, InstanceState, Moment};
use crate::provider::{WallClock, request_id};

/// Distinguishes the emulator's request ids from those of a provider on the same account.
const ORIGIN: u32 = u32::MAX;

/// The maximum clock skew in seconds, either way.
pub(super) const WINDOW: i64 = 15 * 60;

/// A callback for each request, after its response is known.
pub type RequestSink = Arc<dyn Fn(&Entry) + Send + Sync>;

pub(super) struct Emulation {
    pub(super) address: SocketAddr,
    /// The first account.
    pub(super) backend: Backend,
    /// The accounts beside it.
    pub(super) members: Members,
    /// The members' directory, if there are any.
    pub(super) directory: Option<Directory>,
    pub(super) root: RootKey,
    pub(super) enforce: Enforcement,
    /// Whether other machines may reach it.
    pub(super) reachable: bool,
    pub(super) timeout: Duration,
    /// The space for the bodies of requests in progress, in bytes.
    pub(super) body_space: Semaphore,
    /// The space for objects.
    pub(super) space: Space,
    pub(super) clock: WallClock,
    #[cfg(feature = "tls")]
    pub(super) tls: Option<Tls>,
    /// The clock's offset in seconds.
    pub(super) moved: Arc<AtomicI64>,
    /// Whether requests must be signed with the moved time.
    pub(super) strict_time: bool,
    pub(super) sink: Option<RequestSink>,
    /// Whether it was stopped; notified at each request, if there is a reader.
    pub(super) stopped: watch::Sender<bool>,
    /// The initial first account.
    pub(super) initial: Account,
    pub(super) requests: AtomicU64,
    pub(super) traffic: Mutex<Traffic>,
    /// The latest `Date` header and its second.
    pub(super) date: Mutex<Option<(i64, HeaderValue)>>,
}

/// The state of requests outside the account.
#[derive(Debug, Default)]
pub(super) struct Traffic {
    pub(super) nonces: Nonces,
    pub(super) faults: Faults,
    pub(super) stale: Option<Stale>,
    pub(super) log: Log,
}

impl std::fmt::Debug for Emulation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Emulation").finish_non_exhaustive()
    }
}

impl Emulation {
    /// Returns the `Date` header, which is formatted once a second.
    pub(super) fn date(&self) -> Option<HeaderValue> {
        let now = self.now();
        let mut latest = self.date.lock().unwrap_or_else(PoisonError::into_inner);
        let is_current = |(second, _): &&(i64, HeaderValue)| *second == now.as_second();
        if let Some((_, date)) = latest.as_ref().filter(is_current) {
            return Some(date.clone());
        }
        let text = now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let date = HeaderValue::from_str(&text).ok()?;
        *latest = Some((now.as_second(), date.clone()));
        Some(date)
    }

    /// Returns the emulator's time.
    pub(super) fn now(&self) -> Timestamp {
        later(self.clock.now(), &self.moved)
    }

    /// Returns a clock with the emulator's time, which doesn't keep the emulator.
    pub(super) fn moved_clock(&self) -> WallClock {
        let (clock, moved) = (self.clock.clone(), Arc::clone(&self.moved));
        WallClock::new(move || later(clock.now(), &moved))
    }

    /// Whether a time stamp, in Unix seconds, is close to the emulator's time or, unless time is strict,
    /// to the time before the clock was moved, which clients sign with.
    pub(super) fn is_current(&self, stamped: i64) -> bool {
        let is_close = |now: Timestamp| {
            let skew = now.as_second().saturating_sub(stamped).saturating_abs();
            skew <= WINDOW
        };
        is_close(self.now()) || !self.strict_time && is_close(self.clock.now())
    }

    /// Whether clients use TLS.
    pub(super) fn is_secure(&self) -> bool {
        #[cfg(feature = "tls")]
        return self.tls.is_some();
        #[cfg(not(feature = "tls"))]
        false
    }

    /// Moves the clock.
    pub(super) fn move_clock(&self, seconds: i64) {
        let add = |moved: i64| Some(moved.saturating_add(seconds));
        // The function always returns a value.
        let _ = self
            .moved
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
    }

    /// Returns the moment of a new request.
    pub(super) fn moment(&self) -> Moment {
        let count = self.requests.fetch_add(1, Ordering::Relaxed) + 1;
        let mut moment = Moment::new(self.now(), request_id(ORIGIN, count));
        moment.secure = self.is_secure();
        moment
    }

    /// Returns an account.
    pub(super) fn account(&self, which: Which) -> &Backend {
        let member = match which {
            Which::First => None,
            Which::Member(index) => self.members.backend(index),
        };
        member.unwrap_or(&self.backend)
    }

    pub(super) fn account_id(&self, which: Which) -> &str {
        let member = match which {
            Which::First => None,
            Which::Member(index) => self.members.id(index),
        };
        member.unwrap_or(&self.initial.id)
    }

    /// Returns the account with this id.
    pub(super) fn which(&self, id: &str) -> Option<Which> {
        if id == self.initial.id {
            return Some(Which::First);
        }
        self.members.find(id).map(Which::Member)
    }

    /// Returns the account with this id, which a request names.
    pub(super) fn known(&self, id: &str) -> Result<Which> {
        self.which(id).ok_or_else(|| {
            let message = format!("no account has the id `{id}`");
            Error::new(ErrorKind::NotFound, message)
                .with_remedy("seed the account, or start the emulator with more accounts")
        })
    }

    /// Looks a key up, with the account that it belongs to.
    pub(super) fn find_key(
        &self,
        key: (&str, Option<&str>),
        now: i64,
    ) -> Result<(Which, std::result::Result<Known, BadKey>)> {
        let which = self.members.of_key(key);
        let root = (which == Which::First).then_some(&self.root);
        let found = |account: &mut Account| keys::find(account, root, key, now);
        Ok((which, self.account(which).read(found)?))
    }

    pub(super) fn traffic(&self) -> MutexGuard<'_, Traffic> {
        self.traffic.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` on the account. With the fault `stale`, a read sees the account before the last
    /// write; `stale` sets that fault for this write.
    pub(super) fn execute<T>(
        &self,
        which: Which,
        is_read: bool,
        stale: Option<Stale>,
        work: impl FnOnce(&mut Account) -> T,
    ) -> Result<T> {
        if is_read {
            let before = self.traffic().outdated(which, self.now());
            return match before {
                Some(mut before) => Ok(work(&mut before)),
                None => self.account(which).read(work),
            };
        }
        let mut before = None;
        let outcome = self.account(which).change(|account| {
            before = stale.as_ref().map(|_| account.clone());
            work(account)
        })?;
        if let (Some(stale), Some(before)) = (stale, before) {
            self.traffic().stale = Some(Stale {
                which,
                before: Some(before),
                ..stale
            });
        }
        Ok(outcome)
    }

    /// Records the use of a key, unless recorded recently.
    pub(super) fn note_use(&self, which: Which, id: &str, known: &Known, now: i64) -> Result<()> {
        if known.is_noted {
            return Ok(());
        }
        self.account(which).change(|account| {
            if let Some(key) = account.keys.get_mut(id) {
                key.last_used = Some(now);
            }
        })
    }

    /// Replaces the fault plan, unless a rule can't apply to a call, and makes stale writes visible.
    pub(super) fn set_faults(&self, rules: Vec<FaultRule>) -> Result<()> {
        rules.iter().try_for_each(FaultRule::check)?;
        let mut traffic = self.traffic();
        traffic.faults.replace(rules);
        traffic.stale = None;
        Ok(())
    }

    /// Restores the initial state.
    pub(super) fn reset(&self) -> Result<()> {
        // A concurrent request sees either the old or the new account.
        let mut traffic = self.traffic();
        self.backend
            .change(|account| *account = self.initial.clone())?;
        self.members.reset()?;
        let mut log = std::mem::take(&mut traffic.log);
        log.clear();
        *traffic = Traffic {
            log,
            ..Traffic::default()
        };
        self.space.forget();
        self.moved.store(0, Ordering::Relaxed);
        Ok(())
    }

    /// Restores the initial state of one account.
    pub(super) fn reset_account(&self, which: Which) -> Result<()> {
        let mut traffic = self.traffic();
        let initial = match which {
            Which::First => self.initial.clone(),
            Which::Member(index) => self.members.initial(index).unwrap_or_default(),
        };
        self.change(which, |account| *account = initial)?;
        traffic.stale = None;
        self.space.forget();
        Ok(())
    }

    /// Creates a Container Registry instance on a bucket.
    pub(super) fn create_instance(
        &self,
        which: Which,
        named: (&str, &str, &str),
    ) -> Result<Option<InstanceState>> {
        let moment = self.moment();
        self.account(which).change(|account| {
            let id = account.create_instance(named, &moment);
            let mut states = account.instances.values().flatten();
            states.find(|state| state.id == id).cloned()
        })
    }

    /// Returns the instances by region, after a retry of the pending ones.
    pub(super) fn instances(&self, which: Which) -> Result<BTreeMap<String, Vec<InstanceState>>> {
        let moment = self.moment();
        self.account(which).change(|account| {
            if account.has_waiting_instances() {
                account.start_instances(&moment);
            }
            account.instances.clone()
        })
    }

    /// Logs a request and passes it to the callback.
    pub(super) fn note(&self, entry: Entry) {
        // The memory of the oldest one is freed without the lock.
        let (entry, _oldest) = self.traffic().log.push(entry);
        if let Some(sink) = &self.sink {
            sink(&entry);
        }
        if self.stopped.receiver_count() > 0 {
            self.stopped.send_modify(|_| ());
        }
    }

    /// Returns the smallest policy for the latest requests of a caller, or of the only one.
    pub(super) fn policy(&self, caller: Option<&str>) -> Result<PolicyDocument> {
        let requests: Vec<_> = {
            let traffic = self.traffic();
            traffic.log.entries().map(|entry| entry.logged()).collect()
        };
        learn::policy(&requests, caller)
    }

    /// Returns the caller's ARN for the list of requests.
    pub(super) fn shown(&self, which: Which, caller: &Caller) -> String {
        let account = self.account_id(which);
        match caller {
            Caller::Account => format!("acs:ram::{account}:root"),
            Caller::User(name) => format!("acs:ram::{account}:user/{name}"),
            Caller::Session { role, session, .. } => {
                format!("acs:ram::{account}:assumed-role/{role}/{session}")
            }
        }
    }
}

/// Returns a time moved by these seconds.
fn later(now: Timestamp, moved: &AtomicI64) -> Timestamp {
    let moved = SignedDuration::from_secs(moved.load(Ordering::Relaxed));
    now.saturating_add(moved).unwrap_or(now)
}

impl Traffic {
    /// Returns the outdated account for a stale read.
    fn outdated(&mut self, which: Which, now: Timestamp) -> Option<Account> {
        let stale = self.stale.as_mut().filter(|stale| stale.which == which)?;
        match stale.take(now) {
            Some(before) => Some(before),
            None => {
                self.stale = None;
                None
            }
        }
    }
}
