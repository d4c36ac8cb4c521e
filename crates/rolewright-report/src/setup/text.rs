//! A report as text.

use std::fmt::Write as _;

use rolewright_core::ProviderInfo;
use rolewright_core::remedy::{Setting, Terms};
use rolewright_core::setup::{Cause, Change, Level, Outcome, Report, ReportKind};
use rolewright_core::text::excerpt;

use super::matrix;
use super::state::state;
use super::summary::{MAX_LINE, change_symbol, headline, summary, target, wait_summary};
use crate::Paint;
use crate::style::Style;
use crate::wrap::wrapped;

/// The width of the lines of a cause.
const WIDTH: usize = 90;

/// The planned changes of a report.
#[must_use]
pub fn plan_text(report: &Report, paint: Paint) -> String {
    changes_text(&report.changes, &report.provider, &report.account, paint)
}

/// The target of a run and its planned changes.
#[must_use]
pub fn changes_text(
    changes: &[Change],
    info: &ProviderInfo,
    account: &str,
    paint: Paint,
) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}\n", target(info, account));
    let _ = writeln!(out, "{}", paint.bold(&plan_heading(changes)));
    for change in changes {
        out.push_str(&change_text(change, paint));
    }
    out
}

pub(super) fn plan_heading(changes: &[Change]) -> String {
    let plural = if changes.len() == 1 {
        "change"
    } else {
        "changes"
    };
    format!("Plan: {} {plural}", changes.len())
}

/// The report as text, with the front end's names for what can be done about it.
///
/// Warnings among the findings are left out, and after a run that wrote the changes, which
/// [`changes_text`] shows before: a front end prints both apart.
#[must_use]
pub fn report_text(report: &Report, paint: Paint, terms: &dyn Terms) -> String {
    let style = Style::of(report, paint, terms);
    match report.kind {
        ReportKind::Plan if !report.changes.is_empty() => {
            plan_text(report, paint) + &offers(report, style) + &notes(report)
        }
        ReportKind::Drift if !report.changes.is_empty() => {
            let head = format!(
                "{}\n{}\n",
                target(&report.provider, &report.account),
                headline(report, paint)
            );
            let changes = report
                .changes
                .iter()
                .map(|change| change_text(change, paint));
            let changes: String = changes.collect();
            format!("{head}Pending changes:\n{changes}") + &verification_text(report, style)
        }
        ReportKind::Show => state_text(report, paint),
        _ => outcome_text(report, style),
    }
}

fn outcome_text(report: &Report, style: Style<'_>) -> String {
    let paint = style.paint;
    let mut out = String::new();
    if !report.is_changed() {
        let _ = writeln!(out, "{}", target(&report.provider, &report.account));
    }
    out.push_str(&headline(report, paint));
    if report.outcome == Outcome::Partial {
        for change in &report.changes {
            let mark = if change.done {
                paint.green("done")
            } else {
                paint.yellow("not done")
            };
            let _ = writeln!(out, "  {mark}: {}", excerpt(&change.summary, MAX_LINE));
        }
    }
    out.push_str(&verification_text(report, style));
    out
}

fn verification_text(report: &Report, style: Style<'_>) -> String {
    let paint = style.paint;
    let parts = [
        causes(&report.causes, style),
        matrix::text(&report.requirements, style),
        offers(report, style),
        notes(report),
        summary(report, paint),
    ];
    parts.concat()
}

/// The causes, the first one to fix in front.
fn causes(causes: &[Cause], style: Style<'_>) -> String {
    let paint = style.paint;
    let mut out = String::new();
    for (index, cause) in causes.iter().enumerate() {
        let mut head = format!("cause {:<3}", index + 1);
        for line in wrapped(&excerpt(&cause.text, MAX_LINE), WIDTH) {
            let _ = writeln!(out, "{}{line}", paint.red(&head));
            head = " ".repeat(head.len());
        }
        let help = style.help(cause.remedy.as_ref(), MAX_LINE);
        for line in help.iter().flat_map(|help| wrapped(help, WIDTH)) {
            let _ = writeln!(out, "{head}{}", paint.bold(&line));
        }
    }
    if out.is_empty() {
        out
    } else {
        format!("\n{out}")
    }
}

/// The changes that narrowing would make in addition.
fn offers(report: &Report, style: Style<'_>) -> String {
    let paint = style.paint;
    if report.offers.is_empty() {
        return String::new();
    }
    let narrow = style.setting(Setting::Narrow);
    let head = paint.bold(&format!("Offered: {narrow} would also"));
    let changes = report
        .offers
        .iter()
        .map(|change| change_text(change, paint));
    format!("\n{head}\n{}", changes.collect::<String>())
}

/// The notes; front ends print warnings apart.
fn notes(report: &Report) -> String {
    let infos = report
        .findings
        .iter()
        .filter(|finding| finding.level == Level::Info);
    let infos = infos.map(|finding| excerpt(&finding.text, MAX_LINE));
    let lines: String = infos
        .chain(wait_summary(report))
        .map(|text| format!("note: {text}\n"))
        .collect();
    if lines.is_empty() {
        lines
    } else {
        format!("\n{lines}")
    }
}

fn change_text(change: &Change, paint: Paint) -> String {
    let mark = change_symbol(change);
    let head = format!("{mark} {}", excerpt(&change.summary, MAX_LINE));
    let head = match mark {
        "-" => paint.red(&head),
        "~" => paint.yellow(&head),
        _ => paint.green(&head),
    };
    let mut out = format!("  {head}\n");
    for line in &change.lines {
        let text = excerpt(&line.text, MAX_LINE);
        let _ = writeln!(out, "      {}", paint.signed(line.sign, &text));
    }
    out
}

fn state_text(report: &Report, paint: Paint) -> String {
    let place = target(&report.provider, &report.account);
    format!(
        "{place}\n\n{}{}",
        state(&report.state, paint),
        notes(report)
    )
}
