//! What drives the calls: one thread for all that is under way in this process.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use rolewright::{Error, ErrorKind, Result};

/// The module's attribute `runtime`: starts the thread when it is needed first.
///
/// A forked process has the memory of its parent and none of its threads, so it starts anew.
#[pyclass(frozen, module = "rolewright._native")]
#[derive(Default)]
pub(crate) struct Runtime {
    current: Mutex<Option<Arc<Drive>>>,
}

/// A runtime, and the process that it was started in.
pub(crate) struct Drive {
    process: u32,
    runtime: Option<tokio::runtime::Runtime>,
}

impl Runtime {
    /// The one that the module holds.
    pub(crate) fn of_module(py: Python<'_>) -> PyResult<Arc<Drive>> {
        let found = py.import("rolewright._native")?.getattr("runtime")?;
        let runtime = found.cast::<Self>()?.get();
        crate::error::or_raise(py, runtime.drive())
    }

    fn drive(&self) -> Result<Arc<Drive>> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(drive) = current.as_ref().filter(|drive| drive.is_here()) {
            return Ok(drive.clone());
        }
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("rolewright")
            .enable_all()
            .build();
        let runtime = runtime.map_err(|error| {
            Error::new(ErrorKind::Unsupported, "no async runtime can be started").with_source(error)
        })?;
        let drive = Drive {
            process: std::process::id(),
            runtime: Some(runtime),
        };
        Ok(current.insert(Arc::new(drive)).clone())
    }
}

impl Drive {
    /// Whether this is still the process that it was started in.
    pub(crate) fn is_here(&self) -> bool {
        self.process == std::process::id()
    }

    pub(crate) fn handle(&self) -> Result<tokio::runtime::Handle> {
        match &self.runtime {
            Some(runtime) if self.is_here() => Ok(runtime.handle().clone()),
            _ => Err(Error::new(
                ErrorKind::Refused,
                "this was opened before the process was forked, and can't be used in the new one",
            )
            .with_remedy("open it again in the new process, or start processes with `spawn`")),
        }
    }
}

impl Drop for Drive {
    fn drop(&mut self) {
        match self.runtime.take() {
            // Nobody waits here: what still runs may itself wait for the interpreter.
            Some(runtime) if self.is_here() => runtime.shutdown_background(),
            // Its threads are in another process.
            Some(runtime) => std::mem::forget(runtime),
            None => {}
        }
    }
}
