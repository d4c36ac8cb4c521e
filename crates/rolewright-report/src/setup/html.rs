//! A report as a self-contained HTML page, without scripts and external resources.

use jiff::Timestamp;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use rolewright_core::remedy::{Remedy, Terms};
use rolewright_core::setup::{
    Cause, Change, Finding, Level, LivePolicyState, LiveState, Report, Requirement, Status,
};
use rolewright_core::text::excerpt;

use super::matrix;
use super::summary::{self, MAX_LINE, MAX_STATEMENTS};
use crate::style::Style;
use crate::{Display, Paint};

const STYLE: &str = include_str!("html.css");

/// Forbids scripts, fonts and images, as a second protection after escaping.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// The maximum characters of a document; the limit of RAM is 6,144 bytes.
const MAX_DOCUMENT: usize = 65_536;

/// Renders the report as a self-contained HTML page; `made` is the time to show, and `terms` are the
/// front end's names in remedies.
#[must_use]
pub fn html(report: &Report, made: Timestamp, terms: &dyn Terms) -> String {
    let style = Style::of(report, Display::PLAIN, terms);
    let title = format!("Role for {}", excerpt(&report.service, MAX_LINE));
    let command = format!("rolewright {}", summary::display_word(report.kind));
    let verdict = summary::summary(report, Paint::PLAIN);
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(CONTENT_SECURITY_POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (command) ", account " (excerpt(&report.account, MAX_LINE)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (title) }
                    p.verdict.(status(Status::worst(&report.requirements))) { (verdict.trim()) }
                    dl {
                        (row("created", &format!("{made:.0}, by {command} ({})", env!("CARGO_PKG_VERSION"))))
                        (row("target", &summary::target(&report.provider, &report.account)))
                        (row("outcome", &summary::display_word(report.outcome)))
                        @if let Some(waited) = summary::wait_summary(report) { (row("waiting", &waited)) }
                    }
                    @if let Some(problem) = &report.error {
                        (callout(Status::Failed, "the run stopped", &problem.message, problem.remedy.as_ref(), style))
                    }
                }
                main {
                    (section("Causes", report.causes.iter().map(|one| cause(one, style))))
                    (section("Pending changes", report.changes.iter().filter(|c| !c.done).map(change)))
                    (section("Changes made", report.changes.iter().filter(|c| c.done).map(change)))
                    (section("Further changes when narrowing", report.offers.iter().map(change)))
                    (section("Requirements", matrix::blocks(&report.requirements).map(|one| block(one, style))))
                    (section("Findings", report.findings.iter().map(|one| finding(one, style))))
                    (section("State", [state(&report.state)].into_iter()))
                }
            }
        }
    };
    markup.into_string()
}

/// A section, unless it is empty.
fn section(title: &str, parts: impl Iterator<Item = Markup>) -> Markup {
    let mut parts = parts.peekable();
    html! {
        @if parts.peek().is_some() {
            section { h2 { (title) } @for part in parts { (part) } }
        }
    }
}

fn row(name: &str, value: &str) -> Markup {
    html! { dt { (name) } dd { (excerpt(value, MAX_LINE)) } }
}

fn callout(
    how: Status,
    word: &str,
    text: &str,
    remedy: Option<&Remedy>,
    style: Style<'_>,
) -> Markup {
    let help = style.help(remedy, matrix::MAX_REASON);
    html! {
        div.box {
            p { strong.(status(how)) { (word) } " " (prose(text)) }
            @if let Some(help) = help { p { "help: " (prose(&help)) } }
        }
    }
}

/// Text with backticks as code.
fn prose(text: &str) -> Markup {
    let text = excerpt(text, MAX_STATEMENTS);
    let parts = text.split('`').enumerate();
    html! {
        @for (index, part) in parts { @if index % 2 == 0 { (part) } @else { code { (part) } } }
    }
}

fn cause(cause: &Cause, style: Style<'_>) -> Markup {
    callout(
        Status::Failed,
        "cause",
        &cause.text,
        cause.remedy.as_ref(),
        style,
    )
}

fn finding(finding: &Finding, style: Style<'_>) -> Markup {
    let (how, word) = match finding.level {
        Level::Info => (Status::NotChecked, "note"),
        Level::Warning => (Status::Inconclusive, "warning"),
    };
    callout(how, word, &finding.text, finding.remedy.as_ref(), style)
}

fn change(change: &Change) -> Markup {
    html! {
        div.box {
            p { strong { (summary::change_symbol(change)) } " " (excerpt(&change.summary, MAX_LINE)) " "
                code.soft { (excerpt(&change.call.action, MAX_LINE)) } }
            @if !change.lines.is_empty() {
                pre { @for line in &change.lines {
                    (Paint::PLAIN.signed(line.sign, &excerpt(&line.text, MAX_STATEMENTS))) "\n"
                } }
            }
        }
    }
}

/// A group of permissions on one bucket, or a single requirement; collapsed if all of it passed.
fn block(block: &[Requirement], style: Style<'_>) -> Markup {
    let Some(first) = block.first() else {
        return html! {};
    };
    let worst = Status::worst(block);
    let passed = block.iter().filter(|one| one.status == Status::Passed);
    let title = match first.group {
        Some(_) => {
            let name = matrix::block_name(first);
            format!("{name}: {} of {} granted", passed.count(), block.len())
        }
        None => first.text.clone(),
    };
    html! {
        details.box open[worst != Status::Passed] {
            summary { strong.(status(worst)) { (matrix::word(worst)) } " " (excerpt(&title, MAX_LINE)) }
            @for alike in matrix::same_result(block) { (reasons(&alike, style)) }
        }
    }
}

/// Requirements with the same status and reason.
fn reasons(alike: &[&Requirement], style: Style<'_>) -> Markup {
    let Some(first) = alike.first() else {
        return html! {};
    };
    let actions: Vec<_> = alike
        .iter()
        .filter_map(|one| one.action.as_deref())
        .collect();
    let statement = first.statement.as_ref();
    let statement = statement.map(|statement| style.place(statement, MAX_LINE));
    let help = style.help(first.remedy.as_ref(), matrix::MAX_REASON);
    html! {
        @if !actions.is_empty() {
            ul.actions.(status(first.status)) { @for action in actions { li { code { (excerpt(action, MAX_LINE)) } } } }
        }
        p.soft {
            (matrix::word(first.status))
            @if let Some(place) = statement { " by " (place) }
            @if let Some(reason) = &first.reason { ": " (prose(reason)) }
        }
        @if let Some(help) = help { p { "help: " (prose(&help)) } }
    }
}

fn state(state: &LiveState) -> Markup {
    let policies = state.policy.iter().chain(&state.further_policies);
    html! {
        @match &state.role {
            Some(role) => {
                dl { (row("role", &role.arn)) @for principal in &role.trusts { (row("trusts", principal)) } }
                (document("trust policy", &role.trust_policy))
            }
            None => { dl { (row("role", "does not exist")) } }
        }
        @for policy in policies { (live_policy(policy)) }
        dl { @for policy in &state.attached { (row("attached", policy)) } }
    }
}

fn live_policy(policy: &LivePolicyState) -> Markup {
    html! {
        dl {
            (row("policy", &policy.name))
            (row("default version", &format!("{}, {} bytes", policy.default_version, policy.bytes)))
            @if let Some(revision) = &policy.revision { (row("form", revision)) }
            @for subject in &policy.subjects { (row("grants", subject)) }
        }
        (document("document", &policy.document))
    }
}

fn document(name: &str, document: &serde_json::Value) -> Markup {
    let text = format!("{document:#}");
    let lines = text.lines().map(|line| excerpt(line, MAX_LINE) + "\n");
    let text: String = lines.collect();
    html! { details { summary { (name) } pre { (text.chars().take(MAX_DOCUMENT).collect::<String>()) } } }
}

/// The CSS class of a status.
fn status(status: Status) -> String {
    summary::display_word(status).replace(' ', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_has_a_color() {
        use Status::{Failed, Inconclusive, NotChecked, Passed};
        for one in [Passed, Failed, Inconclusive, NotChecked] {
            let rule = format!(".{} {{ color:", status(one));
            assert!(STYLE.contains(&rule), "{rule}");
        }
    }
}
