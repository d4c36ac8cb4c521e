//! Diagnoses credentials, endpoints, clock and permissions.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use rolewright::doctor::{self, DoctorReport};
use rolewright::setup::Goal;
use rolewright_report::Display;

use crate::arguments::Arguments;
use crate::convert::{to_python, to_value};
use crate::engine::Engine;
use crate::error::{invalid, unlocked};
use crate::task::{Deliver, Task};
use crate::terms::PythonTerms;

/// Creates the task of a diagnosis; its result is a dict.
#[pyfunction]
pub(crate) fn examine(
    py: Python<'_>,
    engine: &Bound<'_, Engine>,
    buckets: Option<&Bound<'_, PyAny>>,
    arguments: &Bound<'_, PyDict>,
) -> PyResult<Task> {
    let arguments = Arguments(arguments.clone());
    let recipes = arguments.recipes(py, &Goal::Show, buckets)?;
    let options = arguments.options(py)?;
    let (cloud, drive) = engine.get().open_cloud(py)?;
    Ok(Task::new(drive, async move {
        let report = doctor::examine_all(recipes, &cloud, options).await?;
        Ok(Box::new(move |py: Python<'_>| to_python(py, &report).map(Bound::unbind)) as Deliver)
    }))
}

/// Formats a diagnosis as the command line does.
#[pyfunction]
pub(crate) fn doctor_text(py: Python<'_>, report: &Bound<'_, PyAny>) -> PyResult<String> {
    let report: Result<DoctorReport, _> = serde_json::from_value(to_value("report", report)?);
    let report = report.map_err(|error| invalid(py, format!("not a report: {error}")))?;
    unlocked(py, || {
        rolewright_report::doctor::text(&report, Display::PLAIN, &PythonTerms)
    })
}
