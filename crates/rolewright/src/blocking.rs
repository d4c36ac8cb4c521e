//! The same without async (feature `blocking`).
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

/// Waits for futures. Several threads may wait at once.
///
/// A provider's connections live as long as what waits for them, so keep one of these for as long
/// as the provider: then they are used again by the next call.
#[derive(Debug)]
pub struct Blocking {
    runtime: tokio::runtime::Runtime,
}

impl Blocking {
    /// Starts what drives the futures; it has no thread of its own.
    ///
    /// # Errors
    /// [`ErrorKind::Unsupported`] when the system gives no event queue.
    pub fn new() -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let runtime = runtime.map_err(|error| {
            Error::new(ErrorKind::Unsupported, "no async runtime can be started").with_source(error)
        })?;
        Ok(Self { runtime })
    }

    /// Waits for anything that this crate does in async.
    ///
    /// # Errors
    /// The future's own, or [`ErrorKind::Unsupported`] when the caller runs inside an async
    /// runtime already, where waiting would block it.
    pub fn wait<T>(&self, future: impl Future<Output = Result<T>>) -> Result<T> {
        if tokio::runtime::Handle::try_current().is_ok() {
            return Err(Error::new(
                ErrorKind::Unsupported,
                "the caller runs inside an async runtime",
            )
            .with_remedy("await the future in place of `Blocking::wait`"));
        }
        self.runtime.block_on(future)
    }
}
