//! The page that answers whether a role or a user can do something.

use maud::{Markup, html};
use rolewright::error::Problem;
use rolewright::evaluate::{Explanation, TracedOutcome};
use rolewright::text::excerpt;

use super::{MOST_LINE, View, code, layout, problem};

/// What the page shows.
#[derive(Debug)]
pub(crate) struct Access<'a> {
    pub(crate) who: &'a str,
    pub(crate) action: &'a str,
    pub(crate) resource: &'a str,
    /// The condition keys, one per line.
    pub(crate) context: &'a str,
    /// The answer; `None` before a question was asked.
    pub(crate) answer: Option<Result<Explanation, Problem>>,
    /// What the answer does not consider.
    pub(crate) limits: Vec<String>,
}

pub(crate) fn page(view: &View<'_>, state: &Access<'_>) -> Markup {
    let fields = [
        (
            "who",
            "Who",
            state.who,
            "role:NAME or user:NAME of this account",
        ),
        (
            "action",
            "Can do",
            state.action,
            "an action, for example oss:GetObject",
        ),
        (
            "resource",
            "On",
            state.resource,
            "a resource, for example acs:oss:*:*:my-images/docker/a; * for all",
        ),
    ];
    layout(
        view,
        "/access",
        "Check access",
        html! {
            form method="get" {
                @for (name, label, value, hint) in fields {
                    p.field { label for=(name) { (label) }
                        input id=(name) name=(name) value=(value) required aria-describedby={ (name) "-hint" } spellcheck="false";
                        span.soft id={ (name) "-hint" } { (hint) } }
                }
                p.field { label for="context" { "Condition keys of the request" }
                    textarea id="context" name="context" rows="2" spellcheck="false" aria-describedby="context-hint" { "\n" (state.context) }
                    span.soft id="context-hint" { "Optional. KEY=VALUE, one per line, for example acs:SourceIp=192.0.2.7" } }
                p.buttons { button.main { "Check" } }
            }
            @match &state.answer {
                None => {}
                Some(Err(error)) => { (problem(error)) }
                Some(Ok(why)) => { (explained(why)) }
            }
            @for limit in &state.limits { p.soft { (limit) } }
        },
    )
}

fn explained(why: &Explanation) -> Markup {
    let allowed = why.decision.is_allowed();
    let (class, answer) = match (allowed, why.decision.is_indeterminate()) {
        (_, true) => ("inconclusive", "Undecided"),
        (true, false) => ("passed", "Allowed"),
        (false, false) => ("failed", "Not allowed"),
    };
    html! {
        section aria-live="polite" {
            h2 { "Answer" }
            p.verdict.(class) { (answer) ": " (code(&excerpt(&why.sentence(), 2_000))) }
            @if let Some(caveat) = why.caveat() { p { (caveat) } }
            @if !why.statements.is_empty() {
                h3 { "Each statement" }
                ul.plain { @for one in &why.statements { li.(outcome(one.outcome)) { (excerpt(&one.to_string(), MOST_LINE)) } } }
            }
        }
    }
}

fn outcome(outcome: TracedOutcome) -> &'static str {
    match outcome {
        TracedOutcome::Decides => "decides",
        TracedOutcome::Undecided => "inconclusive",
        _ => "soft",
    }
}
