//! The storage of the emulator's account: in memory, or in a store.

use rolewright_core::Result;

#[cfg(feature = "local")]
use crate::LocalProvider;
use crate::MemoryProvider;
use crate::account::Account;

/// The account behind an emulator.
#[derive(Clone, Debug)]
pub(super) enum Backend {
    Memory(MemoryProvider),
    #[cfg(feature = "local")]
    Local(LocalProvider),
}

impl Backend {
    /// Returns the provider of an account in memory.
    pub(super) fn memory(&self) -> Option<&MemoryProvider> {
        match self {
            Self::Memory(provider) => Some(provider),
            #[cfg(feature = "local")]
            Self::Local(_) => None,
        }
    }

    /// Returns the provider of an account in a store.
    #[cfg(feature = "local")]
    pub(super) fn store(&self) -> Option<&LocalProvider> {
        match self {
            Self::Memory(_) => None,
            Self::Local(provider) => Some(provider),
        }
    }

    /// Reads the account. In a store, changes by `read` are discarded.
    pub(super) fn read<T>(&self, read: impl FnOnce(&mut Account) -> T) -> Result<T> {
        match self {
            Self::Memory(provider) => Ok(provider.with_account(read)),
            #[cfg(feature = "local")]
            Self::Local(provider) => Ok(read(&mut provider.account()?)),
        }
    }

    /// Changes the account with exclusive access; in a store it is on disk when this returns.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut Account) -> T) -> Result<T> {
        match self {
            Self::Memory(provider) => Ok(provider.with_account(change)),
            #[cfg(feature = "local")]
            Self::Local(provider) => provider.with_account(change),
        }
    }
}
