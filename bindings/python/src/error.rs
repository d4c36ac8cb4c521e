//! Converts between Rust errors and Python exceptions. The classes are in
//! `python/rolewright/_errors.py`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use pyo3::exceptions::{PyConnectionError, PyTimeoutError};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use rolewright::error::Problem;
use rolewright::{Error, ErrorKind, ServiceError};
use serde_json::Value;

use crate::terms::PythonTerms;

/// The exception for an error.
pub(crate) fn exception(py: Python<'_>, error: &Error) -> PyErr {
    let raised = make(py, &Problem::from(error), Some(error));
    if let Some(source) = python_source(error) {
        raised.set_cause(py, Some(source.0.clone_ref(py)));
    }
    raised
}

/// An exception of custom Python code, which can be shared between threads.
#[derive(Clone, Debug)]
pub(crate) struct Raised(pub(crate) Arc<PyErr>);

impl std::fmt::Display for Raised {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Raised {}

/// The exception that an error comes from.
pub(crate) fn python_source(error: &Error) -> Option<Raised> {
    let source = std::error::Error::source(error)?;
    source.downcast_ref::<Raised>().cloned()
}

/// The exception for the error in a report.
pub(crate) fn exception_for(py: Python<'_>, problem: &Problem) -> PyErr {
    make(py, problem, None)
}

/// The exception for an invalid value.
pub(crate) fn invalid(py: Python<'_>, message: impl Into<String>) -> PyErr {
    exception(py, &Error::new(ErrorKind::InvalidInput, message))
}

/// The value, or the exception for its error.
pub(crate) fn or_raise<T, E: Into<Error>>(py: Python<'_>, result: Result<T, E>) -> PyResult<T> {
    result.map_err(|error| exception(py, &error.into()))
}

/// Runs a closure with the GIL released. A panic in it becomes a `RamError`.
pub(crate) fn unlocked<T: Send>(py: Python<'_>, work: impl FnOnce() -> T + Send) -> PyResult<T> {
    let done = py.detach(|| catch_unwind(AssertUnwindSafe(work)));
    done.map_err(|_| exception(py, &internal_error()))
}

/// The error for a panic.
pub(crate) fn internal_error() -> Error {
    let text = "internal error in rolewright";
    Error::new(ErrorKind::UnexpectedReply, text)
        .with_remedy("report it together with the arguments of the call")
}

fn make(py: Python<'_>, problem: &Problem, error: Option<&Error>) -> PyErr {
    let kind = serde_json::to_value(problem.kind);
    let kind = kind.ok().and_then(|kind| kind.as_str().map(str::to_owned));
    raised(py, &kind.unwrap_or_default(), problem, error)
}

/// The exception of this kind: an error's, or an outcome.
pub(crate) fn raised(
    py: Python<'_>,
    kind: &str,
    problem: &Problem,
    error: Option<&Error>,
) -> PyErr {
    let build = || {
        let details = PyDict::new(py);
        let location = error.and_then(Error::location);
        details.set_item("code", &problem.code)?;
        details.set_item("action", error.and_then(Error::action))?;
        details.set_item("resource", error.and_then(Error::resource))?;
        details.set_item("request_id", &problem.request_id)?;
        details.set_item("status", error.and_then(Error::service).map(|s| s.status))?;
        details.set_item("retryable", error.is_some_and(Error::is_transient))?;
        details.set_item("maybe_applied", error.is_some_and(Error::maybe_applied))?;
        let help = problem.remedy.as_ref().map(|it| it.in_terms(&PythonTerms));
        details.set_item("help", help)?;
        details.set_item("line", location.map(|place| place.line))?;
        details.set_item("column", location.map(|place| place.column))?;
        details.set_item("path", location.map(|place| &place.path))?;
        let errors = py.import("rolewright._errors")?;
        errors
            .getattr("of_kind")?
            .call((kind, &problem.message), Some(&details))
    };
    // An exception while it is created is raised instead.
    build().map_or_else(|failed| failed, PyErr::from_value)
}

/// The error for an exception in custom Python code; `doing` names the code.
///
/// A `RamError` keeps its kind and the details of the service error. `TimeoutError` and
/// `ConnectionError` are lost responses, which a run reads back. Any other exception is final. After
/// each of these a write may have been applied.
pub(crate) fn of_exception(py: Python<'_>, raised: PyErr, doing: &str, write: bool) -> Error {
    let value = raised.value(py).clone();
    let lost = if raised.is_instance_of::<PyTimeoutError>(py) {
        Some(ErrorKind::Timeout)
    } else if raised.is_instance_of::<PyConnectionError>(py) {
        Some(ErrorKind::Transport)
    } else {
        None
    };
    let raised = Raised(Arc::new(raised));
    let known = py
        .import("rolewright._errors")
        .and_then(|errors| errors.getattr("RamError"))
        .and_then(|class| value.is_instance(&class))
        .unwrap_or(false);
    let shown = value.str().map(|text| text.to_string_lossy().into_owned());
    let shown = shown.unwrap_or_else(|_| "an exception without a text".to_owned());
    if !known {
        let name = value.get_type().name().map(|name| name.to_string());
        let name = name.unwrap_or_default();
        let text = format!(
            "{doing} raised {name}: {}",
            rolewright::text::excerpt(&shown, 500)
        );
        return Error::new(lost.unwrap_or(ErrorKind::Incomplete), text)
            .with_maybe_applied(write)
            .with_source(raised);
    }
    let field = |name: &str| value.getattr(name).ok().filter(|value| !value.is_none());
    let word = |name: &str| field(name).and_then(|value| value.extract::<String>().ok());
    let maybe_applied =
        field("maybe_applied").is_some_and(|value| value.is_truthy().unwrap_or(false));
    let kind = serde_json::from_value(Value::String(word("kind").unwrap_or_default()));
    let kind = kind.unwrap_or(ErrorKind::UnexpectedReply);
    match word("code") {
        Some(code) => {
            let status = field("status").and_then(|status| status.extract().ok());
            let status = status.unwrap_or(if kind == ErrorKind::NotFound {
                404
            } else {
                400
            });
            let error = ServiceError::new(status, code, shown);
            Error::from_service(error.with_request_id(word("request_id")))
                .with_maybe_applied(maybe_applied)
                .with_source(raised)
        }
        None => Error::new(kind, shown)
            .with_maybe_applied(maybe_applied)
            .with_source(raised),
    }
}
