//! A report as one page that can be kept: nothing is loaded from elsewhere, and nothing runs.

use jiff::Timestamp;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use rolewright_core::setup::{
    Cause, Change, Finding, Level, LivePolicyState, LiveState, Report, Requirement, Standing,
};
use rolewright_core::text::excerpt;

use super::matrix;
use super::text::{self, LINE};
use crate::Paint;

const STYLE: &str = include_str!("html.css");

/// No script, no font and no picture, wherever from, should one ever get past the escaping.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// A document is cut here, which is far beyond what RAM keeps.
const DOCUMENT: usize = 65_536;

/// The report as one page that can be kept, made at that time.
#[must_use]
pub fn html(report: &Report, made: Timestamp) -> String {
    let command = format!("rolewright {}", text::word(report.kind));
    let verdict = text::summary(report, Paint::PLAIN);
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (command) ", account " (excerpt(&report.account, LINE)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { "Can Container Registry use the bucket?" }
                    p.verdict.(standing(matrix::worst(&report.requirements))) { (verdict.trim()) }
                    dl {
                        (row("made", &format!("{made:.0}, by {command} ({})", env!("CARGO_PKG_VERSION"))))
                        (row("where", &text::place(&report.provider, &report.account)))
                        (row("outcome", &text::word(report.outcome)))
                        @if let Some(waited) = text::waited(report) { (row("time", &waited)) }
                    }
                    @if let Some(problem) = &report.error {
                        (boxed(Standing::Refuted, "the run stopped", &problem.message, problem.help.as_deref()))
                    }
                }
                main {
                    (section("Why not", report.causes.iter().map(cause)))
                    (section("What would change", report.changes.iter().filter(|c| !c.done).map(change)))
                    (section("What was changed", report.changes.iter().filter(|c| c.done).map(change)))
                    (section("What --narrow would take away besides", report.offers.iter().map(change)))
                    (section("Requirements", matrix::blocks(&report.requirements).map(block)))
                    (section("Worth knowing", report.findings.iter().map(finding)))
                    (section("What is there", [state(&report.state)].into_iter()))
                }
            }
        }
    };
    markup.into_string()
}

/// A heading with what stands under it; nothing where nothing does.
fn section(title: &str, parts: impl Iterator<Item = Markup>) -> Markup {
    let mut parts = parts.peekable();
    html! {
        @if parts.peek().is_some() {
            section { h2 { (title) } @for part in parts { (part) } }
        }
    }
}

fn row(name: &str, value: &str) -> Markup {
    html! { dt { (name) } dd { (excerpt(value, LINE)) } }
}

fn boxed(how: Standing, word: &str, text: &str, help: Option<&str>) -> Markup {
    html! {
        div.box {
            p { strong.(standing(how)) { (word) } " " (prose(text)) }
            @if let Some(help) = help { p { "help: " (prose(help)) } }
        }
    }
}

/// What stands in backticks is code.
fn prose(text: &str) -> Markup {
    let text = excerpt(text, matrix::REASON);
    let parts = text.split('`').enumerate();
    html! {
        @for (index, part) in parts { @if index % 2 == 0 { (part) } @else { code { (part) } } }
    }
}

fn cause(cause: &Cause) -> Markup {
    boxed(
        Standing::Refuted,
        "cause",
        &cause.text,
        cause.help.as_deref(),
    )
}

fn finding(finding: &Finding) -> Markup {
    let (how, word) = match finding.level {
        Level::Info => (Standing::NotLookedAt, "note"),
        Level::Warning => (Standing::CannotTell, "warning"),
    };
    boxed(how, word, &finding.text, finding.help.as_deref())
}

fn change(change: &Change) -> Markup {
    html! {
        div.box {
            p { strong { (text::mark(change)) } " " (excerpt(&change.summary, LINE)) " "
                code.soft { (excerpt(&change.call.action, LINE)) } }
            @if !change.lines.is_empty() {
                pre { @for line in &change.lines {
                    (Paint::PLAIN.signed(line.sign, &excerpt(&line.text, LINE))) "\n"
                } }
            }
        }
    }
}

/// One group on one bucket, or a requirement that stands alone: folded where all of it is proven.
fn block(block: &[Requirement]) -> Markup {
    let Some(first) = block.first() else {
        return html! {};
    };
    let worst = matrix::worst(block);
    let proven = block.iter().filter(|one| one.standing == Standing::Proven);
    let title = match first.group {
        Some(_) => {
            let name = matrix::block_name(first);
            format!("{name}: {} of {} granted", proven.count(), block.len())
        }
        None => first.text.clone(),
    };
    html! {
        details.box open[worst != Standing::Proven] {
            summary { strong.(standing(worst)) { (matrix::word(worst)) } " " (excerpt(&title, LINE)) }
            @for alike in matrix::alike(block) { (reasons(&alike)) }
        }
    }
}

/// Requirements that stand alike for the same reason.
fn reasons(alike: &[&Requirement]) -> Markup {
    let Some(first) = alike.first() else {
        return html! {};
    };
    let actions: Vec<_> = alike
        .iter()
        .filter_map(|one| one.action.as_deref())
        .collect();
    let statement = first.statement.as_ref().map(matrix::place);
    html! {
        @if !actions.is_empty() {
            ul.actions.(standing(first.standing)) { @for action in actions { li { code { (excerpt(action, LINE)) } } } }
        }
        p.soft {
            (matrix::word(first.standing))
            @if let Some(place) = statement { " by " (excerpt(&place, LINE)) }
            @if let Some(reason) = &first.reason { ": " (prose(reason)) }
        }
        @if let Some(help) = &first.help { p { "help: " (prose(help)) } }
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
            None => { dl { (row("role", "there is none")) } }
        }
        @for policy in policies { (live_policy(policy)) }
        dl { @for policy in &state.attached { (row("attached", policy)) } }
    }
}

fn live_policy(policy: &LivePolicyState) -> Markup {
    html! {
        dl {
            (row("policy", &policy.name))
            (row("in force", &format!("{}, {} bytes", policy.default_version, policy.bytes)))
            @if let Some(generation) = &policy.generation { (row("form", generation)) }
            @for subject in &policy.subjects { (row("grants", subject)) }
        }
        (document("document", &policy.document))
    }
}

fn document(name: &str, document: &serde_json::Value) -> Markup {
    let text = format!("{document:#}");
    let lines = text.lines().map(|line| excerpt(line, LINE) + "\n");
    let text: String = lines.collect();
    html! { details { summary { (name) } pre { (text.chars().take(DOCUMENT).collect::<String>()) } } }
}

/// The name of a class in the style sheet.
fn standing(standing: Standing) -> String {
    text::word(standing).replace(' ', "_")
}
