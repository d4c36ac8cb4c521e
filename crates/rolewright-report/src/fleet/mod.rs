//! The report of a run over a fleet.

mod csv;
mod html;
mod markdown;
mod text;

use rolewright_core::fleet::{FleetReport, Verdict};
use rolewright_core::setup::ReportKind;

pub use csv::csv;
pub use html::html;
pub use markdown::markdown;
pub use text::text;

/// The verdict on an account in words.
fn word(verdict: Verdict, goal: ReportKind) -> &'static str {
    match (verdict, goal) {
        (Verdict::Passed, ReportKind::Plan) => "no changes",
        (Verdict::Passed, ReportKind::Apply | ReportKind::Destroy) => "done",
        (Verdict::Passed, ReportKind::Drift) => "no drift",
        (Verdict::Passed, _) => "passed",
        (Verdict::Negative, ReportKind::Plan) => "to change",
        (Verdict::Negative, ReportKind::Drift) => "drifted",
        (Verdict::Negative, _) => "failed",
        (Verdict::NotJudged, _) => "not judged",
    }
}

/// The verdict on the fleet in one line, without a full stop.
fn verdict(report: &FleetReport) -> String {
    let counts = [
        (report.negative, word(Verdict::Negative, report.goal)),
        (report.not_judged, word(Verdict::NotJudged, report.goal)),
        (report.passed, word(Verdict::Passed, report.goal)),
        (report.not_started.len(), "not started"),
        (report.skipped.len(), "skipped"),
    ];
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    let counts: Vec<_> = counts
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    let accounts = accounts(report.accounts.len() + report.not_started.len());
    let simulated = if report.simulated { " (simulated)" } else { "" };
    format!("{accounts}{simulated}: {}", counts.join(", "))
}

fn accounts(count: usize) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} account{plural}")
}
