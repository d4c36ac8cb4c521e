//! The state that the requests of one emulator share.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rolewright_core::Result;

use super::backend::Backend;
use super::faults::{FaultRule, Faults, Stale};
use super::keys::{Known, RootKey};
use super::nonces::Nonces;
use super::request_log::{Entry, Log};
use crate::account::{Account, Caller, InstanceState, Moment};
use crate::provider::{Clock, request_id};

/// Sets the emulator's request ids apart from those of a provider on the same account.
const ORIGIN: u32 = u32::MAX;

/// Is shown each request after its answer is known.
pub type RequestSink = Arc<dyn Fn(&Entry) + Send + Sync>;

pub(super) struct Emulation {
    pub(super) backend: Backend,
    pub(super) root: RootKey,
    pub(super) enforce: bool,
    pub(super) timeout: Duration,
    pub(super) clock: Clock,
    /// Seconds that the clock was moved by.
    pub(super) moved: AtomicI64,
    pub(super) sink: Option<RequestSink>,
    /// The account as it was at the start.
    pub(super) initial: Account,
    pub(super) requests: AtomicU64,
    pub(super) traffic: Mutex<Traffic>,
}

/// What requests leave behind, besides the account.
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
    /// The emulator's time.
    pub(super) fn now(&self) -> Timestamp {
        let moved = SignedDuration::from_secs(self.moved.load(Ordering::Relaxed));
        let now = self.clock.now();
        now.saturating_add(moved).unwrap_or(now)
    }

    /// The moment of a request that has just come.
    pub(super) fn moment(&self) -> Moment {
        let count = self.requests.fetch_add(1, Ordering::Relaxed) + 1;
        Moment::new(self.now(), request_id(ORIGIN, count))
    }

    pub(super) fn traffic(&self) -> MutexGuard<'_, Traffic> {
        self.traffic.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` on the account. A read may see it as it was before the last write,
    /// where a fault plan wants that; `stale` is such a plan, for this write.
    pub(super) fn execute<T>(
        &self,
        is_read: bool,
        stale: Option<Stale>,
        work: impl FnOnce(&mut Account) -> T,
    ) -> Result<T> {
        if is_read {
            let before = self.traffic().outdated(self.now());
            return match before {
                Some(mut before) => Ok(work(&mut before)),
                None => self.backend.read(work),
            };
        }
        let mut before = None;
        let outcome = self.backend.change(|account| {
            before = stale.as_ref().map(|_| account.clone());
            work(account)
        })?;
        if let (Some(stale), Some(before)) = (stale, before) {
            self.traffic().stale = Some(Stale {
                before: Some(before),
                ..stale
            });
        }
        Ok(outcome)
    }

    /// Notes that a key was used, unless that was done already.
    pub(super) fn note_use(&self, id: &str, known: &Known, now: i64) -> Result<()> {
        if known.is_noted {
            return Ok(());
        }
        self.backend.change(|account| {
            if let Some(key) = account.keys.get_mut(id) {
                key.last_used = Some(now);
            }
        })
    }

    /// Another plan of faults; what was stale by the one before is seen again.
    pub(super) fn set_faults(&self, rules: Vec<FaultRule>) {
        let mut traffic = self.traffic();
        traffic.faults.replace(rules);
        traffic.stale = None;
    }

    /// Everything as it was at the start.
    pub(super) fn reset(&self) -> Result<()> {
        // A request in between sees the account whole: the old one or the new one.
        let mut traffic = self.traffic();
        self.backend
            .change(|account| *account = self.initial.clone())?;
        *traffic = Traffic::default();
        self.moved.store(0, Ordering::Relaxed);
        Ok(())
    }

    /// Buys an instance of Container Registry on a bucket, as the control endpoint does.
    pub(super) fn create_instance(
        &self,
        named: (&str, &str, &str),
    ) -> Result<Option<InstanceState>> {
        let moment = self.moment();
        self.backend.change(|account| {
            let id = account.create_instance(named, &moment);
            let mut states = account.instances.values().flatten();
            states.find(|state| state.id == id).cloned()
        })
    }

    /// The instances by region, after the service has tried again with those that wait.
    pub(super) fn instances(&self) -> Result<BTreeMap<String, Vec<InstanceState>>> {
        let moment = self.moment();
        self.backend.change(|account| {
            if account.has_waiting_instances() {
                account.start_instances(&moment);
            }
            account.instances.clone()
        })
    }

    /// Keeps what was asked, and tells it.
    pub(super) fn note(&self, entry: Entry) {
        if let Some(sink) = &self.sink {
            sink(&entry);
        }
        self.traffic().log.push(entry);
    }

    /// The caller as the list of requests names it.
    pub(super) fn shown(&self, caller: &Caller) -> String {
        let account = &self.initial.id;
        match caller {
            Caller::Account => format!("acs:ram::{account}:root"),
            Caller::User(name) => format!("acs:ram::{account}:user/{name}"),
            Caller::Session { role, session, .. } => {
                format!("acs:ram::{account}:assumed-role/{role}/{session}")
            }
        }
    }
}

impl Traffic {
    /// The account as a read sees it that comes too early.
    fn outdated(&mut self, now: Timestamp) -> Option<Account> {
        let stale = self.stale.as_mut()?;
        match stale.take(now) {
            Some(before) => Some(before),
            None => {
                self.stale = None;
                None
            }
        }
    }
}
