//! The one way in which Python waits for Rust.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use pyo3::prelude::*;
use rolewright::blocking::Blocking;

use crate::error::exception;

/// How long Ctrl-C may go unseen.
const LOOK_UP: Duration = Duration::from_millis(100);

/// Waits with the interpreter's lock released, so that other threads go on, and looks up now and
/// then whether Python wants to stop. A run that is stopped is dropped between two polls; running
/// again finds out what it had done.
pub(crate) fn wait<T: Send>(
    py: Python<'_>,
    blocking: &Blocking,
    future: impl Future<Output = rolewright::Result<T>> + Send,
) -> PyResult<T> {
    let run = async { Ok(until_signal(future).await) };
    match py.detach(|| blocking.wait(run)) {
        Ok(Ok(Ok(value))) => Ok(value),
        Ok(Ok(Err(error))) | Err(error) => Err(exception(py, &error)),
        Ok(Err(interrupted)) => Err(interrupted),
    }
}

async fn until_signal<T>(future: impl Future<Output = T>) -> PyResult<T> {
    let mut future = pin!(future);
    loop {
        if let Ok(value) = tokio::time::timeout(LOOK_UP, &mut future).await {
            return Ok(value);
        }
        Python::attach(|py| py.check_signals())?;
    }
}
