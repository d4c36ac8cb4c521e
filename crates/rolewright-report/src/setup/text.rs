//! A report as text.

use std::fmt::Write as _;

use rolewright_core::ProviderInfo;
use rolewright_core::remedy::{Setting, Terms};
use rolewright_core::setup::{Cause, Change, Level, Outcome, Report, ReportKind, Sign};
use rolewright_core::text::excerpt;

use super::digest;
use super::matrix::{self, LABEL};
use super::state::state;
use super::summary::{
    MAX_LINE, all_hosts, change_symbol, headline, plan_summary, summary, target, wait_summary,
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
    let plan = hanging("", 0, &plan_summary(changes), display.width);
    let plan = display.paint.bold(plan.trim_end());
    if display.detail == Detail::Verdict {
        return format!("{plan}\n");
    }
    let head = hanging("", 0, &target(info, account), display.width);
    let changes: String = changes
        .iter()
        .map(|one| change_text(one, display))
        .collect();
    format!("{head}\n{changes}\n{plan}\n")
}

/// Renders the planned changes of a report.
#[must_use]
pub fn plan_text(report: &Report, display: Display) -> String {
    changes_text(&report.changes, &report.provider, &report.account, display)
}

/// Renders the report as text; `terms` are the front end's names in remedies.
///
/// Warnings are omitted, and so are the changes of a run that wrote: a front end prints warnings
/// separately, and the changes before the run, with [`changes_text`].
#[must_use]
pub fn report_text(report: &Report, display: Display, terms: &dyn Terms) -> String {
    let style = Style::of(report, display, terms);
    let is_pending = report.kind == ReportKind::Plan && !report.changes.is_empty();
    if is_pending {
        let plan = plan_text(report, display);
        return match display.detail {
            Detail::Verdict => plan,
            _ => paragraphs([
                plan,
                offers(report, style, display),
                notes(report, style, display),
            ]),
        };
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
    if report.kind == ReportKind::Show {
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
        target + &headline,
        changes(report, display),
        match display.detail {
            Detail::Full => {
                causes(&report.causes, style) + &matrix::text(&report.requirements, style)
            }
            _ => judged(report, style),
        },
        offers(report, style, display),
        notes(report, style, display),
        summary,
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

/// What passed in short, each requirement that didn't pass, and the causes.
fn judged(report: &Report, style: Style<'_>) -> String {
    let explained = !report.causes.is_empty();
    [
        digest::passed(&report.requirements, style),
        digest::open(&report.requirements, explained, style),
        causes(&report.causes, style),
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

/// The notes; front ends print warnings separately.
fn notes(report: &Report, style: Style<'_>, display: Display) -> String {
    let infos = report
        .findings
        .iter()
        .filter(|finding| finding.level == Level::Info);
    let infos = infos.map(|finding| excerpt(&finding.text, MAX_LINE));
    infos
        .chain(wait_summary(report))
        .chain(all_hosts(&report.provider).filter(|_| display.detail == Detail::Full))
        .map(|text| hanging("note: ", 6, &text, style.width_after(6)))
        .collect()
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
        let text = hanging("", 2, &excerpt(text, MAX_LINE), width);
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
