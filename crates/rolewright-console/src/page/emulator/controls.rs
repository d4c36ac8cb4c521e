//! The page with clock, faults and reset.

use maud::{Markup, html};
use rolewright::emulator::{Enforcement, FaultRule};
use rolewright::error::Problem;
use rolewright::text::excerpt;

use crate::asked::Fields;
use crate::emulator::KINDS;
use crate::page::{View, form_token, layout, problem, row};

/// What the page shows.
#[derive(Debug)]
pub(crate) struct Controls<'a> {
    pub(crate) endpoint: String,
    pub(crate) accounts: usize,
    pub(crate) enforcement: Enforcement,
    pub(crate) now: String,
    pub(crate) moved_seconds: i64,
    /// The fault plan, each rule with the number of calls that matched.
    pub(crate) faults: Vec<(FaultRule, u64)>,
    /// The form that was sent, shown again after an error.
    pub(crate) form: &'a Fields,
    pub(crate) problem: Option<Problem>,
}

pub(crate) fn page(view: &View<'_>, state: &Controls<'_>) -> Markup {
    layout(
        view,
        "/emulator",
        "Emulator",
        html! {
            @if let Some(error) = &state.problem { (problem(error)) }
            dl {
                (row("endpoint", &state.endpoint))
                (row("accounts", &state.accounts.to_string()))
                (row("policies of callers", match state.enforcement {
                    Enforcement::Off => "not evaluated: every key has full access",
                    Enforcement::Soft => "evaluated and recorded, nothing is denied",
                    Enforcement::On => "enforced",
                }))
            }
            section aria-labelledby="clock" { h2 id="clock" { "Clock" } (clock(view, state)) }
            section aria-labelledby="faults" { h2 id="faults" { "Faults" } (faults(view, state)) }
            section aria-labelledby="reset" { h2 id="reset" { "Reset" } (reset(view)) }
        },
    )
}

fn clock(view: &View<'_>, state: &Controls<'_>) -> Markup {
    html! {
        p { "It is " strong { (state.now) }
            @if state.moved_seconds != 0 { ", moved by " (state.moved_seconds) " seconds" } "." }
        form method="post" action=(view.to("/emulator/clock")) {
            (form_token(view))
            p { label for="number" { "Move it by" } " "
                input id="number" name="number" type="number" step="1" value="15" required; " "
                label for="unit" { span.hidden { "Unit" } }
                select id="unit" name="unit" { @for unit in ["minutes", "seconds", "hours", "days"] { option value=(unit) { (unit) } } } " "
                button { "Move" } }
        }
    }
}

/// A rule as JSON, as in `PUT /_rolewright/faults`, without what is not set.
pub(crate) fn shown(rule: &FaultRule) -> String {
    let mut value = serde_json::to_value(rule).unwrap_or_default();
    if let Some(fields) = value.as_object_mut() {
        let is_unset = |value: &serde_json::Value| {
            value.is_null() || value.as_array().is_some_and(Vec::is_empty)
        };
        fields.retain(|name, value| {
            !is_unset(value) && (name != "seed" || rule.probability.is_some())
        });
    }
    value.to_string()
}

fn faults(view: &View<'_>, state: &Controls<'_>) -> Markup {
    html! {
        p.soft { "Faults concern calls to the endpoint above, not those of this console." }
        @if state.faults.is_empty() { p { "No faults." } } @else {
            div.wide tabindex="0" role="region" aria-label="Fault plan" { table {
                thead { tr { th scope="col" { "Rule" } th scope="col" { "Matching calls" } th scope="col" { "Change" } } }
                tbody { @for (index, (rule, calls)) in state.faults.iter().enumerate() { @let shown = shown(rule); tr {
                    td id={ "rule-" (index) } { code { (excerpt(&shown, 600)) } }
                    td { (calls) }
                    td { form method="post" action=(view.to("/emulator/faults/remove")) {
                        (form_token(view))
                        input type="hidden" name="index" value=(index);
                        input type="hidden" name="rule" value=(shown);
                        button aria-describedby={ "rule-" (index) } { "Remove" }
                    } }
                } } }
            } }
            form method="post" action=(view.to("/emulator/faults/remove")) {
                (form_token(view))
                input type="hidden" name="index" value="all";
                p.buttons { button { "Remove all faults" } }
            }
        }
        (fault_form(view, state.form))
    }
}

fn fault_form(view: &View<'_>, form: &Fields) -> Markup {
    let fields = [
        ("service", "Service", "for example ram; empty for all"),
        ("action", "Operation", "for example GetRole; empty for all"),
        (
            "calls",
            "Numbers of the matching calls",
            "counted from 1, for example 1,3; empty for all",
        ),
        (
            "from",
            "First matching call",
            "a number; empty for the first",
        ),
        (
            "probability",
            "Share of the calls",
            "from 0 to 1; empty for all",
        ),
        (
            "seed",
            "Seed of the share",
            "the same seed gives the same faults",
        ),
        (
            "milliseconds",
            "Milliseconds",
            "of a delay, or until a stale write is visible",
        ),
        ("reads", "Reads", "to which a stale write is invisible"),
        (
            "retry_after_milliseconds",
            "Retry after, in milliseconds",
            "of a throttled call",
        ),
    ];
    let (main, further) = fields.split_at(2);
    let field = |(name, label, hint): &(&str, &str, &str)| {
        html! {
            p.field { label for={ "fault-" (name) } { (label) }
                input id={ "fault-" (name) } name=(name) value=(form.get(name)) aria-describedby={ "fault-" (name) "-hint" } spellcheck="false";
                span.soft id={ "fault-" (name) "-hint" } { (hint) } }
        }
    };
    html! {
        h3 { "Add a fault" }
        p.soft { "The first rule that applies to a call decides. A change restarts the numbers of matching calls." }
        form method="post" action=(view.to("/emulator/faults")) {
            (form_token(view))
            p.field { label for="fault-kind" { "Fault" }
                select id="fault-kind" name="kind" { @for (kind, what, _) in KINDS {
                    option value=(kind) selected[form.get("kind") == kind] { (kind) ": " (what) }
                } } }
            @for one in main { (field(one)) }
            details open[further.iter().any(|(name, ..)| !form.get(name).is_empty())] {
                summary { "Further conditions" }
                @for one in further { (field(one)) }
            }
            p.buttons { button.main { "Add" } }
        }
    }
}

fn reset(view: &View<'_>) -> Markup {
    html! {
        p { "Restores the state with which the emulator was started, of all accounts, and removes requests, faults and \
             the move of the clock." }
        form method="post" action=(view.to("/emulator/reset")) {
            (form_token(view))
            p { input type="checkbox" id="confirmed" name="confirmed" value="yes" required; " "
                label for="confirmed" { "Discard the changes" } }
            p.buttons { button { "Reset" } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_shown_with_what_is_set() {
        let mut rule = FaultRule::default();
        assert_eq!(shown(&rule), r#"{"fault":{"kind":"internal_error"}}"#);
        rule.calls = vec![1];
        rule.probability = Some(0.5);
        assert_eq!(
            shown(&rule),
            r#"{"calls":[1],"probability":0.5,"seed":0,"fault":{"kind":"internal_error"}}"#
        );
    }
}
