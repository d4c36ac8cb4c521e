#![doc = include_str!("../README.md")]

mod account;
mod assumed;
mod authorize;
mod bss;
mod cr;
mod dispatch;
#[cfg(feature = "emulator")]
pub mod emulator;
mod error;
#[cfg(feature = "emulator")]
mod oss;
mod params;
mod provider;
mod ram;
mod resource_manager;
mod row;
mod sts;
#[cfg(test)]
mod testing;
mod untyped;
mod values;
#[cfg(feature = "emulator")]
mod xml;

#[doc(no_inline)]
pub use jiff;

pub use account::{
    Account, Attachment, Body, BucketState, Caller, DEFAULT_GROUP, GroupState, InstanceState,
    KeyState, Limits, LoginState, Moment, NamespaceState, ObjectVersion, PartState,
    PasswordPolicyState, PolicyState, RefusedCall, RepositoryState, RoleState, SecurityState,
    Session, SettingsState, Subscription, UploadState, UserState, VersionState,
};
pub use assumed::ASSUMED;
pub use authorize::Denial;
pub use dispatch::SIMULATED;
#[cfg(feature = "local")]
pub use provider::LocalProvider;
pub use provider::{MemoryBuilder, MemoryProvider, WallClock};
pub use ram::system_policy::SYSTEM_POLICIES_CHECKED;
