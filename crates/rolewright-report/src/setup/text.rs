//! A report as text.

use std::fmt::Write as _;

use rolewright_core::ProviderInfo;
use rolewright_core::remedy::{Setting, Terms};
use rolewright_core::setup::{Cause, Change, Level, Outcome, Report, ReportKind, Sign, Status};
use rolewright_core::text::excerpt;

use super::differences::untold_findings;
use super::digest;
use super::matrix::{self, LABEL};
use super::state::state;
use super::summary::{
    MAX_LINE, MAX_STATEMENTS, all_hosts, change_symbol, headline, plan_summary, summary, target,
    wait_summary,
};
use crate::style::Style;
use crate::wrap::hanging;
use crate::{Detail, Display};

/// Renders the target of a run and its planned changes.
#[must_use]
pub fn changes_text(
    changes: &[Change],
    info: &ProviderInfo,
    account: &str,
    display: Display,
) -> String {
    let plan = plan_line(changes, display);
    if display.detail == Detail::Verdict {
        return plan;
    }
    let head = hanging("", 0, &target(info, account), display.width);
    paragraphs([head, change_lines(changes, display), plan])
}

/// Renders the planned changes of a report with its findings, and the requirements that they don't fix;
/// `terms` are the front end's names in remedies.
#[must_use]
pub fn plan_text(report: &Report, display: Display, terms: &dyn Terms) -> String {
    let style = Style::of(report, display, terms);
    let plan = plan_line(&report.changes, display);
    if display.detail == Detail::Verdict {
        return plan + &not_fixed(report, style, display.detail);
    }
    let target = target(&report.provider, &report.account);
    paragraphs([
        hanging("", 0, &target, display.width),
        change_lines(&report.changes, display),
        offers(report, style, display),
        notes(report, style, display),
        plan,
        not_fixed(report, style, display.detail),
    ])
}

/// The causes and requirements that fail after the changes of a plan, with the verdict on them; with full
/// detail all requirements.
fn not_fixed(report: &Report, style: Style<'_>, detail: Detail) -> String {
    let verdict = match summary(report, style.paint) {
        verdict if verdict.is_empty() => verdict,
        verdict => hanging("", 0, &verdict, style.width_after(0)),
    };
    let requirements = match detail {
        Detail::Full => matrix::text(&report.requirements, style),
        _ if verdict.is_empty() || detail == Detail::Verdict => return verdict,
        Detail::Summary | Detail::Verdict => {
            let bad = [Status::Failed, Status::Inconclusive];
            digest::open(&report.requirements, &bad, &report.causes, style)
        }
    };
    let open = causes(&report.causes, style) + &requirements;
    paragraphs([open, verdict])
}

fn plan_line(changes: &[Change], display: Display) -> String {
    let plan = hanging("", 0, &plan_summary(changes), display.width);
    format!("{}\n", display.paint.bold(plan.trim_end()))
}

fn change_lines(changes: &[Change], display: Display) -> String {
    let changes = changes.iter().map(|one| change_text(one, display));
    changes.collect()
}

/// Renders the report as text; `terms` are the front end's names in remedies.
///
/// The changes of a run that wrote are omitted: a front end prints them before the run, with
/// [`changes_text`]. Warnings are part of it, unless only the verdict is shown.
#[must_use]
pub fn report_text(report: &Report, display: Display, terms: &dyn Terms) -> String {
    let style = Style::of(report, display, terms);
    let is_pending = report.kind == ReportKind::Plan && !report.changes.is_empty();
    if is_pending {
        return plan_text(report, display, terms);
    }
    let verdict = [headline(report, style.paint), summary(report, style.paint)];
    let [headline, summary] = verdict.map(|line| match line.as_str() {
        "" => line,
        _ => hanging("", 0, &line, style.width_after(0)),
    });
    if display.detail == Detail::Verdict {
        return headline + &summary;
    }
    let target = hanging(
        "",
        0,
        &target(&report.provider, &report.account),
        style.width_after(0),
    );
    if report.kind == ReportKind::Show && report.outcome != Outcome::Partial {
        let state = state(&report.state, style.paint);
        return paragraphs([target, state, notes(report, style, display)]);
    }
    // A run that wrote has shown the target with the plan.
    let target = if report.is_changed() {
        "\n".to_owned()
    } else {
        target
    };
    paragraphs([
        // What is wrong comes first.
        match report.kind {
            ReportKind::Plan => String::new(),
            _ => causes(&report.causes, style),
        },
        target + &headline,
        changes(report, display),
        match display.detail {
            _ if report.kind == ReportKind::Plan => not_fixed(report, style, display.detail),
            Detail::Full => matrix::text(&report.requirements, style),
            _ => judged(report, style),
        },
        offers(report, style, display),
        notes(report, style, display),
        match report.kind {
            // Part of what the plan doesn't fix.
            ReportKind::Plan => String::new(),
            _ => summary,
        },
    ])
}

/// Joins the parts that are not empty, with blank lines.
fn paragraphs<const N: usize>(parts: [String; N]) -> String {
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}

/// The pending changes of `drift`, and those of a run that stopped early.
fn changes(report: &Report, display: Display) -> String {
    let paint = display.paint;
    if report.outcome == Outcome::Partial {
        let line = |change: &Change| {
            let (mark, indent) = if change.done {
                (paint.green("  done: "), 8)
            } else {
                (paint.yellow("  not done: "), 12)
            };
            let summary = excerpt(&change.summary, MAX_LINE);
            hanging(
                &mark,
                indent,
                &summary,
                display.width.saturating_sub(indent),
            )
        };
        return report.changes.iter().map(line).collect();
    }
    if report.kind == ReportKind::Drift && !report.changes.is_empty() {
        let changes = report.changes.iter().map(|one| change_text(one, display));
        return format!("Pending changes:\n{}", changes.collect::<String>());
    }
    String::new()
}

/// What passed in short, and each requirement that didn't pass.
fn judged(report: &Report, style: Style<'_>) -> String {
    let not_passed = [Status::Failed, Status::Inconclusive, Status::NotChecked];
    [
        digest::passed(&report.requirements, style),
        digest::open(&report.requirements, &not_passed, &report.causes, style),
    ]
    .concat()
}

/// The causes, in the order in which to fix them.
fn causes(causes: &[Cause], style: Style<'_>) -> String {
    let width = style.width_after(LABEL);
    let mut out = String::new();
    for (index, cause) in causes.iter().enumerate() {
        let label = match causes {
            [_] => "cause".to_owned(),
            _ => format!("cause {}", index + 1),
        };
        let head = style.paint.red(&format!("{label:LABEL$}"));
        out.push_str(&hanging(
            &head,
            LABEL,
            &excerpt(&cause.text, MAX_LINE),
            width,
        ));
        if let Some(help) = style.help(cause.remedy.as_ref(), MAX_LINE) {
            out.push_str(&matrix::block(&format!("help: {help}"), style));
        }
    }
    out
}

/// The changes that narrowing would make in addition.
fn offers(report: &Report, style: Style<'_>, display: Display) -> String {
    if report.offers.is_empty() {
        return String::new();
    }
    let narrow = style.setting(Setting::Narrow);
    let head = style.paint.bold(&format!("Further changes with {narrow}:"));
    let changes = report.offers.iter().map(|one| change_text(one, display));
    format!("{head}\n{}", changes.collect::<String>())
}

/// The findings that no cause repeats, warnings first; for `drift` each unmanaged part is labelled as such.
/// Warnings and drift have their remedies.
fn notes(report: &Report, style: Style<'_>, display: Display) -> String {
    let mut findings: Vec<_> = untold_findings(report).collect();
    findings.sort_by_key(|finding| finding.level == Level::Info);
    let mut out = String::new();
    for finding in findings {
        let drifted = report.kind == ReportKind::Drift && finding.is_drift();
        let label = match finding.level {
            _ if drifted => "drift: ",
            Level::Warning => "warning: ",
            Level::Info => "note: ",
        };
        let has_help = drifted || finding.level == Level::Warning;
        let head = if has_help {
            style.paint.yellow(label)
        } else {
            label.to_owned()
        };
        let mut text = excerpt(&finding.text, MAX_STATEMENTS);
        if let Some(reason) = &finding.accepted {
            text = format!("{text} (accepted: {})", excerpt(reason, MAX_LINE));
        }
        let indent = label.len();
        out.push_str(&hanging(&head, indent, &text, style.width_after(indent)));
        let remedy = finding.remedy.as_ref().filter(|_| has_help);
        if let Some(help) = style.help(remedy, MAX_LINE) {
            let label = format!("{:indent$}help: ", "");
            let below = label.len();
            out.push_str(&hanging(&label, below, &help, style.width_after(below)));
        }
    }
    let hosts = all_hosts(&report.provider).filter(|_| display.detail == Detail::Full);
    for text in wait_summary(report).into_iter().chain(hosts) {
        out.push_str(&hanging("note: ", 6, &text, style.width_after(6)));
    }
    out
}

fn change_text(change: &Change, display: Display) -> String {
    let paint = display.paint;
    let mark = change_symbol(change);
    let paint_head = |text: &str| match mark {
        "-" => paint.red(text),
        "~" => paint.yellow(text),
        _ => paint.green(text),
    };
    let lines = |indent: usize, text: &str| -> Vec<String> {
        let width = display.width.saturating_sub(indent).max(20);
        let text = hanging("", 2, &excerpt(text, MAX_STATEMENTS), width);
        text.lines().map(str::to_owned).collect()
    };
    let mut out = String::new();
    for line in lines(2, &format!("{mark} {}", change.summary)) {
        let _ = writeln!(out, "  {}", paint_head(&line));
    }
    for one in &change.lines {
        let (sign, indent) = (one.sign, 6);
        for (index, line) in lines(indent + 2, &one.text).iter().enumerate() {
            let shown = match (index, sign) {
                (0, sign) => paint.signed(sign, line),
                (_, Sign::Add) => paint.green(&format!("  {line}")),
                (_, Sign::Remove) => paint.red(&format!("  {line}")),
                (_, Sign::Keep) => paint.dim(&format!("  {line}")),
            };
            let _ = writeln!(out, "{:indent$}{shown}", "");
        }
    }
    out
}
