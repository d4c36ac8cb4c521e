//! What stands between a program and the cloud.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use rolewright::doctor::{self, DoctorReport};
use rolewright::setup::Goal;
use rolewright_report::Display;

use crate::convert::{to_python, to_value};
use crate::engine::Engine;
use crate::error::{invalid, unlocked};
use crate::task::{Deliver, Task};
use crate::terms::PythonTerms;
use crate::wanted::Wanted;

/// Begins to look; the answer is a dict.
#[pyfunction]
pub(crate) fn examine(
    py: Python<'_>,
    engine: &Bound<'_, Engine>,
    buckets: Option<&Bound<'_, PyAny>>,
    wanted: &Bound<'_, PyDict>,
) -> PyResult<Task> {
    let wanted = Wanted(wanted.clone());
    let recipe = wanted.recipe(py, &Goal::Show, buckets)?;
    let options = wanted.options(py)?;
    let (cloud, drive) = engine.get().open_cloud(py)?;
    Ok(Task::new(drive, async move {
        let report = doctor::examine(recipe, &cloud, options).await?;
        Ok(Box::new(move |py: Python<'_>| to_python(py, &report).map(Bound::unbind)) as Deliver)
    }))
}

/// What was found, in the words of the command line.
#[pyfunction]
pub(crate) fn doctor_text(py: Python<'_>, report: &Bound<'_, PyAny>) -> PyResult<String> {
    let report: Result<DoctorReport, _> = serde_json::from_value(to_value("report", report)?);
    let report = report.map_err(|error| invalid(py, format!("this is no report: {error}")))?;
    unlocked(py, || {
        rolewright_report::doctor::text(&report, Display::PLAIN, &PythonTerms)
    })
}
