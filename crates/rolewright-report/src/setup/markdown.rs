//! A report as a comment for a code review.

use rolewright_core::error::Problem;
use rolewright_core::remedy::{Remedy, Setting, Terms};
use rolewright_core::setup::{
    Cause, Change, DiffLine, Finding, Level, Outcome, Report, ReportKind, Requirement, Status,
};
use rolewright_core::text::excerpt;

use super::differences::untold_findings;
use super::matrix;
use super::state::state;
use super::summary::{self, MAX_LINE, MAX_STATEMENTS};
use crate::comment::{Comment, code, prose, row};
use crate::style::Style;
use crate::{Display, Paint};

/// Renders the report as a comment for a code review; `terms` are the front end's names in remedies.
#[must_use]
pub fn markdown(report: &Report, terms: &dyn Terms) -> String {
    let style = Style::of(report, Display::PLAIN, terms);
    let title = format!(
        "rolewright {}: {}",
        summary::display_word(report.kind),
        summary::display_word(report.outcome)
    );
    let mut comment = Comment::new(&title);
    comment.paragraph(&prose(&summary::target(&report.provider, &report.account)));
    match report.kind {
        ReportKind::Plan if !report.changes.is_empty() => {
            comment.paragraph(&summary::plan_summary(&report.changes));
        }
        ReportKind::Show if report.outcome != Outcome::Partial => {
            let state = state(&report.state, Paint::PLAIN);
            let lines: Vec<_> = state.lines().map(str::to_owned).collect();
            comment.fenced("lines of the state", "text", &lines);
        }
        _ => comment.paragraph(&summary::headline(report, Paint::PLAIN)),
    }
    if let Some(problem) = &report.error {
        comment.paragraph(&stopped(problem, style));
    }
    let causes: Vec<_> = report.causes.iter().map(|one| cause(one, style)).collect();
    comment.rows("causes", "", &causes, "");
    changes(&mut comment, &report.changes);
    if !report.offers.is_empty() {
        let narrow = style.setting(Setting::Narrow);
        comment.paragraph(&format!("Further changes with {narrow}:"));
        changes(&mut comment, &report.offers);
    }
    requirements(&mut comment, &report.requirements, style);
    let findings = untold_findings(report).map(|one| finding(one, style));
    let findings: Vec<_> = findings.collect();
    comment.rows("findings", "", &findings, "");
    if let Some(waited) = summary::wait_summary(report) {
        comment.paragraph(&prose(&format!("note: {waited}")));
    }
    comment.finish(&summary::summary(report, Paint::PLAIN))
}

fn stopped(problem: &Problem, style: Style<'_>) -> String {
    let message = excerpt(&problem.message, MAX_LINE);
    format!(
        "**The run stopped:** {}{}",
        prose(&message),
        help(problem.remedy.as_ref(), style)
    )
}

fn help(remedy: Option<&Remedy>, style: Style<'_>) -> String {
    let help = style.help(remedy, MAX_LINE);
    help.map(|help| format!("<br>help: {}", prose(&help)))
        .unwrap_or_default()
}

fn changes(comment: &mut Comment, changes: &[Change]) {
    let rows: Vec<_> = changes
        .iter()
        .map(|change| {
            let done = if change.done { "yes" } else { "no" };
            let summary = prose(&excerpt(&change.summary, MAX_LINE));
            row(&[
                summary::change_symbol(change),
                &summary,
                &code(&excerpt(&change.call.action, MAX_LINE)),
                done,
            ])
        })
        .collect();
    comment.table("changes", "| | change | call | done |", &rows);
    for change in changes.iter().filter(|change| !change.lines.is_empty()) {
        let title = format!("@@ {} @@", excerpt(&change.summary, MAX_LINE));
        let line =
            |line: &DiffLine| Paint::PLAIN.signed(line.sign, &excerpt(&line.text, MAX_STATEMENTS));
        let lines = change.lines.iter().map(line);
        let lines: Vec<_> = [title].into_iter().chain(lines).collect();
        comment.fenced("lines of a change", "diff", &lines);
    }
}

fn requirements(comment: &mut Comment, requirements: &[Requirement], style: Style<'_>) {
    let (mut open, mut passed, mut count) = (Vec::new(), Vec::new(), 0);
    for alike in matrix::blocks(requirements).flat_map(matrix::same_result) {
        let Some(first) = alike.first() else { continue };
        let (what, why) = (what(&alike), why(first, style));
        if first.status == Status::Passed {
            count += alike.len();
            passed.push(row(&[&what, &why]));
        } else {
            let status = format!("**{}**", matrix::word(first.status));
            open.push(row(&[&status, &what, &why]));
        }
    }
    comment.table("requirements", "| status | requirement | reason |", &open);
    comment.folded(
        &format!("{count} passed"),
        "| requirement | reason |",
        &passed,
    );
}

fn what(alike: &[&Requirement]) -> String {
    match alike {
        [one] => prose(&excerpt(&one.text, MAX_LINE)),
        [first, ..] => {
            let name = prose(&matrix::block_name(first));
            let actions = alike.iter().filter_map(|one| one.action.as_deref());
            let actions: Vec<_> = actions.map(code).collect();
            format!("{name}: {}", actions.join(" "))
        }
        [] => String::new(),
    }
}

fn why(requirement: &Requirement, style: Style<'_>) -> String {
    let statement = requirement.statement.as_ref();
    let place = statement.map(|statement| style.place(statement, matrix::MAX_REASON));
    let by = place.map(|place| prose(&format!("by {place}")));
    let reason = requirement.reason.as_ref();
    let reason = reason.map(|reason| prose(&excerpt(reason, matrix::MAX_REASON)));
    let parts: Vec<_> = by.into_iter().chain(reason).collect();
    parts.join("<br>") + &help(requirement.remedy.as_ref(), style)
}

fn cause(cause: &Cause, style: Style<'_>) -> String {
    let text = prose(&excerpt(&cause.text, MAX_LINE));
    format!("1. **cause:** {text}{}", help(cause.remedy.as_ref(), style))
}

fn finding(finding: &Finding, style: Style<'_>) -> String {
    let level = match finding.level {
        Level::Info => "note",
        Level::Warning => "warning",
    };
    let text = prose(&excerpt(&finding.text, MAX_STATEMENTS));
    format!(
        "- **{level}:** {text}{}",
        help(finding.remedy.as_ref(), style)
    )
}
