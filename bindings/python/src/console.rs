//! The console, on the runtime's thread.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use pyo3::prelude::*;
use rolewright::{Error, ErrorKind};
use rolewright_console::{Console, Server, Settings};

use crate::engine::Engine;
use crate::error::{exception, or_raise};
use crate::runtime::Drive;
use crate::task::{Deliver, Task, held};

/// A running console. It stops when it is dropped.
#[pyclass(frozen, module = "rolewright._native")]
pub(crate) struct ConsoleServer {
    running: Mutex<Option<Server>>,
    drive: Arc<Drive>,
}

/// Creates the task that starts a console for the provider's account.
#[pyfunction]
pub(crate) fn serve_console(
    py: Python<'_>,
    engine: &Bound<'_, Engine>,
    port: u16,
) -> PyResult<Task> {
    let (cloud, drive) = engine.get().open_cloud(py)?;
    let mut settings = settings();
    settings.options = vec![("provider".into(), cloud.provider.info().name)];
    let console = or_raise(py, Console::new(cloud, settings))?;
    Ok(Task::new(drive.clone(), None, async move {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let server = Server::start(console, address).await?;
        Ok(Box::new(move |py: Python<'_>| {
            let running = Mutex::new(Some(server));
            Ok(Py::new(py, ConsoleServer { running, drive })?.into_any())
        }) as Deliver)
    }))
}

/// Returns the settings with clock and randomness of the system.
pub(crate) fn settings() -> Settings {
    Settings::new(Timestamp::now, random)
}

fn random() -> rolewright::Result<[u8; 32]> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| {
        let text = format!("the system has no random numbers: {error}");
        Error::new(ErrorKind::Unsupported, text)
    })?;
    Ok(bytes)
}

#[pymethods]
impl ConsoleServer {
    /// Returns a new one-time link.
    fn link(&self, py: Python<'_>) -> PyResult<String> {
        match held(&self.running).as_ref() {
            Some(server) => or_raise(py, server.link()),
            None => {
                let error = Error::new(ErrorKind::Refused, "the console is not running");
                Err(exception(py, &error))
            }
        }
    }

    /// Creates the task that stops the console after a run in progress.
    fn stop(&self) -> Task {
        let running = held(&self.running).take();
        Task::new(self.drive.clone(), None, async move {
            if let Some(server) = running {
                server.stop().await;
            }
            Ok(Box::new(|py: Python<'_>| Ok(py.None())) as Deliver)
        })
    }
}
