//! For programs without async (feature `blocking`).
//!
//! ```
//! use rolewright::blocking::Blocking;
//!
//! let blocking = Blocking::new()?;
//! let provider = rolewright::MemoryProvider::new();
//! let report = blocking.wait(rolewright::setup(["my-images"]).apply(&provider))?;
//! assert!(report.is_ok());
//! # Ok::<(), rolewright::Error>(())
//! ```

use std::future::Future;

use rolewright_core::{Error, ErrorKind, Result};

/// Runs futures to completion. Can be shared by several threads.
///
/// A provider's connections belong to the `Blocking` that opened them. Keep one for the lifetime of
/// the provider, so that connections are reused.
#[derive(Debug)]
pub struct Blocking {
    runtime: tokio::runtime::Runtime,
}

impl Blocking {
    /// Starts a single-threaded runtime.
    ///
    /// # Errors
    /// [`ErrorKind::Unsupported`] when the runtime can't be started.
    pub fn new() -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let runtime = runtime.map_err(|error| {
            Error::new(ErrorKind::Unsupported, "the async runtime can't be started")
                .with_source(error)
        })?;
        Ok(Self { runtime })
    }

    /// Runs a future to completion.
    ///
    /// # Errors
    /// Those of the future; [`ErrorKind::Unsupported`] when called inside an async runtime, which
    /// it would block.
    pub fn wait<T>(&self, future: impl Future<Output = Result<T>>) -> Result<T> {
        if tokio::runtime::Handle::try_current().is_ok() {
            return Err(Error::new(
                ErrorKind::Unsupported,
                "`Blocking::wait` was called inside an async runtime",
            )
            .with_remedy("await the future instead"));
        }
        self.runtime.block_on(future)
    }
}
