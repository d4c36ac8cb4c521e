//! The checks of a report, for the formats that other tools read.

use rolewright_core::setup::{Change, Goal, Report, Requirement, Standing};
use rolewright_core::text::excerpt;

use super::matrix;
use super::summary::{MAX_LINE, display_word};
use crate::Paint;

/// One check: a requirement, a group of permissions on one subject, or a change that drift needs.
#[derive(Debug)]
pub(super) struct Check {
    /// A stable name: the requirement's, or `pending_change`, `run`, `outcome` or `nothing_checked`.
    pub(super) id: String,
    /// The check in words; the same in every run.
    pub(super) name: String,
    pub(super) verdict: Verdict,
    /// Reasons and remedies, one a line; empty when there are none.
    pub(super) details: Vec<String>,
}

/// The result of a check, in the terms of test reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Passed,
    Failed,
    /// Inconclusive.
    Error,
    /// Not checked.
    Skipped,
}

impl From<Standing> for Verdict {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Proven => Self::Passed,
            Standing::Refuted => Self::Failed,
            Standing::CannotTell => Self::Error,
            Standing::NotLookedAt => Self::Skipped,
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

/// All checks of a report. A negative report has a bad one, and so has a report that judged nothing.
pub(super) fn checks(report: &Report) -> Vec<Check> {
    let mut checks: Vec<Check> = matrix::blocks(&report.requirements).map(of_block).collect();
    if report.kind == Goal::Drift {
        checks.extend(report.changes.iter().map(of_change));
    }
    if let Some(problem) = &report.error {
        let help = problem.help.iter().map(|help| help_line(help));
        let details = [excerpt(&problem.message, MAX_LINE)]
            .into_iter()
            .chain(help);
        checks.push(Check::new("run", "the run is complete", Verdict::Error).with_details(details));
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
        let details = findings.map(|finding| excerpt(&finding.text, MAX_LINE));
        let outcome = format!("outcome: {}", display_word(report.outcome));
        checks.push(Check::new("outcome", &outcome, Verdict::Failed).with_details(details));
    }
    checks
}

fn of_block(block: &[Requirement]) -> Check {
    let Some(first) = block.first() else {
        return Check::new("nothing_checked", "something was checked", Verdict::Error);
    };
    let name = match &first.group {
        Some(_) => matrix::block_name(first),
        None => first.text.clone(),
    };
    let verdict = matrix::worst_standing(block).into();
    let groups = matrix::same_result(block);
    let bad = groups.filter(|alike| alike.iter().any(|one| one.standing != Standing::Proven));
    Check::new(&first.id, &name, verdict).with_details(bad.flat_map(|alike| reasons(&alike)))
}

/// The reason, the actions that have this result, and the remedy.
fn reasons(alike: &[&Requirement]) -> Vec<String> {
    let Some(first) = alike.first() else {
        return Vec::new();
    };
    let actions: Vec<_> = alike
        .iter()
        .filter_map(|one| one.action.as_deref())
        .collect();
    let word = matrix::word(first.standing);
    let actions = (!actions.is_empty()).then(|| format!("{word}: {}", actions.join(" ")));
    let lines = first.reason.iter().chain(&actions);
    lines
        .map(|line| excerpt(line, matrix::MAX_REASON))
        .chain(first.help.as_deref().map(help_line))
        .collect()
}

fn help_line(help: &str) -> String {
    format!("help: {}", excerpt(help, matrix::MAX_REASON))
}

fn of_change(change: &Change) -> Check {
    let lines = change.lines.iter();
    let lines = lines.map(|line| Paint::PLAIN.signed(line.sign, &excerpt(&line.text, MAX_LINE)));
    let name = format!("no need to {}", change.summary);
    Check::new("pending_change", &name, Verdict::Failed).with_details(lines)
}
