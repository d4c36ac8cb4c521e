//! Where the emulator's account is: in memory, or in a store.

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
    /// Looks at the account; what `look` changes is not kept where it is in a store.
    pub(super) fn read<T>(&self, look: impl FnOnce(&mut Account) -> T) -> Result<T> {
        match self {
            Self::Memory(provider) => Ok(provider.with_account(look)),
            #[cfg(feature = "local")]
            Self::Local(provider) => Ok(look(&mut provider.account()?)),
        }
    }

    /// Changes the account, alone; in a store it is on disk when this returns.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut Account) -> T) -> Result<T> {
        match self {
            Self::Memory(provider) => Ok(provider.with_account(change)),
            #[cfg(feature = "local")]
            Self::Local(provider) => provider.with_account(change),
        }
    }
}
