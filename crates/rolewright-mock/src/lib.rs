#![doc = include_str!("../README.md")]

mod account;
mod assumed;
mod caller;
mod clock;
mod dispatch;
mod document;
mod error;
mod limits;
mod local;
mod memory;
#[cfg(feature = "server")]
pub mod server;
mod state;
mod store;
#[cfg(test)]
mod testing;

pub use account::{
    Account, Attachment, BucketState, GroupState, InstanceState, KeyState, PolicyState, RoleState,
    UserState, VersionState,
};
pub use assumed::ASSUMED;
pub use caller::Caller;
pub use clock::{Clock, Moment};
pub use dispatch::SIMULATED;
pub use limits::Limits;
pub use local::LocalProvider;
pub use memory::{MemoryBuilder, MemoryProvider};
pub use state::secret::Session;
