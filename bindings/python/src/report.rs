//! The native part of `python/rolewright/_report.py`.

use pyo3::prelude::*;
use rolewright::error::{FORMAT_VERSION, Problem};
use rolewright::setup::{Outcome, ReportKind, Status};
use rolewright::{Error, ErrorKind};
use rolewright_report::{Display, setup};

use crate::convert::{to_python, to_value};
use crate::error::{Raised, exception_for, invalid, raised, unlocked};
use crate::terms::PythonTerms;

/// The report of a run.
#[pyclass(frozen, module = "rolewright._native")]
pub(crate) struct Report {
    pub(crate) report: rolewright::setup::Report,
    /// The exception of a custom provider that stopped the run.
    pub(crate) cause: Option<Raised>,
}

#[pymethods]
impl Report {
    /// Creates a report from `to_dict`.
    #[staticmethod]
    fn from_dict(py: Python<'_>, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        let value = to_value("value", value)?;
        let report: Result<rolewright::setup::Report, _> = serde_json::from_value(value);
        let report = report.map_err(|error| invalid(py, format!("not a report: {error}")))?;
        if report.format_version != FORMAT_VERSION {
            let other = rolewright::text::excerpt(&report.format_version, 20);
            let message =
                format!("the report has format {other}, but only {FORMAT_VERSION} is supported");
            return Err(invalid(py, message));
        }
        Ok(Self {
            report,
            cause: None,
        })
    }

    #[getter]
    fn ok(&self) -> bool {
        self.report.is_ok()
    }

    #[getter]
    fn changed(&self) -> bool {
        self.report.is_changed()
    }

    #[getter]
    fn passed(&self) -> bool {
        self.report.has_passed()
    }

    /// One field, as plain data.
    fn part<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        let report = &self.report;
        match name {
            "format_version" => to_python(py, &report.format_version),
            "kind" => to_python(py, &report.kind),
            "outcome" => to_python(py, &report.outcome),
            "provider" => to_python(py, &report.provider),
            "recipe" => to_python(py, &report.recipe),
            "service" => to_python(py, &report.service),
            "account" => to_python(py, &report.account),
            "caller" => to_python(py, &report.caller),
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

    /// The report as a dict, the same as the JSON output of the command line.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.report)
    }

    /// The report as JSON text, which is equal for equal reports. For comparisons.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        serde_json::to_string(&self.report).map_err(|error| invalid(py, error.to_string()))
    }

    /// The report as text, the same as the output of the command line.
    fn text(&self, py: Python<'_>) -> PyResult<String> {
        unlocked(py, || {
            setup::text(&self.report, Display::PLAIN, &PythonTerms)
        })
    }

    /// The report as Markdown, for a code review.
    fn markdown(&self, py: Python<'_>) -> PyResult<String> {
        unlocked(py, || setup::markdown(&self.report, &PythonTerms))
    }

    /// The report as an HTML page.
    fn page(&self, py: Python<'_>) -> PyResult<String> {
        unlocked(py, || {
            let page = setup::Page {
                made: jiff::Timestamp::now(),
                command: &format!("rolewright.{}, Python", kind_of(&self.report)),
            };
            setup::html(&self.report, page, &PythonTerms)
        })
    }

    /// The exception for a negative result; None for a positive one.
    fn problem(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        if self.report.is_ok() {
            return Ok(None);
        }
        let raised = match &self.report.error {
            Some(problem) => exception_for(py, problem),
            None => self.negative(py)?,
        };
        if let Some(cause) = &self.cause {
            raised.set_cause(py, Some(cause.0.clone_ref(py)));
        }
        Ok(Some(raised.into_value(py).into_any()))
    }
}

/// The name of the function that made the report.
fn kind_of(report: &rolewright::setup::Report) -> String {
    match report.kind {
        ReportKind::Apply => "setup".to_owned(),
        other => format!("{other:?}").to_lowercase(),
    }
}

impl Report {
    /// The exception for a negative outcome, with the first reason.
    fn negative(&self, py: Python<'_>) -> PyResult<PyErr> {
        let report = &self.report;
        let open = |status| matches!(status, Status::Failed | Status::Inconclusive);
        let first = report.requirements.iter().find(|one| open(one.status));
        // With `strict`, what was not checked counts.
        let skipped = |status| status == Status::NotChecked;
        let skipped = || report.requirements.iter().find(|one| skipped(one.status));
        let planned = matches!(report.outcome, Outcome::Pending | Outcome::Drifted);
        let change = report.changes.first().filter(|_| planned);
        let drift = report.findings.iter().find(|one| one.is_drift());
        let (why, remedy) = if let Some(change) = change {
            (change.summary.clone(), None)
        } else if let (None, Some(finding)) = (first, drift) {
            (finding.text.clone(), finding.remedy.clone())
        } else if let Some(requirement) = first.or_else(skipped) {
            let reason = requirement.reason.as_deref().unwrap_or("no reason given");
            let why = format!("{}: {reason}", requirement.text);
            (why, requirement.remedy.clone())
        } else {
            (String::from("no reason is known"), None)
        };
        let outcome: String = to_python(py, &self.report.outcome)?.extract()?;
        let message = format!("{}: {why}", outcome.replace('_', " "));
        let problem = Problem {
            remedy,
            ..Problem::from(&Error::new(ErrorKind::Incomplete, message))
        };
        Ok(raised(py, &outcome, &problem, None))
    }
}
