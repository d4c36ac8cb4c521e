//! Explained denials, and policies learned from requests.

use pyo3::prelude::*;
use pyo3::types::PyString;
use rolewright::denial::{self, DeniedCall};
use rolewright::learn;

use crate::convert::{deadline_of, text, to_python, to_value};
use crate::engine::Engine;
use crate::error::{invalid, or_raise, unlocked};
use crate::noted_provider::noted;
use crate::policy::PolicyDocument;
use crate::runtime::Runtime;
use crate::task::{Deliver, Task};

/// Creates the task that explains a denied call; its result is a dict.
#[pyfunction]
#[pyo3(signature = (error, engine=None, deadline=None))]
pub(crate) fn explain_denied(
    py: Python<'_>,
    error: &Bound<'_, PyAny>,
    engine: Option<&Bound<'_, Engine>>,
    deadline: Option<&Bound<'_, PyAny>>,
) -> PyResult<Task> {
    let deadline = deadline_of(deadline)?;
    let error = error_text(error)?;
    let (cloud, drive) = match engine {
        Some(engine) => {
            let (cloud, drive) = engine.get().open_cloud(py)?;
            (Some(cloud), drive)
        }
        None => (None, Runtime::of_module(py)?),
    };
    Ok(Task::telling(
        drive,
        deadline,
        move |_, progress| async move {
            let cloud = cloud.map(|cloud| noted(cloud, progress));
            let provider = cloud.as_ref().map(|cloud| &*cloud.provider);
            let denied = denial::explain(&error, provider).await?;
            Ok(
                Box::new(move |py: Python<'_>| to_python(py, &denied).map(Bound::unbind))
                    as Deliver,
            )
        },
    ))
}

/// Formats an explained denial as the command line does.
#[pyfunction]
pub(crate) fn denied_text(py: Python<'_>, denied: &Bound<'_, PyAny>) -> PyResult<String> {
    let denied: Result<DeniedCall, _> = serde_json::from_value(to_value("denied", denied)?);
    let denied = denied.map_err(|error| invalid(py, format!("not a denial: {error}")))?;
    Ok(denied.to_string())
}

/// The body of an error response, as text or as a dict.
fn error_text(error: &Bound<'_, PyAny>) -> PyResult<String> {
    if error.is_instance_of::<PyString>() {
        return text("error", error);
    }
    Ok(to_value("error", error)?.to_string())
}

/// The smallest policy for what a caller requested.
#[pyfunction]
#[pyo3(signature = (requests, caller=None))]
pub(crate) fn policy_from_requests(
    py: Python<'_>,
    requests: &Bound<'_, PyAny>,
    caller: Option<&Bound<'_, PyAny>>,
) -> PyResult<PolicyDocument> {
    let requests = if requests.is_instance_of::<PyString>() {
        text("requests", requests)?
    } else {
        to_value("requests", requests)?.to_string()
    };
    let caller = caller.map(|caller| text("caller", caller)).transpose()?;
    let policy = unlocked(py, || {
        learn::policy(&learn::parse(&requests)?, caller.as_deref())
    })?;
    or_raise(py, policy).map(PolicyDocument)
}
