#![doc = include_str!("../README.md")]

mod account;
mod assumed;
mod authorize;
mod caller;
mod clock;
mod dispatch;
mod document;
mod error;
mod limits;
mod local;
mod memory;
mod object;
#[cfg(feature = "server")]
mod oss;
#[cfg(feature = "server")]
mod registry;
#[cfg(feature = "server")]
pub mod server;
mod state;
mod store;
#[cfg(test)]
mod testing;
#[cfg(feature = "server")]
mod xml;

pub use account::{
    Account, Attachment, BucketState, GroupState, InstanceState, KeyState, PolicyState,
    RefusedCall, RoleState, UserState, VersionState,
};
pub use assumed::ASSUMED;
pub use authorize::Denial;
pub use caller::Caller;
pub use clock::{Clock, Moment};
pub use dispatch::SIMULATED;
pub use limits::Limits;
pub use local::LocalProvider;
pub use memory::{MemoryBuilder, MemoryProvider};
pub use object::{Body, ObjectVersion, PartState, UploadState};
pub use state::secret::Session;
