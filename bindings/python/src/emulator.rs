//! The HTTP emulator, on the runtime's thread.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyInt};
use rolewright::MemoryProvider;
use rolewright::emulator::{Emulator, Seed, SeedAccount};
use rolewright::mock::Limits;

use crate::convert::to_value;
use crate::engine::{Engine, memory};
use crate::error::invalid;
use crate::runtime::{Drive, Runtime};
use crate::task::{Deliver, Task, held};

/// A running server. It stops when it is dropped.
#[pyclass(frozen, module = "rolewright._native")]
pub(crate) struct Server {
    running: Mutex<Option<Emulator>>,
    endpoint: String,
    account_ids: Vec<String>,
    account: MemoryProvider,
    drive: Arc<Drive>,
}

/// Creates the task that starts a server with one access key. `accounts` are the id of the first
/// account, and the number of accounts or the members.
#[pyfunction]
#[pyo3(signature = (*, key, port, accounts, state, enforce, quotas))]
pub(crate) fn serve(
    py: Python<'_>,
    key: (String, String),
    port: u16,
    accounts: (Option<Bound<'_, PyAny>>, Bound<'_, PyAny>),
    state: Option<&Bound<'_, PyAny>>,
    enforce: bool,
    quotas: Option<bool>,
) -> PyResult<Task> {
    let (first, accounts) = accounts;
    let account = memory(py, first.as_ref(), state)?;
    let drive = Runtime::of_module(py)?;
    let (id, secret) = key;
    let (accounts, seed) = members(py, &accounts)?;
    Ok(Task::new(drive.clone(), async move {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let builder = Emulator::builder()
            .provider(account.clone())
            .listen(address)
            .accounts(accounts)
            .seed(seed)
            .enforce(enforce);
        let builder = match quotas {
            Some(true) => builder.limits(Limits::default()),
            Some(false) => builder.limits(Limits::none()),
            None => builder,
        };
        let emulator = builder.access_key(id, secret).start().await?;
        Ok(Box::new(move |py: Python<'_>| {
            let server = Server {
                endpoint: emulator.endpoint(),
                account_ids: emulator.account_ids(),
                running: Mutex::new(Some(emulator)),
                account,
                drive,
            };
            Ok(Py::new(py, server)?.into_any())
        }) as Deliver)
    }))
}

/// Reads a number of accounts, or the members beside the first account.
fn members(py: Python<'_>, accounts: &Bound<'_, PyAny>) -> PyResult<(usize, Seed)> {
    if accounts.is_instance_of::<PyInt>() && !accounts.is_instance_of::<PyBool>() {
        let accounts = accounts.extract::<usize>();
        let accounts = accounts.map_err(|_| invalid(py, "`accounts` must be at least 1"))?;
        return Ok((accounts, Seed::default()));
    }
    let value = to_value("accounts", accounts)?;
    let accounts: Vec<SeedAccount> = serde_json::from_value(value).map_err(|error| {
        let why = rolewright::input::without_values(&error.to_string());
        invalid(
            py,
            format!("`accounts` must be a number or a list of accounts: {why}"),
        )
    })?;
    let seed = Seed {
        accounts,
        ..Seed::default()
    };
    Ok((1, seed))
}

#[pymethods]
impl Server {
    /// The endpoint.
    #[getter]
    fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The ids of all accounts.
    #[getter]
    fn account_ids(&self) -> Vec<String> {
        self.account_ids.clone()
    }

    /// The first account, accessed without HTTP.
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
