//! The report of a run as Python sees it; `python/rolewright/_report.py` dresses it.

use pyo3::prelude::*;
use rolewright::setup::{FORMAT_VERSION, Outcome, Problem, Standing};
use rolewright_report::{Paint, setup};

use crate::convert::{to_python, to_value};
use crate::error::{exception_for, invalid, unlocked};

/// The outcome of a run.
#[pyclass(frozen, module = "rolewright._native")]
pub(crate) struct Report(pub(crate) rolewright::setup::Report);

#[pymethods]
impl Report {
    /// The report that `to_dict` gave.
    #[staticmethod]
    fn from_dict(py: Python<'_>, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        let value = to_value("value", value)?;
        let report: Result<rolewright::setup::Report, _> = serde_json::from_value(value);
        let report = report.map_err(|error| invalid(py, format!("this is no report: {error}")))?;
        if report.format_version != FORMAT_VERSION {
            let other = rolewright::text::excerpt(&report.format_version, 20);
            let message = format!("the report is of format {other}, and {FORMAT_VERSION} is known");
            return Err(invalid(py, message));
        }
        Ok(Self(report))
    }

    #[getter]
    fn ok(&self) -> bool {
        self.0.is_ok()
    }

    #[getter]
    fn changed(&self) -> bool {
        self.0.is_changed()
    }

    #[getter]
    fn proven(&self) -> bool {
        self.0.is_proven()
    }

    /// One field, as plain data.
    fn part<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        let report = &self.0;
        match name {
            "format_version" => to_python(py, &report.format_version),
            "kind" => to_python(py, &report.kind),
            "outcome" => to_python(py, &report.outcome),
            "provider" => to_python(py, &report.provider),
            "recipe" => to_python(py, &report.recipe),
            "account" => to_python(py, &report.account),
            "state" => to_python(py, &report.state),
            "changes" => to_python(py, &report.changes),
            "offers" => to_python(py, &report.offers),
            "causes" => to_python(py, &report.causes),
            "requirements" => to_python(py, &report.requirements),
            "findings" => to_python(py, &report.findings),
            "error" => to_python(py, &report.error),
            "calls" => to_python(py, &report.calls),
            "rounds" => to_python(py, &report.rounds),
            "waits" => to_python(py, &report.waits),
            other => Err(invalid(py, format!("a report has no `{other}`"))),
        }
    }

    /// All of it, as the command line prints it as JSON.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0)
    }

    /// All of it as JSON text: equal for equal reports.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        serde_json::to_string(&self.0).map_err(|error| invalid(py, error.to_string()))
    }

    /// All of it in words, as the command line prints it.
    fn text(&self, py: Python<'_>) -> PyResult<String> {
        unlocked(py, || setup::text(&self.0, Paint::PLAIN))
    }

    /// A comment for a code review.
    fn markdown(&self, py: Python<'_>) -> PyResult<String> {
        unlocked(py, || setup::markdown(&self.0))
    }

    /// A page of its own.
    fn page(&self, py: Python<'_>) -> PyResult<String> {
        unlocked(py, || setup::html(&self.0, jiff::Timestamp::now()))
    }

    /// The exception that says what is in the way; None when nothing is.
    fn problem(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        if self.0.is_ok() {
            return Ok(None);
        }
        let raised = exception_for(py, &self.why_not(py)?);
        Ok(Some(raised.into_value(py).into_any()))
    }
}

impl Report {
    /// Why the answer is not yes: what stopped the run, else the first thing that is in the way.
    fn why_not(&self, py: Python<'_>) -> PyResult<Problem> {
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
        let kind: String = to_python(py, &self.0.outcome)?.extract()?;
        Ok(Problem {
            message: format!("{}: {why}", kind.replace('_', " ")),
            kind,
            help,
            code: None,
            request_id: None,
            waits: Vec::new(),
        })
    }
}
