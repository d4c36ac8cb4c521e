//! The checks and findings of a report, for JUnit and SARIF.

use rolewright_core::fleet::RoleReport;
use rolewright_core::remedy::{Remedy, Terms};
use rolewright_core::setup::{
    Change, Finding, Level, Problem, Report, ReportKind, Requirement, Status,
};
use rolewright_core::text::excerpt;

use super::differences::{is_difference, untold_findings};
use super::matrix;
use super::summary::{MAX_LINE, MAX_STATEMENTS, display_word};
use crate::style::Style;
use crate::{Display, Paint};

/// A check: a requirement, a group of permissions on one subject, a pending change of drift, or a finding.
#[derive(Debug)]
pub(super) struct Check {
    /// The stable id: that of the requirement or finding, or `pending_change`, `run`, `outcome` or
    /// `nothing_checked`.
    pub(super) id: String,
    /// The name of the check; the same in every run.
    pub(super) name: String,
    pub(super) verdict: Verdict,
    /// Reasons and remedies, a line each; may be empty.
    pub(super) details: Vec<String>,
    /// Why a finding is accepted.
    pub(super) accepted: Option<String>,
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
    /// A finding that doesn't count for the result: a warning, or an unmanaged part.
    Found(Level),
    /// Another observation, such as a grant of another team.
    Noted,
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
            accepted: None,
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
pub(super) fn checks_of(
    role: &RoleReport,
    fail_on: Option<Level>,
    terms: &dyn Terms,
) -> Vec<Check> {
    match (&role.report, &role.error) {
        (Some(report), _) => checks(report, fail_on, terms),
        (None, Some(problem)) => vec![of_problem(problem, Style::plain(terms))],
        (None, None) => Vec::new(),
    }
}

/// Returns all checks of a report. A negative report has at least one failure or error, and so has a
/// report without judged requirements. A finding fails if it is drift, or of a level that fails.
pub(super) fn checks(report: &Report, fail_on: Option<Level>, terms: &dyn Terms) -> Vec<Check> {
    let style = Style::of(report, Display::PLAIN, terms);
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
    checks.extend(untold_findings(report).map(|finding| {
        let is_drift = report.kind == ReportKind::Drift && is_difference(finding);
        of_finding(finding, is_drift || finding.fails(fail_on), style)
    }));
    if !report.is_ok() && !checks.iter().any(Check::is_bad) {
        let outcome = format!("outcome: {}", display_word(report.outcome));
        checks.push(Check::new("outcome", &outcome, Verdict::Failed));
    }
    checks
}

fn of_finding(finding: &Finding, fails: bool, style: Style<'_>) -> Check {
    // Whole, since it names statements.
    let text = excerpt(&finding.text, MAX_STATEMENTS);
    let accepted = finding.accepted.as_ref();
    let accepted = accepted.map(|reason| excerpt(reason, MAX_LINE));
    let reason = accepted.iter().map(|reason| format!("accepted: {reason}"));
    let details = [text.clone()].into_iter().chain(reason);
    let verdict = match finding.level {
        _ if fails => Verdict::Failed,
        Level::Info if !finding.is_drift() && accepted.is_none() => Verdict::Noted,
        level => Verdict::Found(level),
    };
    Check {
        id: finding.id.as_str().to_owned(),
        name: text,
        verdict,
        details: details
            .chain(help_line(finding.remedy.as_ref(), style))
            .collect(),
        accepted,
    }
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
pub(super) mod tests {
    use rolewright_core::error::FORMAT_VERSION;
    use rolewright_core::remedy::ConfigTerms;
    use rolewright_core::setup::{FindingId, LiveState, Outcome, Problem, RequirementId};
    use rolewright_core::{Error, ErrorKind};

    use super::*;

    fn requirement(status: Status) -> Requirement {
        let text = "the role \u{1b}[2J\u{ffff}<&\"";
        Requirement::new(RequirementId::Trust, text, status).because("a reason")
    }

    pub(in crate::setup) fn report(outcome: Outcome, statuses: &[Status]) -> Report {
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
        let checks = checks(report, None, &ConfigTerms);
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

    fn found(level: Level, accepted: Option<&str>) -> Finding {
        let id = FindingId::UnmanagedStatement;
        let finding = match level {
            Level::Info => Finding::info(id, "a statement"),
            Level::Warning => Finding::warning(id, "a statement"),
        };
        let mut finding = finding.advise("remove it");
        finding.accepted = accepted.map(str::to_owned);
        finding
    }

    #[test]
    fn a_finding_fails_if_it_is_drift_or_of_the_level_that_fails_and_is_printed_otherwise() {
        use Verdict::{Failed, Found, Passed};
        for (kind, finding, fail_on, verdict) in [
            (
                ReportKind::Verify,
                found(Level::Info, None),
                None,
                Found(Level::Info),
            ),
            (
                ReportKind::Verify,
                found(Level::Warning, None),
                None,
                Found(Level::Warning),
            ),
            (
                ReportKind::Verify,
                found(Level::Warning, None),
                Some(Level::Warning),
                Failed,
            ),
            (
                ReportKind::Verify,
                found(Level::Info, None),
                Some(Level::Warning),
                Found(Level::Info),
            ),
            (
                ReportKind::Verify,
                found(Level::Info, None),
                Some(Level::Info),
                Failed,
            ),
            (ReportKind::Drift, found(Level::Info, None), None, Failed),
            (
                ReportKind::Drift,
                found(Level::Info, Some("why")),
                None,
                Found(Level::Info),
            ),
            (
                ReportKind::Verify,
                found(Level::Info, Some("why")),
                Some(Level::Info),
                Found(Level::Info),
            ),
            (
                ReportKind::Drift,
                Finding::info(FindingId::OtherGrants, "of another team"),
                None,
                Verdict::Noted,
            ),
        ] {
            let mut report = report(Outcome::Passed, &[Status::Passed]);
            report.kind = kind;
            report.findings = vec![finding];
            let checks = checks(&report, fail_on, &ConfigTerms);
            let verdicts: Vec<_> = checks.iter().map(|check| check.verdict).collect();
            assert_eq!(
                verdicts,
                [Passed, verdict],
                "{:?} {fail_on:?}",
                report.findings
            );
        }
    }

    #[test]
    fn findings_and_unknown_hosts_are_in_both_formats() {
        let mut report = report(Outcome::Passed, &[Status::Passed]);
        report.findings = vec![
            found(Level::Warning, None),
            found(Level::Info, Some("ticket 42")),
            Finding::info(FindingId::OtherGrants, "of another team"),
        ];
        report.provider.hosts = serde_json::from_value(serde_json::json!([
            {"host": "ram.aliyuncs.com", "built_in": true}, {"host": "ram.example", "built_in": false}]))
        .unwrap();
        let xml = super::super::junit(&report, None, &ConfigTerms);
        for part in [
            "<system-out>warning: a statement\nhelp: remove it</system-out>",
            "<system-out>note: a statement\naccepted: ticket 42\nhelp: remove it</system-out>",
            "<system-out>note: of another team</system-out>",
            "<property name=\"unknown_hosts\" value=\"ram.example\"></property>",
        ] {
            assert!(xml.contains(part), "{part}: {xml}");
        }
        let log = super::super::sarif(&report, "rolewright.toml", None, &ConfigTerms);
        let run = &log["runs"][0];
        let levels: Vec<_> = run["results"].as_array().unwrap().iter().collect();
        assert_eq!(levels.len(), 2, "{levels:?}");
        assert_eq!(levels[0]["level"], "warning");
        assert_eq!(levels[0]["message"]["text"], "a statement\nhelp: remove it");
        assert_eq!(levels[1]["level"], "note");
        assert_eq!(levels[1]["suppressions"][0]["justification"], "ticket 42");
        let invocation = &run["invocations"][0];
        let notes = &invocation["toolExecutionNotifications"];
        assert_eq!(notes[0]["message"]["text"], "of another team");
        assert_eq!(invocation["properties"]["unknown_hosts"][0], "ram.example");
    }

    #[test]
    fn the_xml_holds_no_character_that_xml_forbids() {
        let passed = report(Outcome::Passed, &[Status::Passed]);
        let xml = super::super::junit(&passed, None, &ConfigTerms);
        assert!(!xml.contains(['\u{1b}', '\u{ffff}']), "{xml}");
        assert!(xml.contains("&lt;&amp;&quot;"), "{xml}");
    }
}
