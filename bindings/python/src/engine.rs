//! The engine of a provider.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use pyo3::prelude::*;
use pyo3::types::PyDict;
use rolewright::blocking::Blocking;
use rolewright::mock::Account;
use rolewright::setup::Query;
use rolewright::{
    Access, AccountId, BucketInspector, Call, Cloud, Error, ErrorKind, MemoryProvider,
    ProviderInfo, ProviderOptions, ProviderRegistry, RamProvider, Reply, Service, operation,
    wrapper::TraceProvider,
};

use crate::convert::{deadline_of, from_value, parse_json, text, to_python, to_value, wrong_type};
use crate::error::{exception, invalid, or_raise, unlocked};
use crate::python_provider::{INSPECT, PythonProvider};
use crate::runtime::{Drive, Runtime};
use crate::task::{Task, held};

/// An open provider.
#[pyclass(frozen, module = "rolewright._native")]
pub(crate) struct Engine {
    info: ProviderInfo,
    /// `None` after `close`.
    cloud: Mutex<Option<Cloud>>,
    /// The account of a `MemoryProvider`.
    memory: Option<MemoryProvider>,
    drive: Arc<Drive>,
}

impl Engine {
    pub(crate) fn new(
        py: Python<'_>,
        cloud: Cloud,
        memory: Option<MemoryProvider>,
    ) -> PyResult<Self> {
        Ok(Self {
            info: cloud.provider.info(),
            // Calls are traced for Python's logging.
            cloud: Mutex::new(Some(Cloud {
                provider: Arc::new(TraceProvider::new(cloud.provider.clone())),
                ..cloud
            })),
            memory,
            drive: Runtime::of_module(py)?,
        })
    }

    pub(crate) fn of_memory(py: Python<'_>, memory: MemoryProvider) -> PyResult<Self> {
        let knows_buckets = unlocked(py, || memory.account().buckets.is_some())?;
        let buckets = knows_buckets.then(|| Arc::new(memory.clone()) as Arc<dyn BucketInspector>);
        let cloud = Cloud {
            buckets,
            ..memory.clone().into()
        };
        Self::new(py, cloud, Some(memory))
    }

    /// The backends, and the runtime.
    pub(crate) fn open_cloud(&self, py: Python<'_>) -> PyResult<(Cloud, Arc<Drive>)> {
        crate::logging::update_level(py);
        or_raise(py, self.drive.handle())?;
        match held(&self.cloud).as_ref() {
            Some(cloud) => Ok((cloud.clone(), self.drive.clone())),
            None => {
                let error = Error::new(ErrorKind::Refused, "the provider is closed");
                Err(exception(py, &error.with_remedy("open a new one")))
            }
        }
    }
}

#[pymethods]
impl Engine {
    /// Opens a provider of the registry.
    #[staticmethod]
    #[pyo3(signature = (name, *, store=None, account=None))]
    fn open(
        py: Python<'_>,
        name: &Bound<'_, PyAny>,
        store: Option<&Bound<'_, PyAny>>,
        account: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let path = |store: &Bound<'_, PyAny>| {
            let path = store.extract::<PathBuf>();
            path.map_err(|_| wrong_type("`path` must be a str or a path", store))
        };
        let options = ProviderOptions {
            store: store.map(path).transpose()?,
            account: self::account(py, account)?,
            ..ProviderOptions::default()
        };
        let name = text("provider", name)?;
        let open = || {
            let registry = ProviderRegistry::built_in();
            Blocking::new()?.wait(registry.open(&name, &options))
        };
        let cloud = unlocked(py, open)?;
        Self::new(py, or_raise(py, cloud)?, None)
    }

    /// Opens an account in memory: an empty one, or a saved state.
    #[staticmethod]
    #[pyo3(signature = (*, account=None, state=None))]
    fn memory(
        py: Python<'_>,
        account: Option<&Bound<'_, PyAny>>,
        state: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        Self::of_memory(py, memory(py, account, state)?)
    }

    /// Wraps a provider that is written in Python.
    #[staticmethod]
    fn python(py: Python<'_>, provider: &Bound<'_, PyAny>, name: String) -> PyResult<Self> {
        let looks = provider.hasattr(INSPECT)?;
        let provider = PythonProvider::new(provider, name)?;
        let buckets = looks.then(|| Arc::new(provider.clone()) as Arc<dyn BucketInspector>);
        let cloud = Cloud {
            buckets,
            ..provider.into()
        };
        Self::new(py, cloud, None)
    }

    /// The provider's `name`, `endpoint` and `simulated`.
    fn info<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.info)
    }

    /// Creates the task of one call by name.
    #[pyo3(signature = (action, params, service=None, deadline=None))]
    fn call(
        &self,
        py: Python<'_>,
        action: &Bound<'_, PyAny>,
        params: &Bound<'_, PyDict>,
        service: Option<&Bound<'_, PyAny>>,
        deadline: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Task> {
        let deadline = deadline_of(deadline)?;
        let service = service
            .map(|service| text("service", service))
            .transpose()?;
        let mut all = BTreeMap::new();
        for (name, value) in params.iter() {
            all.insert(text("params", &name)?, text("params", &value)?);
        }
        let call = call(py, text("action", action)?, all, service.as_deref())?;
        let (cloud, drive) = self.open_cloud(py)?;
        Ok(Task::telling(
            drive,
            deadline,
            move |_, progress| async move {
                held(&progress).asks(&[Query::Call(call.clone())]);
                held(&progress).begins([&call]);
                let reply = named(&*cloud.provider, call).await?;
                Ok(
                    Box::new(move |py: Python<'_>| parse_json(py, reply.body()).map(Bound::unbind))
                        as crate::task::Deliver,
                )
            },
        ))
    }

    /// The account as plain data; None unless it is in memory.
    fn state<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.open_cloud(py)?;
        let Some(memory) = &self.memory else {
            return Ok(py.None().into_bound(py));
        };
        let state = unlocked(py, || serde_json::to_value(memory.account()))?;
        from_value(py, &state.unwrap_or_default())
    }

    /// Replaces the account with a saved state.
    fn restore(&self, py: Python<'_>, state: &Bound<'_, PyAny>) -> PyResult<()> {
        self.open_cloud(py)?;
        let new = saved(py, state)?;
        if let Some(memory) = &self.memory {
            unlocked(py, || memory.with_account(|account| *account = new))?;
        }
        Ok(())
    }

    /// Closes the provider.
    fn close(&self) {
        *held(&self.cloud) = None;
    }
}

/// Creates a call by name, with the operation's secret parameters marked as secret.
fn call(
    py: Python<'_>,
    action: String,
    params: BTreeMap<String, String>,
    service: Option<&str>,
) -> PyResult<Call> {
    let known = operation::find(&action);
    let service = match service {
        Some("ram") => Service::RAM,
        Some("sts") => Service::STS,
        Some("cr") => Service::CR,
        None => known.map_or(Service::RAM, |known| known.service.clone()),
        Some(other) => {
            let shown = rolewright::text::excerpt(other, 40);
            let message = format!("unknown service `{shown}`; available are ram, sts, cr");
            return Err(invalid(py, message));
        }
    };
    let access = known.map_or(Access::Write, |known| known.access);
    let secrets = known.map_or(&[][..], |known| known.secrets);
    let add = |call: Call, (name, value): (String, String)| {
        if secrets.contains(&name.as_str()) {
            call.with_secret_param(name, value)
        } else {
            call.with_param(name, value)
        }
    };
    Ok(params
        .into_iter()
        .fold(Call::new(service, action, access), add))
}

/// Executes a call and adds its name and resource to an error, as for typed calls.
async fn named(provider: &dyn RamProvider, call: Call) -> rolewright::Result<Reply> {
    let action = call.action.clone();
    let subject = call.subject().map(str::to_owned);
    let answer = provider.execute(call).await;
    answer.map_err(|error| match subject {
        Some(subject) => error.with_action(action).with_resource(subject),
        None => error.with_action(action),
    })
}

/// Validates an account id.
pub(crate) fn account(
    py: Python<'_>,
    account: Option<&Bound<'_, PyAny>>,
) -> PyResult<Option<AccountId>> {
    let account = account
        .map(|account| text("account", account))
        .transpose()?;
    or_raise(py, account.map(AccountId::new).transpose())
}

/// Creates an account in memory.
pub(crate) fn memory(
    py: Python<'_>,
    account: Option<&Bound<'_, PyAny>>,
    state: Option<&Bound<'_, PyAny>>,
) -> PyResult<MemoryProvider> {
    let mut builder = MemoryProvider::builder();
    if let Some(state) = state {
        builder = builder.account(saved(py, state)?);
    }
    if let Some(id) = self::account(py, account)? {
        builder = builder.account_id(&id);
    }
    Ok(builder.build())
}

fn saved(py: Python<'_>, state: &Bound<'_, PyAny>) -> PyResult<Account> {
    let value = to_value("state", state)?;
    serde_json::from_value(value)
        .map_err(|error| invalid(py, format!("`state` is not a saved account: {error}")))
}
