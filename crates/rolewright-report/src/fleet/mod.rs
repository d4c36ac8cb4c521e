//! The report of a run over a fleet.

mod csv;
mod html;
mod markdown;
mod text;

use rolewright_core::fleet::{AccountVerdict, FleetReport};
use rolewright_core::setup::ReportKind;

pub use csv::csv;
pub use html::html;
pub use markdown::markdown;
pub use text::text;

/// The verdict on an account in words.
fn word(verdict: AccountVerdict, goal: ReportKind) -> &'static str {
    match (verdict, goal) {
        (AccountVerdict::Passed, ReportKind::Plan) => "no changes",
        (AccountVerdict::Passed, ReportKind::Apply | ReportKind::Destroy) => "done",
        (AccountVerdict::Passed, ReportKind::Drift) => "no drift",
        (AccountVerdict::Passed, _) => "passed",
        (AccountVerdict::Negative, ReportKind::Plan) => "to change",
        (AccountVerdict::Negative, ReportKind::Drift) => "drifted",
        (AccountVerdict::Negative, _) => "failed",
        (AccountVerdict::NotJudged, _) => "not judged",
    }
}

/// The verdict on the fleet in one line, without a full stop.
fn verdict(report: &FleetReport) -> String {
    let counts = [
        (report.negative, word(AccountVerdict::Negative, report.goal)),
        (
            report.not_judged,
            word(AccountVerdict::NotJudged, report.goal),
        ),
        (report.passed, word(AccountVerdict::Passed, report.goal)),
        (report.unfinished.len(), "not finished"),
        (report.skipped.len(), "skipped"),
    ];
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    let counts: Vec<_> = counts
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    let accounts = accounts(report.accounts.len() + report.unfinished.len());
    let simulated = if report.simulated { " (simulated)" } else { "" };
    format!("{accounts}{simulated}: {}", counts.join(", "))
}

fn accounts(count: usize) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} account{plural}")
}

#[cfg(test)]
mod tests {
    use rolewright_core::error::{Error, ErrorKind};
    use rolewright_core::fleet::{AccountReport, FleetReport, Inventory};
    use rolewright_core::remedy::ConfigTerms;
    use rolewright_core::setup::ReportKind;

    use crate::Display;
    use crate::setup::Page;

    const HOSTILE: &str = "<script>alert(1)</script>|`@here`\u{1b}[2J";

    #[test]
    fn what_an_account_says_steers_no_page_table_or_terminal() {
        let inventory = "[[account]]\nid = \"1\"\n";
        let mut targets = Inventory::parse(inventory).unwrap().targets();
        targets[0].name = Some(HOSTILE.to_owned());
        let error = Error::new(ErrorKind::Server, HOSTILE);
        let row = AccountReport::of_error(&targets[0], &error).row(&targets[0]);
        let report = FleetReport::new(ReportKind::Verify, false, vec![row]);
        let page = Page::new(jiff::Timestamp::UNIX_EPOCH, HOSTILE);
        let html = super::html(&report, page, &ConfigTerms);
        assert_eq!(html.matches("<script>").count(), 1, "only the page's own");
        let markdown = super::markdown(&report, &ConfigTerms);
        assert!(
            !markdown.contains("<script>") && !markdown.contains("|`@"),
            "{markdown}"
        );
        let text = super::text(&report, Display::PLAIN, &ConfigTerms);
        for shown in [html, markdown, text] {
            assert!(!shown.contains('\u{1b}'), "{shown}");
        }
        let csv = super::csv(&report);
        assert_eq!(csv.lines().count(), 2, "{csv}");
    }
}
