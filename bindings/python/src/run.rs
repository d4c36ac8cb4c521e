//! The runs: plan, apply and verify.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use rolewright::policy::TrustPolicy;
use rolewright::recipe::TrustChoice;
use rolewright::setup::Problem;
use rolewright::setup::driver::Event;
use rolewright::{ProviderOptions, SetupBuilder};
use serde_json::{Value, json};

use crate::convert::{texts, to_json, to_python, wrong_type};
use crate::error::{exception, invalid};
use crate::provider::{self, Opened};
use crate::report::Report;
use crate::wait::wait;

/// Runs `plan`, `apply` or `verify`; the package's functions say what the arguments mean.
#[pyfunction]
#[pyo3(signature = (kind, buckets, *, provider, trust=None, account=None, on_event=None))]
pub(crate) fn run(
    py: Python<'_>,
    kind: &str,
    buckets: &Bound<'_, PyAny>,
    provider: &Bound<'_, PyAny>,
    trust: Option<&Bound<'_, PyAny>>,
    account: Option<&str>,
    on_event: Option<&Bound<'_, PyAny>>,
) -> PyResult<Report> {
    let mut setup = rolewright::setup(texts("buckets", buckets)?);
    if let Some(trust) = trust {
        setup = trusting(setup, trust)?;
    }
    let account = provider::account(py, account)?;
    if let Some(account) = &account {
        setup = setup.account(account.clone());
    }
    let mut listener = on_event.map(Listener::new).transpose()?;
    let options = ProviderOptions {
        account,
        ..ProviderOptions::default()
    };
    let opened = provider::find(provider, &options)?;
    let report = carry_out(py, kind, setup, &opened, listener.as_mut());
    match listener.and_then(|listener| listener.raised) {
        Some(raised) => Err(raised),
        None => report,
    }
}

fn carry_out<'a>(
    py: Python<'_>,
    kind: &str,
    mut setup: SetupBuilder<'a>,
    opened: &Opened,
    listener: Option<&'a mut Listener>,
) -> PyResult<Report> {
    if let Some(listener) = listener {
        setup = setup.on_event(|event| listener.tell(&event));
    }
    let (provider, blocking) = (&*opened.provider, &*opened.blocking);
    let report = match kind {
        "plan" => wait(py, blocking, setup.plan(provider)),
        "apply" => wait(py, blocking, setup.apply(provider)),
        "verify" => wait(py, blocking, setup.verify(provider)),
        _ => Err(invalid(py, "a run is one of plan, apply, verify")),
    };
    report.map(Report)
}

/// Whom the role shall trust: names of principals, or a whole document.
fn trusting<'a>(setup: SetupBuilder<'a>, trust: &Bound<'_, PyAny>) -> PyResult<SetupBuilder<'a>> {
    let py = trust.py();
    if let Ok(document) = trust.cast::<PyDict>() {
        let policy = TrustPolicy::parse_input(&to_json(document)?);
        return match policy {
            Ok(policy) => Ok(setup.trust_policy(policy)),
            Err(error) => Err(exception(py, &error)),
        };
    }
    let names = texts("trust", trust)?;
    if names.is_empty() {
        let message = "`trust` names nobody; leave it out for Container Registry itself";
        return Err(invalid(py, message));
    }
    let choices: rolewright::Result<Vec<TrustChoice>> =
        names.iter().map(|name| name.parse()).collect();
    match choices {
        Ok(choices) => Ok(setup.trust(choices)),
        Err(error) => Err(exception(py, &error)),
    }
}

/// Tells a callable what the run is doing, until the callable raises.
struct Listener {
    callable: Py<PyAny>,
    raised: Option<PyErr>,
}

impl Listener {
    fn new(callable: &Bound<'_, PyAny>) -> PyResult<Self> {
        if !callable.is_callable() {
            return Err(wrong_type("`on_event` is a callable", callable));
        }
        Ok(Self {
            callable: callable.clone().unbind(),
            raised: None,
        })
    }

    fn tell(&mut self, event: &Event<'_>) {
        let (None, Some(event)) = (&self.raised, describe(event)) else {
            return;
        };
        let told = Python::attach(|py| self.callable.call1(py, (to_python(py, &event)?,)));
        self.raised = told.err();
    }
}

/// An event as Python gets it; None for one that this package does not know yet.
fn describe(event: &Event<'_>) -> Option<Value> {
    Some(match event {
        Event::Reading(calls) => json!({"event": "reading", "calls": calls}),
        Event::Writing(calls) => json!({"event": "writing", "calls": calls}),
        Event::Answered { call, error, .. } => {
            let error = error.map(Problem::from);
            json!({"event": "answered", "call": call, "error": error})
        }
        Event::Waiting(time) => json!({"event": "waiting", "seconds": time.as_secs_f64()}),
        _ => return None,
    })
}
