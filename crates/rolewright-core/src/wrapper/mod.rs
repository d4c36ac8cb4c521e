//! Providers that wrap another provider.

mod read_only;
mod record;
#[cfg(feature = "tracing")]
mod trace;

pub use read_only::ReadOnlyProvider;
pub use record::{Recorded, RecordingProvider};
#[cfg(feature = "tracing")]
pub use trace::TraceProvider;
