//! The report as a self-contained HTML page. Without scripts it can be read; with them the table can be
//! sorted and filtered.

use maud::{Markup, PreEscaped, html};
use rolewright_core::fleet::{AccountRow, AccountVerdict, CauseGroup, FleetReport};
use rolewright_core::remedy::Terms;
use rolewright_core::text::excerpt;

use super::{accounts, verdict, word};
use crate::setup::{MAX_LINE, Page, document, prose, row};

const SCRIPT: &str = include_str!("table.js");

/// Allows this page's own script by its hash, and nothing else.
const CONTENT_SECURITY_POLICY: &str = concat!(
    "default-src 'none'; style-src 'unsafe-inline'; ",
    "script-src 'sha256-y1SavcZD/cHXBHEZFrpG2qEuSVYISMq73515A4iPQJc='"
);

/// Renders the report. Each account links to its own report, `GOAL/ID.html` beside the page.
#[must_use]
pub fn html(report: &FleetReport, page: Page<'_>, terms: &dyn Terms) -> String {
    let goal = format!("{:?}", report.goal).to_lowercase();
    let title = format!("rolewright fleet {goal}: {}", verdict(report));
    let body = html! {
        header {
            h1 {
                @if report.simulated { span.badge { "SIMULATED" } " " }
                "Fleet: " (goal)
            }
            p.verdict.(class(report)) { (verdict(report)) "." }
            dl {
                (row("command", page.command))
                (row("created", &format!("{:.0}", page.made)))
                (row("version", concat!("rolewright ", env!("CARGO_PKG_VERSION"))))
            }
        }
        main {
            @if !report.causes.is_empty() {
                section { h2 { "Causes" } @for group in &report.causes { (cause(group, terms)) } }
            }
            section {
                h2 { "Accounts" }
                p.filter hidden {
                    label { "Filter: " input type="search" id="filter"; } " "
                    span.soft id="count" {}
                }
                table.accounts {
                    thead { tr {
                        @for heading in ["Account", "Name", "Verdict", "Roles", "Changes", "Cause"] {
                            th scope="col" { (heading) }
                        }
                    } }
                    tbody { @for one in &report.accounts { (account(one, report, &goal)) } }
                }
            }
            (further(report))
        }
        script { (PreEscaped(SCRIPT)) }
    };
    document(&title, CONTENT_SECURITY_POLICY, &body)
}

fn class(report: &FleetReport) -> &'static str {
    if report.has_passed() {
        "passed"
    } else if report.not_judged > 0 || report.negative > 0 {
        "failed"
    } else {
        "inconclusive"
    }
}

fn class_of(verdict: AccountVerdict) -> &'static str {
    match verdict {
        AccountVerdict::Passed => "passed",
        AccountVerdict::Negative => "failed",
        AccountVerdict::NotJudged => "inconclusive",
    }
}

fn cause(group: &CauseGroup, terms: &dyn Terms) -> Markup {
    let help = group.remedy.as_ref();
    let help = help.map(|remedy| excerpt(&remedy.in_terms(terms), MAX_LINE));
    html! {
        details.box {
            summary {
                strong.(class_of(group.verdict)) { (accounts(group.accounts.len())) } " "
                (prose(&excerpt(&group.text, MAX_LINE)))
            }
            @if let Some(help) = help { p { "help: " (prose(&help)) } }
            ul.actions { @for id in &group.accounts { li { a href={ "#a" (id) } { (id) } } } }
        }
    }
}

fn account(one: &AccountRow, report: &FleetReport, goal: &str) -> Markup {
    let name = one.name.as_deref().unwrap_or_default();
    let cause = one.cause.as_ref();
    html! {
        tr id={ "a" (one.account) } {
            td { a href={ (goal) "/" (one.account) ".html" } { (one.account) } }
            td { (excerpt(name, MAX_LINE)) }
            td.(class_of(one.verdict)) { (word(one.verdict, report.goal)) }
            td { (one.roles) }
            td { (one.changes) }
            td { @if let Some(cause) = cause { (prose(&excerpt(&cause.text, MAX_LINE))) } }
        }
    }
}

/// The accounts without a result.
fn further(report: &FleetReport) -> Markup {
    html! {
        @if !report.unfinished.is_empty() {
            section {
                h2 { "Not finished" }
                ul.actions { @for id in &report.unfinished { li { (id) } } }
            }
        }
        @if !report.skipped.is_empty() {
            section {
                h2 { "Skipped" }
                ul { @for one in &report.skipped {
                    li {
                        (excerpt(&one.account, MAX_LINE)) " "
                        @if let Some(name) = &one.name { (excerpt(name, MAX_LINE)) ": " }
                        (excerpt(&one.reason, MAX_LINE))
                    }
                } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use sha2::{Digest, Sha256};

    use super::{CONTENT_SECURITY_POLICY, SCRIPT};

    #[test]
    fn the_policy_of_the_page_allows_exactly_its_script() {
        let hash = STANDARD.encode(Sha256::digest(SCRIPT));
        let expected = format!("script-src 'sha256-{hash}'");
        assert!(CONTENT_SECURITY_POLICY.ends_with(&expected), "{expected}");
    }
}
