//! Diagnoses credentials, endpoints, clock and permissions.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use rolewright::doctor::{self, DoctorReport};
use rolewright::setup::Goal;
use rolewright_report::Display;

use crate::arguments::Arguments;
use crate::convert::{deadline_of, to_python, to_value};
use crate::engine::Engine;
use crate::error::{invalid, unlocked};
use crate::noted_provider::noted;
use crate::task::{Deliver, Task};
use crate::terms::PythonTerms;

/// Creates the task of a diagnosis; its result is a dict, or with evidence a list of two.
#[pyfunction]
#[pyo3(signature = (engine, buckets, arguments, evidence, deadline=None))]
pub(crate) fn examine(
    py: Python<'_>,
    engine: &Bound<'_, Engine>,
    buckets: Option<&Bound<'_, PyAny>>,
    arguments: &Bound<'_, PyDict>,
    evidence: bool,
    deadline: Option<&Bound<'_, PyAny>>,
) -> PyResult<Task> {
    let deadline = deadline_of(deadline)?;
    let arguments = Arguments(arguments.clone());
    let recipes = arguments.recipes(py, &Goal::Show, buckets)?;
    let options = arguments.options(py)?;
    let (cloud, drive) = engine.get().open_cloud(py)?;
    Ok(Task::telling(
        drive,
        deadline,
        move |_, progress| async move {
            let cloud = noted(cloud, progress);
            if evidence {
                let both = doctor::examine_with_evidence(recipes, &cloud, options).await?;
                return Ok(
                    Box::new(move |py: Python<'_>| to_python(py, &both).map(Bound::unbind))
                        as Deliver,
                );
            }
            let report = doctor::examine_all(recipes, &cloud, options).await?;
            Ok(
                Box::new(move |py: Python<'_>| to_python(py, &report).map(Bound::unbind))
                    as Deliver,
            )
        },
    ))
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
