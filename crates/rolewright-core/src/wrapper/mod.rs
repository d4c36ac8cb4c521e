//! Providers around providers: each is one method.

mod read_only;
mod record;
mod trace;

pub use read_only::ReadOnlyProvider;
pub use record::{Recorded, RecordingProvider};
pub use trace::TraceProvider;
