//! The providers: in memory, and in a file.

mod clock;
#[cfg(feature = "local")]
mod local;
mod memory;
#[cfg(feature = "local")]
mod store;

pub use clock::WallClock;
#[cfg(feature = "emulator")]
pub(crate) use clock::request_id;
#[cfg(feature = "local")]
pub use local::LocalProvider;
pub use memory::{MemoryBuilder, MemoryProvider};
