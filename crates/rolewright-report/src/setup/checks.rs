//! The checks of a report, for JUnit and SARIF.

use rolewright_core::fleet::RoleReport;
use rolewright_core::remedy::{Remedy, Terms};
use rolewright_core::setup::{Change, Problem, Report, ReportKind, Requirement, Status};
use rolewright_core::text::excerpt;

use super::matrix;
use super::summary::{MAX_LINE, MAX_STATEMENTS, display_word};
use crate::style::Style;
use crate::{Display, Paint};

/// A check: a requirement, a group of permissions on one subject, or a pending change of drift.
#[derive(Debug)]
pub(super) struct Check {
    /// The stable id: that of the requirement, or `pending_change`, `run`, `outcome` or
    /// `nothing_checked`.
    pub(super) id: String,
    /// The name of the check; the same in every run.
    pub(super) name: String,
    pub(super) verdict: Verdict,
    /// Reasons and remedies, a line each; may be empty.
    pub(super) details: Vec<String>,
}

/// The result of a check, as test reports name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Passed,
    Failed,
    /// Inconclusive.
    Error,
    /// Not checked.
    Skipped,
}

impl From<Status> for Verdict {
    fn from(status: Status) -> Self {
        match status {
            Status::Passed => Self::Passed,
            Status::Failed => Self::Failed,
            Status::Inconclusive => Self::Error,
            Status::NotChecked => Self::Skipped,
        }
    }
}

impl Check {
    fn new(id: &str, name: &str, verdict: Verdict) -> Self {
        Self {
            id: id.to_owned(),
            name: excerpt(name, MAX_LINE),
            verdict,
            details: Vec::new(),
        }
    }

    fn with_details(mut self, details: impl IntoIterator<Item = String>) -> Self {
        self.details.extend(details);
        self
    }

    pub(super) fn is_bad(&self) -> bool {
        matches!(self.verdict, Verdict::Failed | Verdict::Error)
    }
}

/// Returns all checks of a role: those of its report, or the failed one of a run without a report.
pub(super) fn checks_of(role: &RoleReport, terms: &dyn Terms) -> Vec<Check> {
    match (&role.report, &role.error) {
        (Some(report), _) => checks(report, Style::of(report, Display::PLAIN, terms)),
        (None, Some(problem)) => vec![of_problem(problem, Style::plain(terms))],
        (None, None) => Vec::new(),
    }
}

/// Returns all checks of a report. A negative report has at least one failure or error, and so has a
/// report without judged requirements.
pub(super) fn checks(report: &Report, style: Style<'_>) -> Vec<Check> {
    let blocks = matrix::blocks(&report.requirements);
    let mut checks: Vec<Check> = blocks.map(|block| of_block(block, style)).collect();
    if report.kind == ReportKind::Drift {
        checks.extend(report.changes.iter().map(of_change));
    }
    if let Some(problem) = &report.error {
        checks.push(of_problem(problem, style));
    }
    if checks.iter().all(|check| check.verdict == Verdict::Skipped) {
        checks.push(Check::new(
            "nothing_checked",
            "something was checked",
            Verdict::Error,
        ));
    }
    if !report.is_ok() && !checks.iter().any(Check::is_bad) {
        let findings = report.findings.iter();
        let details = findings.map(|finding| excerpt(&finding.text, MAX_STATEMENTS));
        let outcome = format!("outcome: {}", display_word(report.outcome));
        checks.push(Check::new("outcome", &outcome, Verdict::Failed).with_details(details));
    }
    checks
}

/// The check that a run has ended without an error.
fn of_problem(problem: &Problem, style: Style<'_>) -> Check {
    let help = help_line(problem.remedy.as_ref(), style);
    let message = [excerpt(&problem.message, MAX_LINE)];
    let check = Check::new("run", "the run is complete", Verdict::Error);
    check.with_details(message.into_iter().chain(help))
}

fn of_block(block: &[Requirement], style: Style<'_>) -> Check {
    let Some(first) = block.first() else {
        return Check::new("nothing_checked", "something was checked", Verdict::Error);
    };
    let name = match &first.group {
        Some(_) => matrix::block_name(first),
        None => first.text.clone(),
    };
    let verdict = Status::worst(block).into();
    let groups = matrix::same_result(block);
    let bad = groups.filter(|alike| alike.iter().any(|one| one.status != Status::Passed));
    let details = bad.flat_map(|alike| reasons(&alike, style));
    Check::new(first.id.as_str(), &name, verdict).with_details(details)
}

/// The reason, the actions with this result, and the remedy.
fn reasons(alike: &[&Requirement], style: Style<'_>) -> Vec<String> {
    let Some(first) = alike.first() else {
        return Vec::new();
    };
    let actions: Vec<_> = alike
        .iter()
        .filter_map(|one| one.action.as_deref())
        .collect();
    let word = matrix::word(first.status);
    let actions = (!actions.is_empty()).then(|| format!("{word}: {}", actions.join(" ")));
    let lines = first.reason.iter().chain(&actions);
    lines
        .map(|line| excerpt(line, matrix::MAX_REASON))
        .chain(help_line(first.remedy.as_ref(), style))
        .collect()
}

fn help_line(remedy: Option<&Remedy>, style: Style<'_>) -> Option<String> {
    let help = style.help(remedy, matrix::MAX_REASON)?;
    Some(format!("help: {help}"))
}

fn of_change(change: &Change) -> Check {
    let lines = change.lines.iter();
    let lines =
        lines.map(|line| Paint::PLAIN.signed(line.sign, &excerpt(&line.text, MAX_STATEMENTS)));
    let name = format!("no need to {}", change.summary);
    Check::new("pending_change", &name, Verdict::Failed).with_details(lines)
}

#[cfg(test)]
mod tests {
    use rolewright_core::error::FORMAT_VERSION;
    use rolewright_core::remedy::ConfigTerms;
    use rolewright_core::setup::{LiveState, Outcome, Problem, RequirementId};
    use rolewright_core::{Error, ErrorKind};

    use crate::Display;

    use super::*;

    fn requirement(status: Status) -> Requirement {
        let text = "the role \u{1b}[2J\u{ffff}<&\"";
        Requirement::new(RequirementId::Trust, text, status).because("a reason")
    }

    fn report(outcome: Outcome, statuses: &[Status]) -> Report {
        let requirements: Vec<_> = statuses.iter().map(|one| requirement(*one)).collect();
        let json = serde_json::json!({
            "format_version": FORMAT_VERSION, "kind": "verify", "outcome": outcome,
            "provider": {"name": "memory", "endpoint": "memory", "simulated": true},
            "recipe": "recipe", "service": "Function Compute", "account": "42",
            "state": LiveState::default(), "changes": [], "offers": [], "causes": [],
            "requirements": requirements, "findings": [], "error": null, "calls": 0, "rounds": 0,
        });
        serde_json::from_value(json).unwrap()
    }

    fn verdicts(report: &Report) -> Vec<Verdict> {
        let style = Style::of(report, Display::PLAIN, &ConfigTerms);
        let checks = checks(report, style);
        checks.iter().map(|check| check.verdict).collect()
    }

    #[test]
    fn each_status_has_its_verdict() {
        use Status::{Failed, Inconclusive, NotChecked, Passed};
        let all = [Passed, Failed, Inconclusive, NotChecked];
        let expected = [
            Verdict::Passed,
            Verdict::Failed,
            Verdict::Error,
            Verdict::Skipped,
        ];
        assert_eq!(verdicts(&report(Outcome::Failed, &all)), expected);
    }

    #[test]
    fn a_report_that_judged_nothing_has_an_error() {
        assert_eq!(verdicts(&report(Outcome::Passed, &[])), [Verdict::Error]);
        let skipped = report(Outcome::Passed, &[Status::NotChecked]);
        assert_eq!(verdicts(&skipped), [Verdict::Skipped, Verdict::Error]);
    }

    #[test]
    fn a_negative_report_has_a_failure_whatever_its_requirements_say() {
        let drifted = report(Outcome::Drifted, &[Status::Passed]);
        assert_eq!(verdicts(&drifted), [Verdict::Passed, Verdict::Failed]);
        let mut stopped = report(Outcome::Partial, &[Status::Passed]);
        let error = Error::new(ErrorKind::Throttled, "it stopped");
        stopped.error = Some(Problem::from(&error));
        assert_eq!(verdicts(&stopped), [Verdict::Passed, Verdict::Error]);
    }

    #[test]
    fn the_xml_holds_no_character_that_xml_forbids() {
        let xml = super::super::junit(&report(Outcome::Passed, &[Status::Passed]), &ConfigTerms);
        assert!(!xml.contains(['\u{1b}', '\u{ffff}']), "{xml}");
        assert!(xml.contains("&lt;&amp;&quot;"), "{xml}");
    }
}
