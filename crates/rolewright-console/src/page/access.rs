//! The page that answers whether a role or a user can do something.

use std::collections::BTreeMap;

use maud::{Markup, html};
use rolewright::denial::layer_in_words;
use rolewright::evaluate::{Explanation, TracedOutcome};
use rolewright::policy::UnknownAction;

use super::field::{FieldError, FieldErrors};
use super::{View, code, layout, links, problem};

/// What the page shows.
#[derive(Debug)]
pub(crate) struct Access<'a> {
    pub(crate) who: &'a str,
    pub(crate) action: &'a str,
    pub(crate) resource: &'a str,
    /// The condition keys, one per line.
    pub(crate) context: &'a str,
    /// The users and roles of the account, as `role:NAME` or `user:NAME`.
    pub(crate) identities: Vec<String>,
    /// The answer; `None` before a question was asked.
    pub(crate) answer: Option<Result<Answer, FieldError>>,
    /// What the answer does not consider.
    pub(crate) limits: Vec<String>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) why: Explanation,
    /// The type of each policy.
    pub(crate) kinds: BTreeMap<String, String>,
    /// Why the action may not exist.
    pub(crate) doubt: Option<UnknownAction>,
}

pub(crate) fn page(view: &View<'_>, state: &Access<'_>) -> Markup {
    let fields = [
        (
            "who",
            "User or role",
            state.who,
            "its name in this account, or user:NAME or role:NAME",
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
    let error = state
        .answer
        .as_ref()
        .and_then(|answer| answer.as_ref().err());
    let errors = FieldErrors::of_one(error, str::to_owned);
    let error = error.filter(|error| error.field.is_empty());
    let context = errors.of("context", Some("context-hint"));
    layout(
        view,
        "/access",
        "Check access",
        html! {
            @if let Some(error) = error { (problem(&error.problem)) }
            (errors.summary())
            form method="get" {
                @for (name, label, value, hint) in fields {
                    @let hint_id = format!("{name}-hint");
                    @let marks = errors.of(name, Some(&hint_id));
                    p.field { label for=(name) { (label) }
                        input id=(name) name=(name) value=(value) required spellcheck="false"
                            list=[(name == "who").then_some("identities")] autofocus[marks.is_first]
                            aria-invalid=[marks.invalid()] aria-describedby=[marks.described_by()];
                        (marks.text())
                        span.soft id=(hint_id) { (hint) } }
                }
                datalist id="identities" { @for one in &state.identities { option value=(one) {} } }
                p.field { label for="context" { "Condition keys of the request" }
                    textarea id="context" name="context" rows="2" spellcheck="false" autofocus[context.is_first]
                        aria-invalid=[context.invalid()] aria-describedby=[context.described_by()] { "\n" (state.context) }
                    (context.text())
                    span.soft id="context-hint" { "Optional. KEY=VALUE, one per line, for example acs:SourceIp=192.0.2.7" } }
                p.buttons { button.main { "Check" } }
            }
            @match &state.answer {
                None | Some(Err(_)) => {}
                Some(Ok(answer)) => { (explained(view, answer)) }
            }
            @for limit in &state.limits { p.soft { (limit) } }
        },
    )
}

fn explained(view: &View<'_>, answer: &Answer) -> Markup {
    let why = &answer.why;
    let allowed = why.decision.is_allowed();
    let (class, verdict) = match (allowed, why.decision.is_indeterminate()) {
        (_, true) => ("inconclusive", "Undecided"),
        (true, false) => ("passed", "Allowed"),
        (false, false) => ("failed", "Not allowed"),
    };
    let kind = |policy: &str| answer.kinds.get(policy).map(String::as_str);
    let deciding = why.decision.statement.as_ref();
    let deciding_kind = deciding.and_then(|one| kind(&one.policy));
    let layer = why.decision.layer.to_string();
    html! {
        section aria-live="polite" {
            h2 { "Answer" }
            @if let Some(doubt) = &answer.doubt {
                p { strong.inconclusive { "warning" } " " (code(&doubt.message))
                    @if let Some(help) = &doubt.help { "; " (code(help)) } }
            }
            p.verdict.(class) { (verdict) ": "
                (links::sentence(view.base, &why.sentence(), deciding, deciding_kind)) }
            @if let Some(words) = layer_in_words(&layer) { p.soft { code { (layer) } ": " (words) } }
            @if let Some(caveat) = why.caveat() { p { (caveat) } }
            @if !why.statements.is_empty() {
                h3 { "Each statement" }
                ul.plain { @for one in &why.statements {
                    li.(outcome(one.outcome)) {
                        (links::sentence(view.base, &one.to_string(), Some(&one.statement), kind(&one.statement.policy))) }
                } }
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
