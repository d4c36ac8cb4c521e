//! The native part of `python/rolewright/_report.py`.

use pyo3::prelude::*;
use rolewright::error::{FORMAT_VERSION, Problem};
use rolewright::fleet::RoleReport;
use rolewright::setup::{Approved, LiveState, Outcome, ReportKind};
use rolewright::{Error, ErrorKind, RoleName};
use rolewright_report::{Display, setup};
use serde::{Deserialize, Serialize};

use crate::convert::{to_python, to_value};
use crate::error::{Raised, exception_for, invalid, raised, unlocked};
use crate::terms::PythonTerms;

/// The report of a run.
#[pyclass(frozen, module = "rolewright._native")]
pub(crate) struct Report {
    /// The report; of several roles all of theirs in one.
    pub(crate) report: rolewright::setup::Report,
    /// The result of each role, if there are several.
    roles: Vec<RoleReport>,
    /// The exception of a custom provider that stopped the run.
    cause: Option<Raised>,
}

#[pymethods]
impl Report {
    /// Creates a report from `to_dict`.
    #[staticmethod]
    fn from_dict(py: Python<'_>, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        let value = to_value("value", value)?;
        if value.get("kind").is_some_and(|kind| kind == "reports") {
            let several: Result<Reports, _> = serde_json::from_value(value);
            let several = several.map_err(|error| invalid(py, format!("not a report: {error}")))?;
            check_version(py, &several.format_version)?;
            return Self::joined(several.roles)
                .ok_or_else(|| invalid(py, "not a report: no role has one"));
        }
        let report: Result<rolewright::setup::Report, _> = serde_json::from_value(value);
        let report = report.map_err(|error| invalid(py, format!("not a report: {error}")))?;
        check_version(py, &report.format_version)?;
        Ok(Self::of(report))
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
        if self.roles.is_empty() {
            return to_python(py, &self.report);
        }
        to_python(py, &Reports::of(&self.roles))
    }

    /// The report of each role as a pair of name and report, if there are several.
    fn role_reports(&self, py: Python<'_>) -> PyResult<Vec<(String, Py<Self>)>> {
        let reached = self.roles.iter();
        let reached = reached.filter_map(|role| Some((role.role.clone(), role.report.clone()?)));
        let one = |(role, report)| Ok((role, Py::new(py, Self::of(report))?));
        reached.map(one).collect()
    }

    /// The report as JSON text, which is equal for equal reports. For comparisons.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        let text = if self.roles.is_empty() {
            serde_json::to_string(&self.report)
        } else {
            serde_json::to_string(&Reports::of(&self.roles))
        };
        text.map_err(|error| invalid(py, error.to_string()))
    }

    /// The report as text, the same as the output of the command line.
    fn text(&self, py: Python<'_>) -> PyResult<String> {
        let text = |report: &_| setup::text(report, Display::PLAIN, &PythonTerms);
        unlocked(py, || self.each("role ", text))
    }

    /// The report as Markdown, for a code review.
    fn markdown(&self, py: Python<'_>) -> PyResult<String> {
        unlocked(py, || {
            self.each("## role ", |report| setup::markdown(report, &PythonTerms))
        })
    }

    /// The report as an HTML page.
    fn page(&self, py: Python<'_>) -> PyResult<String> {
        unlocked(py, || {
            let command = format!("rolewright.{}, Python", kind_of(&self.report));
            let page = setup::Page::new(jiff::Timestamp::now(), &command);
            if self.roles.is_empty() {
                return setup::html(&self.report, page, &PythonTerms);
            }
            let title = format!("{} roles", self.roles.len());
            setup::roles_html(&title, &self.roles, None, page, &PythonTerms)
        })
    }

    /// The exception for a negative result; None for a positive one.
    fn problem(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        let Err(error) = self.report.clone().into_result() else {
            return Ok(None);
        };
        let raised = match &self.report.error {
            Some(problem) => exception_for(py, problem),
            None => self.negative(py, &error)?,
        };
        if let Some(cause) = &self.cause {
            raised.set_cause(py, Some(cause.0.clone_ref(py)));
        }
        Ok(Some(raised.into_value(py).into_any()))
    }
}

/// The reports of several roles, as the command line writes them.
#[derive(Serialize, Deserialize)]
struct Reports {
    format_version: String,
    kind: String,
    roles: Vec<RoleReport>,
}

impl Reports {
    fn of(roles: &[RoleReport]) -> Self {
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "reports".to_owned(),
            roles: roles.to_vec(),
        }
    }
}

fn check_version(py: Python<'_>, version: &str) -> PyResult<()> {
    if version == FORMAT_VERSION {
        return Ok(());
    }
    let other = rolewright::text::excerpt(version, 20);
    let message = format!("the report has format {other}, but only {FORMAT_VERSION} is supported");
    Err(invalid(py, message))
}

/// The name of the function that made the report.
fn kind_of(report: &rolewright::setup::Report) -> String {
    match report.kind {
        ReportKind::Apply => "setup".to_owned(),
        other => format!("{other:?}").to_lowercase(),
    }
}

/// The order of outcomes: the worst one last.
fn rank(outcome: Outcome) -> usize {
    use Outcome::{
        Changed, Drifted, Failed, Inconclusive, Partial, Passed, Pending, Shown, Unchanged,
    };
    let order = [
        Unchanged,
        Shown,
        Passed,
        Changed,
        Pending,
        Drifted,
        Inconclusive,
        Failed,
        Partial,
    ];
    order
        .iter()
        .position(|one| *one == outcome)
        .unwrap_or(order.len())
}

impl Report {
    fn of(report: rolewright::setup::Report) -> Self {
        Self {
            report,
            roles: Vec::new(),
            cause: None,
        }
    }

    /// Sets the exception of a custom provider that stopped the run.
    pub(crate) fn caused_by(self, cause: Option<Raised>) -> Self {
        Self { cause, ..self }
    }

    /// Creates the report of a run, of one role or several.
    ///
    /// # Errors
    /// The error of the first role, if no role has a report.
    pub(crate) fn of_roles(
        ended: &[(RoleName, rolewright::Result<rolewright::setup::Report>)],
    ) -> rolewright::Result<Self> {
        let errors = ended.iter().filter_map(|(_, result)| result.as_ref().err());
        let first = errors.clone().next();
        if let Some(error) = first.filter(|_| errors.count() == ended.len()) {
            return Err(error.clone());
        }
        if let [(_, Ok(report))] = ended {
            return Ok(Self::of(report.clone()));
        }
        let roles = ended
            .iter()
            .map(|(role, result)| RoleReport::new(role, result));
        let none = || Error::new(ErrorKind::Incomplete, "no role is needed in this account");
        Self::joined(roles.collect()).ok_or_else(none)
    }

    /// Joins the reports of several roles; `None` if there is none. The outcome is the worst one.
    fn joined(roles: Vec<RoleReport>) -> Option<Self> {
        let mut reports = roles.iter().filter_map(|role| role.report.as_ref());
        let mut all = reports.next()?.clone();
        for one in reports {
            if rank(one.outcome) > rank(all.outcome) {
                all.outcome = one.outcome;
            }
            for (own, other) in [
                (&mut all.recipe, &one.recipe),
                (&mut all.service, &one.service),
            ] {
                if !own.split(", ").any(|known| known == other) {
                    own.push_str(", ");
                    own.push_str(other);
                }
            }
            all.changes.extend(one.changes.iter().cloned());
            all.offers.extend(one.offers.iter().cloned());
            all.causes.extend(one.causes.iter().cloned());
            all.requirements.extend(one.requirements.iter().cloned());
            all.findings.extend(one.findings.iter().cloned());
            all.waits.extend(one.waits.iter().cloned());
            all.error = all.error.or_else(|| one.error.clone());
            all.calls += one.calls;
            all.rounds = all.rounds.max(one.rounds);
        }
        all.state = LiveState::default();
        if let Some(problem) = roles.iter().find_map(|role| role.error.clone()) {
            all.error = all.error.or(Some(problem));
            all.outcome = Outcome::Partial;
        }
        Some(Self {
            roles,
            ..Self::of(all)
        })
    }

    /// Returns the approval of the plan of a role.
    pub(crate) fn approved(&self, role: &RoleName) -> Approved {
        let plan = if self.roles.is_empty() {
            Some(&self.report)
        } else {
            let mut roles = self.roles.iter();
            let own = roles.find(|one| one.role == role.as_str());
            own.and_then(|one| one.report.as_ref())
        };
        match plan {
            Some(plan) => Approved::from(plan),
            None => Approved::from(Vec::new()),
        }
    }

    /// Renders the report, or that of each role under its name.
    fn each(&self, heading: &str, render: impl Fn(&rolewright::setup::Report) -> String) -> String {
        if self.roles.is_empty() {
            return render(&self.report);
        }
        let one = |role: &RoleReport| {
            let text = match (&role.report, &role.error) {
                (Some(report), _) => render(report),
                (None, Some(problem)) => problem.message.clone(),
                (None, None) => String::new(),
            };
            format!("{heading}{}\n\n{}\n", role.role, text.trim_end())
        };
        self.roles.iter().map(one).collect::<Vec<_>>().join("\n")
    }

    /// The exception for a negative outcome, with the first reason.
    fn negative(&self, py: Python<'_>, error: &Error) -> PyResult<PyErr> {
        let outcome: String = to_python(py, &self.report.outcome)?.extract()?;
        Ok(raised(py, &outcome, &Problem::from(error), None))
    }
}
