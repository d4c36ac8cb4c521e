//! The report of a run as Python sees it.

use pyo3::prelude::*;
use rolewright::setup::{Outcome, Problem, Standing};

use crate::convert::to_python;
use crate::error::exception_for;

/// The outcome of a run.
#[pyclass(frozen, eq, module = "rolewright")]
#[derive(PartialEq)]
pub(crate) struct Report(pub(crate) rolewright::setup::Report);

#[pymethods]
impl Report {
    /// Whether the answer is yes: everything is as wanted, or was made so.
    #[getter]
    fn ok(&self) -> bool {
        self.0.is_ok()
    }

    /// Whether something was changed.
    #[getter]
    fn changed(&self) -> bool {
        self.0.is_changed()
    }

    /// Whether every requirement that was looked at is proven.
    #[getter]
    fn proven(&self) -> bool {
        self.0.is_proven()
    }

    /// How it ended, for example `changed` or `not_proven`.
    #[getter]
    fn outcome<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.outcome)
    }

    /// Whose account it is.
    #[getter]
    fn account(&self) -> &str {
        &self.0.account
    }

    /// Requirement by requirement, what is proven, refuted or not looked at.
    #[getter]
    fn requirements<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.requirements)
    }

    /// What has to change, or was changed, in order.
    #[getter]
    fn changes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.changes)
    }

    /// What is worth knowing besides.
    #[getter]
    fn findings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.findings)
    }

    /// All of it, as the command line prints it as JSON.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0)
    }

    /// Raises `RamError` unless `ok`, with what is in the way.
    fn raise_for_status(&self, py: Python<'_>) -> PyResult<()> {
        if self.0.is_ok() {
            return Ok(());
        }
        Err(exception_for(py, &self.problem(py)?))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let kind = to_python(py, &self.0.kind)?;
        let outcome = self.outcome(py)?;
        Ok(format!("<Report kind={kind} outcome={outcome}>"))
    }
}

impl Report {
    /// Why the answer is not yes: what stopped the run, else the first thing that is in the way.
    fn problem(&self, py: Python<'_>) -> PyResult<Problem> {
        if let Some(problem) = &self.0.error {
            return Ok(problem.clone());
        }
        let open = |standing| matches!(standing, Standing::Refuted | Standing::CannotTell);
        let mut requirements = self.0.requirements.iter();
        let first = requirements.find(|requirement| open(requirement.standing));
        let (why, help) = match (self.0.outcome, self.0.changes.first(), first) {
            (Outcome::Pending, Some(change), _) => (change.summary.clone(), None),
            (_, _, Some(requirement)) => {
                let reason = requirement.reason.as_deref().unwrap_or("not so");
                let why = format!("{}: {reason}", requirement.text);
                (why, requirement.help.clone())
            }
            _ => (String::from("nothing more is known"), None),
        };
        let kind: String = self.outcome(py)?.extract()?;
        Ok(Problem {
            message: format!("{}: {why}", kind.replace('_', " ")),
            kind,
            help,
            code: None,
            request_id: None,
        })
    }
}
