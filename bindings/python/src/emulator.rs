//! The HTTP emulator, on the runtime's thread.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyInt, PyString};
use rolewright::emulator::{Emulator, Enforcement, Seed, SeedAccount};
use rolewright::mock::Limits;
use rolewright::text::excerpt;
use rolewright::{Error, ErrorKind, MemoryProvider};
#[cfg(feature = "console")]
use rolewright_console::EmulatorConsole;

#[cfg(feature = "console")]
use crate::console::settings;
use crate::convert::{to_value, unicode, wrong_type};
use crate::engine::{Engine, memory};
#[cfg(feature = "console")]
use crate::error::or_raise;
use crate::error::{exception, invalid};
use crate::runtime::{Drive, Runtime};
use crate::task::{Deliver, Task, held};

/// A running server. It stops when it is dropped.
#[pyclass(frozen, module = "rolewright._native")]
pub(crate) struct Server {
    running: Mutex<Option<Emulator>>,
    endpoint: String,
    account_ids: Vec<String>,
    authority: Option<String>,
    environment: BTreeMap<&'static str, String>,
    /// With the emulator's time.
    account: MemoryProvider,
    drive: Arc<Drive>,
    #[cfg(feature = "console")]
    console: Option<Arc<EmulatorConsole>>,
}

/// Creates the task that starts a server with one access key. `accounts` are the id of the first
/// account, the number of accounts or the members, and the first account's state; `options` are `tls`,
/// `strict_time` and `console`.
#[pyfunction]
#[pyo3(signature = (*, key, port, accounts, enforce, quotas, options))]
pub(crate) fn serve(
    py: Python<'_>,
    key: (String, String),
    port: u16,
    accounts: (
        Option<Bound<'_, PyAny>>,
        Bound<'_, PyAny>,
        Option<Bound<'_, PyAny>>,
    ),
    enforce: &Bound<'_, PyAny>,
    quotas: Option<bool>,
    options: (bool, bool, bool),
) -> PyResult<Task> {
    let (first, accounts, state) = accounts;
    let account = memory(py, first.as_ref(), state.as_ref())?;
    let (tls, strict_time, with_console) = options;
    #[cfg(not(feature = "console"))]
    if with_console {
        let error = Error::new(ErrorKind::Unsupported, "this build has no console");
        return Err(exception(py, &error));
    }
    let enforce = enforcement(enforce)?;
    let drive = Runtime::of_module(py)?;
    let (id, secret) = key;
    let (accounts, seed) = members(py, &accounts)?;
    Ok(Task::new(drive.clone(), None, async move {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let builder = Emulator::builder()
            .provider(account.clone())
            .listen(address)
            .accounts(accounts)
            .seed(seed)
            .enforce(enforce)
            .tls(tls)
            .strict_time(strict_time);
        let builder = match quotas {
            Some(true) => builder.limits(Limits::default()),
            Some(false) => builder.limits(Limits::none()),
            None => builder,
        };
        #[cfg(feature = "console")]
        let console = with_console.then(EmulatorConsole::new);
        #[cfg(feature = "console")]
        let builder = match &console {
            Some(console) => builder.console(console.clone()),
            None => builder,
        };
        let emulator = builder.access_key(id, secret).start().await?;
        #[cfg(feature = "console")]
        if let Some(console) = &console {
            console.open(&emulator.handle(), settings())?;
        }
        Ok(Box::new(move |py: Python<'_>| {
            let server = Server {
                endpoint: emulator.endpoint(),
                account_ids: emulator.account_ids(),
                environment: emulator.environment().into_iter().collect(),
                authority: emulator.certificate_authority().map(str::to_owned),
                account: emulator.provider().unwrap_or(account),
                running: Mutex::new(Some(emulator)),
                drive,
                #[cfg(feature = "console")]
                console,
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

/// `True`, `False` or `"soft"`.
fn enforcement(enforce: &Bound<'_, PyAny>) -> PyResult<Enforcement> {
    if let Ok(on) = enforce.extract::<bool>() {
        return Ok(on.into());
    }
    match enforce.extract::<&str>() {
        Ok("soft") => Ok(Enforcement::Soft),
        _ => {
            if let Ok(word) = enforce.cast::<PyString>() {
                let shown = excerpt(&unicode("enforce", word)?, 60);
                let message = format!("`enforce` must be True, False or 'soft', not '{shown}'");
                return Err(PyValueError::new_err(message));
            }
            Err(wrong_type(
                "`enforce` must be True, False or 'soft'",
                enforce,
            ))
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

    /// The ids of all accounts.
    #[getter]
    fn account_ids(&self) -> Vec<String> {
        self.account_ids.clone()
    }

    /// The environment variables of its clients.
    #[getter]
    fn environment(&self) -> BTreeMap<&'static str, String> {
        self.environment.clone()
    }

    /// The certificate of the authority in PEM; None without TLS.
    #[getter]
    fn certificate_authority(&self) -> Option<&str> {
        self.authority.as_deref()
    }

    /// Returns a new one-time link of the console.
    fn console_link(&self, py: Python<'_>) -> PyResult<String> {
        #[cfg(feature = "console")]
        if let (Some(console), Some(running)) = (&self.console, held(&self.running).as_ref()) {
            return or_raise(py, console.link(&running.handle()));
        }
        let error = Error::new(ErrorKind::Refused, "the emulator has no console");
        Err(exception(
            py,
            &error.with_remedy("start it with `console=True`"),
        ))
    }

    /// The first account, accessed without HTTP.
    fn engine(&self, py: Python<'_>) -> PyResult<Engine> {
        if !self.drive.is_here() {
            let text = "the emulator was started before the process was forked, so its account is in \
                        another process";
            let error = Error::new(ErrorKind::Refused, text)
                .with_remedy("use `provider()`, or start the emulator in this process");
            return Err(exception(py, &error));
        }
        Engine::of_memory(py, self.account.clone())
    }

    /// Creates the task that stops the server after the current requests.
    fn stop(&self) -> Task {
        let running = held(&self.running).take();
        #[cfg(feature = "console")]
        let console = self.console.clone();
        Task::new(self.drive.clone(), None, async move {
            #[cfg(feature = "console")]
            if let Some(console) = console {
                console.close().await;
            }
            if let Some(emulator) = running {
                emulator.stop().await;
            }
            Ok(Box::new(|py: Python<'_>| Ok(py.None())) as Deliver)
        })
    }
}
