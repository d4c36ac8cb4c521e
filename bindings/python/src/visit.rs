//! Python from Rust's own threads: all must have left it when the interpreter ends, since it ends
//! the threads that it finds inside in a way that takes the process down.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use pyo3::prelude::*;

// One for the process, as the interpreter is.
static INSIDE: AtomicUsize = AtomicUsize::new(0);
static CLOSED: AtomicBool = AtomicBool::new(false);
static PROCESS: AtomicU32 = AtomicU32::new(0);

/// How long the last ones may go unseen.
const LOOK_UP: Duration = Duration::from_millis(1);

/// How often is looked: whoever stays longer is in somebody's own code that does not come back.
const LOOKS: usize = 2_000;

/// A forked process has none of the threads that were inside.
fn settle() {
    let here = std::process::id();
    if PROCESS.swap(here, SeqCst) != here {
        INSIDE.store(0, SeqCst);
    }
}

/// Does something in Python; nothing when the interpreter is about to end.
pub(crate) fn python<T>(work: impl FnOnce(Python<'_>) -> T) -> Option<T> {
    settle();
    INSIDE.fetch_add(1, SeqCst);
    let done = if CLOSED.load(SeqCst) {
        None
    } else {
        Python::try_attach(work)
    };
    INSIDE.fetch_sub(1, SeqCst);
    done
}

/// Has the interpreter call [`close`] before it ends.
pub(crate) fn close_at_exit(py: Python<'_>) -> PyResult<()> {
    let close = wrap_pyfunction!(close, py)?;
    py.import("atexit")?.call_method1("register", (close,))?;
    Ok(())
}

/// Lets nobody in any more, and waits up to 2 seconds until all are out; Ctrl-C ends the wait.
#[pyfunction]
fn close(py: Python<'_>) -> PyResult<()> {
    settle();
    CLOSED.store(true, SeqCst);
    for _ in 0..LOOKS {
        if INSIDE.load(SeqCst) == 0 {
            break;
        }
        py.detach(|| std::thread::sleep(LOOK_UP));
        py.check_signals()?;
    }
    Ok(())
}
