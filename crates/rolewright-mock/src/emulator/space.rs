//! The limit for objects in memory.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::account::Account;

/// The default limit.
pub(super) const LIMIT: u64 = 1024 * 1024 * 1024;

/// The space for objects, parts of uploads and settings.
#[derive(Debug)]
pub(super) struct Space {
    limit: u64,
    /// At least the bytes in use since the last count, unless the account was changed directly.
    used: AtomicU64,
}

impl Space {
    pub(super) fn new(limit: u64) -> Self {
        let space = Self {
            limit,
            used: AtomicU64::new(0),
        };
        space.forget();
        space
    }

    /// Makes the next change count what is in use.
    pub(super) fn forget(&self) {
        self.used.store(u64::MAX, Ordering::Relaxed);
    }

    /// Sets the bytes in use.
    pub(super) fn set(&self, bytes: u64) {
        self.used.store(bytes, Ordering::Relaxed);
    }

    /// Whether this many more bytes fit into the only account, which is locked meanwhile. Counts all
    /// objects only when those added since the last count could exceed the limit. What several
    /// accounts store, `None`, is counted by [`set`](Self::set).
    pub(super) fn take(&self, account: Option<&Account>, more: u64) -> bool {
        let used = self.used.load(Ordering::Relaxed);
        let mut wanted = used.saturating_add(more);
        if let Some(account) = account.filter(|_| wanted > self.limit) {
            let counted = account.stored_bytes();
            self.used.store(counted, Ordering::Relaxed);
            wanted = counted.saturating_add(more);
        }
        let fits = wanted <= self.limit;
        if fits {
            self.used.store(wanted, Ordering::Relaxed);
        }
        fits
    }
}
