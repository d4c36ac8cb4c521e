//! The same without async (feature `blocking`): each call runs on a small runtime of its own.
//!
//! ```
//! let provider = rolewright::MemoryProvider::new();
//! let report = rolewright::blocking::wait(rolewright::setup(["my-images"]).apply(&provider))?;
//! assert!(report.is_ok());
//! # Ok::<(), rolewright::Error>(())
//! ```

use std::future::Future;

use rolewright_core::{Error, ErrorKind, Result};

/// Waits for anything that this crate does in async.
///
/// # Errors
/// The future's own, or [`ErrorKind::Unsupported`] when no runtime can be started, or when the
/// caller runs inside an async runtime already, where waiting would block it.
pub fn wait<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    if tokio::runtime::Handle::try_current().is_ok() {
        return Err(Error::new(
            ErrorKind::Unsupported,
            "the caller runs inside an async runtime",
        )
        .with_help("await the future in place of `blocking::wait`"));
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| {
        Error::new(ErrorKind::Unsupported, "no async runtime can be started").with_source(error)
    })?;
    runtime.block_on(future)
}
