//! The async runtime: one thread for all tasks of the process.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use rolewright::{Error, ErrorKind, Result};

/// The module's attribute `runtime`, which starts the thread when it is first needed.
///
/// A forked process has its parent's memory but none of its threads, so it starts a new one.
#[pyclass(frozen, module = "rolewright._native")]
#[derive(Default)]
pub(crate) struct Runtime {
    current: Mutex<Option<Arc<Drive>>>,
}

/// A runtime, and the process that started it.
pub(crate) struct Drive {
    process: u32,
    runtime: Option<tokio::runtime::Runtime>,
}

impl Runtime {
    /// The module's runtime.
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
            Error::new(ErrorKind::Unsupported, "the async runtime can't be started")
                .with_source(error)
        })?;
        let drive = Drive {
            process: std::process::id(),
            runtime: Some(runtime),
        };
        Ok(current.insert(Arc::new(drive)).clone())
    }
}

impl Drive {
    /// Whether this process started the runtime.
    pub(crate) fn is_here(&self) -> bool {
        self.process == std::process::id()
    }

    pub(crate) fn handle(&self) -> Result<tokio::runtime::Handle> {
        match &self.runtime {
            Some(runtime) if self.is_here() => Ok(runtime.handle().clone()),
            _ => Err(Error::new(
                ErrorKind::Refused,
                "the provider was opened before the process was forked and can't be used in the child",
            )
            .with_remedy("open it in the child process, or start processes with `spawn`")),
        }
    }
}

impl Drop for Drive {
    fn drop(&mut self) {
        match self.runtime.take() {
            // Does not wait: a running task may itself wait for the interpreter.
            Some(runtime) if self.is_here() => runtime.shutdown_background(),
            // Its threads are in another process.
            Some(runtime) => std::mem::forget(runtime),
            None => {}
        }
    }
}
