//! The HTTP emulator, on the runtime's thread.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use rolewright::MemoryProvider;
use rolewright::emulator::{Emulator, Enforcement};
use rolewright::mock::Limits;
use rolewright::text::excerpt;

use crate::engine::{Engine, memory};
use crate::runtime::{Drive, Runtime};
use crate::task::{Deliver, Task, held};

/// A running server. It stops when it is dropped.
#[pyclass(frozen, module = "rolewright._native")]
pub(crate) struct Server {
    running: Mutex<Option<Emulator>>,
    endpoint: String,
    authority: Option<String>,
    /// With the emulator's time.
    account: MemoryProvider,
    drive: Arc<Drive>,
}

/// Creates the task that starts a server with one access key. `account` is its id and its state,
/// `options` are `tls` and `strict_time`.
#[pyfunction]
#[pyo3(signature = (*, key, port, account, enforce, quotas, options))]
pub(crate) fn serve(
    py: Python<'_>,
    key: (String, String),
    port: u16,
    account: (Option<Bound<'_, PyAny>>, Option<Bound<'_, PyAny>>),
    enforce: &Bound<'_, PyAny>,
    quotas: Option<bool>,
    options: (bool, bool),
) -> PyResult<Task> {
    let (account, state) = account;
    let account = memory(py, account.as_ref(), state.as_ref())?;
    let (tls, strict_time) = options;
    let enforce = enforcement(enforce)?;
    let drive = Runtime::of_module(py)?;
    let (id, secret) = key;
    Ok(Task::new(drive.clone(), async move {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let builder = Emulator::builder()
            .provider(account.clone())
            .listen(address)
            .enforce(enforce)
            .tls(tls)
            .strict_time(strict_time);
        let builder = match quotas {
            Some(true) => builder.limits(Limits::default()),
            Some(false) => builder.limits(Limits::none()),
            None => builder,
        };
        let emulator = builder.access_key(id, secret).start().await?;
        Ok(Box::new(move |py: Python<'_>| {
            let server = Server {
                endpoint: emulator.endpoint(),
                authority: emulator.certificate_authority().map(str::to_owned),
                account: emulator.provider().unwrap_or(account),
                running: Mutex::new(Some(emulator)),
                drive,
            };
            Ok(Py::new(py, server)?.into_any())
        }) as Deliver)
    }))
}

/// `True`, `False` or `"soft"`.
fn enforcement(enforce: &Bound<'_, PyAny>) -> PyResult<Enforcement> {
    if let Ok(on) = enforce.extract::<bool>() {
        return Ok(on.into());
    }
    match enforce.extract::<&str>() {
        Ok("soft") => Ok(Enforcement::Soft),
        _ => {
            let shown = excerpt(&enforce.repr()?.to_string(), 60);
            let message = format!("`enforce` must be True, False or 'soft', not {shown}");
            Err(PyValueError::new_err(message))
        }
    }
}

#[pymethods]
impl Server {
    /// The endpoint.
    #[getter]
    fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The certificate of the authority in PEM; None without TLS.
    #[getter]
    fn certificate_authority(&self) -> Option<&str> {
        self.authority.as_deref()
    }

    /// The account, accessed without HTTP.
    fn engine(&self, py: Python<'_>) -> PyResult<Engine> {
        Engine::of_memory(py, self.account.clone())
    }

    /// Creates the task that stops the server after the current requests.
    fn stop(&self) -> Task {
        let running = held(&self.running).take();
        Task::new(self.drive.clone(), async move {
            if let Some(emulator) = running {
                emulator.stop().await;
            }
            Ok(Box::new(|py: Python<'_>| Ok(py.None())) as Deliver)
        })
    }
}
