//! Rust's errors as Python's exceptions. The classes stand in `python/rolewright/_errors.py`.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use rolewright::setup::Problem;
use rolewright::{Error, ErrorKind};

/// The exception that stands for an error.
pub(crate) fn exception(py: Python<'_>, error: &Error) -> PyErr {
    make(py, &Problem::from(error), Some(error))
}

/// The exception that stands for the reason why a run stopped.
pub(crate) fn exception_for(py: Python<'_>, problem: &Problem) -> PyErr {
    make(py, problem, None)
}

/// The exception for a value that is out of form.
pub(crate) fn invalid(py: Python<'_>, message: impl Into<String>) -> PyErr {
    exception(py, &Error::new(ErrorKind::InvalidInput, message))
}

fn make(py: Python<'_>, problem: &Problem, error: Option<&Error>) -> PyErr {
    let build = || {
        let details = PyDict::new(py);
        details.set_item("code", &problem.code)?;
        details.set_item("action", error.and_then(Error::action))?;
        details.set_item("resource", error.and_then(Error::resource))?;
        details.set_item("request_id", &problem.request_id)?;
        details.set_item("maybe_applied", error.is_some_and(Error::maybe_applied))?;
        details.set_item("help", &problem.help)?;
        let errors = py.import("rolewright._errors")?;
        errors
            .getattr("of_kind")?
            .call((&problem.kind, &problem.message), Some(&details))
    };
    // What goes wrong while it is made is an exception too.
    build().map_or_else(|failed| failed, PyErr::from_value)
}
