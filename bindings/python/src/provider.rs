//! The providers as Python sees them: each is opened through the registry.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use pyo3::prelude::*;
use rolewright::blocking::Blocking;
use rolewright::{
    Access, Call, ProviderOptions, ProviderRegistry, RamProvider, Service, operation,
};

use crate::convert::{parse_json, to_python, wrong_type};
use crate::error::{exception, invalid};
use crate::wait::wait;

/// Carries out calls against one account. Made by one of its subclasses.
#[pyclass(subclass, frozen, module = "rolewright")]
pub(crate) struct Provider(Opened);

/// A provider, and what waits for it: its connections live as long as that.
#[derive(Clone)]
pub(crate) struct Opened {
    pub(crate) provider: Arc<dyn RamProvider>,
    pub(crate) blocking: Arc<Blocking>,
}

#[pymethods]
impl Provider {
    /// Who carries the calls out: a dict with `name`, `endpoint` and `simulated`.
    fn info<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.provider.info())
    }

    /// Carries out any call by name and returns the answer as a dict.
    ///
    /// `service` is "ram", "sts" or "cr"; when left out, that of the operation, or "ram" when rolewright
    /// does not know the operation. Raises `RamError`.
    #[pyo3(signature = (action, params=None, service=None))]
    fn execute<'py>(
        &self,
        py: Python<'py>,
        action: String,
        params: Option<BTreeMap<String, String>>,
        service: Option<&str>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let known = operation::find(&action);
        let service = match service {
            Some("ram") => Service::RAM,
            Some("sts") => Service::STS,
            Some("cr") => Service::CR,
            None => known.map_or(Service::RAM, |known| known.service.clone()),
            Some(other) => {
                let shown = rolewright::text::excerpt(other, 40);
                let message = format!("`{shown}` is not a service; known are ram, sts, cr");
                return Err(invalid(py, message));
            }
        };
        let access = known.map_or(Access::Write, |known| known.access);
        let call = params
            .into_iter()
            .flatten()
            .fold(Call::new(service, action, access), |call, (name, value)| {
                call.with_param(name, value)
            });
        let reply = wait(py, &self.0.blocking, named(&*self.0.provider, call))?;
        parse_json(py, reply.body())
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        let endpoint = slf.get().0.provider.info().endpoint;
        Ok(format!("<{} {endpoint}>", slf.get_type().name()?))
    }
}

impl Provider {
    /// A new object of a subclass.
    fn with<S: pyo3::PyClass<BaseType = Self>>(self, subclass: S) -> PyClassInitializer<S> {
        PyClassInitializer::from(self).add_subclass(subclass)
    }

    fn opened(&self) -> Opened {
        self.0.clone()
    }
}

/// Carries a call out; an error names what it happened in, as it does for typed calls.
async fn named(provider: &dyn RamProvider, call: Call) -> rolewright::Result<rolewright::Reply> {
    let action = call.action.clone();
    let subject = call.subject().map(str::to_owned);
    let answer = provider.execute(call).await;
    answer.map_err(|error| match subject {
        Some(subject) => error.with_action(action).with_resource(subject),
        None => error.with_action(action),
    })
}

/// The provider that a caller means: a name of the registry, or one that is open already.
pub(crate) fn find(value: &Bound<'_, PyAny>, options: &ProviderOptions) -> PyResult<Opened> {
    if let Ok(provider) = value.cast::<Provider>() {
        return Ok(provider.get().opened());
    }
    match value.extract::<String>() {
        Ok(name) => open(value.py(), &name, options),
        Err(_) => Err(wrong_type(
            "`provider` is a name or a rolewright.Provider",
            value,
        )),
    }
}

fn open(py: Python<'_>, name: &str, options: &ProviderOptions) -> PyResult<Opened> {
    let opened = py.detach(|| {
        let provider = ProviderRegistry::built_in().open(name, options)?.provider;
        let blocking = Arc::new(Blocking::new()?);
        Ok(Opened { provider, blocking })
    });
    opened.map_err(|error| exception(py, &error))
}

/// An account id as it was given, checked.
pub(crate) fn account(
    py: Python<'_>,
    account: Option<&str>,
) -> PyResult<Option<rolewright::AccountId>> {
    let checked = account.map(rolewright::AccountId::new).transpose();
    checked.map_err(|error| exception(py, &error))
}

/// RAM without an account, in this process's memory.
#[pyclass(extends = Provider, frozen, module = "rolewright")]
pub(crate) struct MemoryProvider;

#[pymethods]
impl MemoryProvider {
    #[new]
    #[pyo3(signature = (account=None))]
    fn new(py: Python<'_>, account: Option<&str>) -> PyResult<PyClassInitializer<Self>> {
        let options = ProviderOptions {
            account: self::account(py, account)?,
            ..ProviderOptions::default()
        };
        Ok(Provider(open(py, "memory", &options)?).with(Self))
    }
}

/// RAM without an account, kept in one file.
#[pyclass(extends = Provider, frozen, module = "rolewright")]
pub(crate) struct LocalProvider;

#[pymethods]
impl LocalProvider {
    #[new]
    #[pyo3(signature = (path=None, account=None))]
    fn new(
        py: Python<'_>,
        path: Option<PathBuf>,
        account: Option<&str>,
    ) -> PyResult<PyClassInitializer<Self>> {
        let options = ProviderOptions {
            store: path,
            account: self::account(py, account)?,
            ..ProviderOptions::default()
        };
        Ok(Provider(open(py, "local", &options)?).with(Self))
    }
}

/// The real cloud, with the key that the environment holds.
#[pyclass(extends = Provider, frozen, module = "rolewright")]
pub(crate) struct AlibabaProvider;

#[pymethods]
impl AlibabaProvider {
    #[new]
    #[pyo3(signature = (endpoint=None, sts_endpoint=None))]
    fn new(
        py: Python<'_>,
        endpoint: Option<String>,
        sts_endpoint: Option<String>,
    ) -> PyResult<PyClassInitializer<Self>> {
        let options = ProviderOptions {
            endpoint,
            sts_endpoint,
            ..ProviderOptions::default()
        };
        Ok(Provider(open(py, "alibaba", &options)?).with(Self))
    }
}
