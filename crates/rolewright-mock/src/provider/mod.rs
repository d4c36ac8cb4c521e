//! The providers: an account in memory, and one in a file.

mod clock;
mod local;
mod memory;
mod store;

pub use clock::Clock;
#[cfg(feature = "emulator")]
pub(crate) use clock::request_id;
pub use local::LocalProvider;
pub use memory::{MemoryBuilder, MemoryProvider};
