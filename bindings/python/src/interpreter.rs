//! Python calls from Rust threads. They must have returned before the interpreter shuts down, which
//! otherwise crashes the process.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use pyo3::prelude::*;

// Global, since there is one interpreter per process.
static INSIDE: AtomicUsize = AtomicUsize::new(0);
static CLOSED: AtomicBool = AtomicBool::new(false);
static PROCESS: AtomicU32 = AtomicU32::new(0);

/// How often the shutdown checks for threads in Python.
const CHECK: Duration = Duration::from_millis(1);

/// The maximum number of checks; a thread that takes longer is in custom code that doesn't return.
const CHECKS: usize = 2_000;

/// Resets the counter after a fork, since the child has none of its parent's threads.
fn reset_after_fork() {
    let here = std::process::id();
    if PROCESS.swap(here, SeqCst) != here {
        INSIDE.store(0, SeqCst);
    }
}

/// Runs a closure with the GIL; `None` when the interpreter is shutting down.
pub(crate) fn python<T>(work: impl FnOnce(Python<'_>) -> T) -> Option<T> {
    reset_after_fork();
    INSIDE.fetch_add(1, SeqCst);
    let done = if CLOSED.load(SeqCst) {
        None
    } else {
        Python::try_attach(work)
    };
    INSIDE.fetch_sub(1, SeqCst);
    done
}

/// Registers [`close`] with `atexit`.
pub(crate) fn close_at_exit(py: Python<'_>) -> PyResult<()> {
    let close = wrap_pyfunction!(close, py)?;
    py.import("atexit")?.call_method1("register", (close,))?;
    Ok(())
}

/// Rejects new calls and waits up to 2 seconds for running ones; Ctrl-C ends the wait.
#[pyfunction]
fn close(py: Python<'_>) -> PyResult<()> {
    reset_after_fork();
    CLOSED.store(true, SeqCst);
    for _ in 0..CHECKS {
        if INSIDE.load(SeqCst) == 0 {
            break;
        }
        py.detach(|| std::thread::sleep(CHECK));
        py.check_signals()?;
    }
    Ok(())
}
