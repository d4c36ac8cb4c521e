//! The fault plan and the form that adds a rule.

use maud::{Markup, html};
use rolewright::emulator::{Fault, FaultRule};
use rolewright::text::excerpt;

use crate::asked::Fields;
use crate::emulator::KINDS;
use crate::page::field::FieldErrors;
use crate::page::table::{self, table};
use crate::page::{View, form_token};

const HEADINGS: [&str; 7] = [
    "Fault",
    "Service",
    "Operation",
    "Calls",
    "Matched so far",
    "Left",
    "Change",
];

/// A rule as JSON without what is not set. The form that removes a rule sends it, so that no other one is removed.
pub(crate) fn sent(rule: &FaultRule) -> String {
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

/// The plan, each rule with the number of calls that matched, and the form as it was sent.
pub(super) fn section(
    view: &View<'_>,
    faults: &[(FaultRule, u64)],
    form: &Fields,
    errors: &FieldErrors,
) -> Markup {
    html! {
        p.soft { "Faults concern calls to the endpoint above, not those of this console." }
        @if faults.is_empty() { p { "No faults." } } @else {
            (table("faults", "Fault plan", &HEADINGS, || html! {
                tbody role="rowgroup" { @for (index, (rule, matched)) in faults.iter().enumerate() {
                    (table::row(&HEADINGS, cells(view, index, rule, *matched)))
                } }
            }))
            form method="post" action=(view.to("/emulator/faults/remove")) {
                (form_token(view))
                input type="hidden" name="index" value="all";
                p.buttons { button { "Remove all faults" } }
            }
        }
        (add(view, form, errors))
    }
}

fn cells(view: &View<'_>, index: usize, rule: &FaultRule, matched: u64) -> [Markup; 7] {
    let (kind, what) = kind(&rule.fault);
    let all = |name: &Option<String>| match name {
        Some(name) => html! { (excerpt(name, 80)) },
        None => html! { span.soft { "all" } },
    };
    [
        html! { span id={ "rule-" (index) } { (kind) @if let Some(details) = details(&rule.fault) { ", " (details) } }
        br; span.soft.light { (what) } },
        all(&rule.service),
        all(&rule.action),
        html! { (calls(rule)) },
        html! { (matched) },
        html! { (left(rule, matched)) },
        html! { form method="post" action=(view.to("/emulator/faults/remove")) {
            (form_token(view))
            input type="hidden" name="index" value=(index);
            input type="hidden" name="rule" value=(sent(rule));
            button aria-describedby={ "rule-" (index) } { "Remove" }
        } },
    ]
}

/// The kind of a fault, and what it does.
fn kind(fault: &Fault) -> (&'static str, &'static str) {
    let value = serde_json::to_value(fault).unwrap_or_default();
    let name = value.get("kind").and_then(|kind| kind.as_str());
    let mut kinds = KINDS.iter();
    let found = kinds.find(|(kind, ..)| Some(*kind) == name);
    found.map_or(("unknown", ""), |(kind, what, _)| (*kind, *what))
}

/// The values of a fault in words.
fn details(fault: &Fault) -> Option<String> {
    let within = |milliseconds: &u32| format!("for {milliseconds} ms");
    match fault {
        Fault::Delay { milliseconds } => Some(format!("{milliseconds} ms")),
        Fault::Throttle {
            retry_after_milliseconds,
        } => retry_after_milliseconds.map(|after| format!("retry after {after} ms")),
        Fault::Stale {
            reads,
            milliseconds,
        } => {
            let reads = reads.map(|reads| match reads {
                1 => "for 1 read".to_owned(),
                _ => format!("for {reads} reads"),
            });
            let parts = reads.into_iter().chain(milliseconds.as_ref().map(within));
            let parts = parts.collect::<Vec<_>>().join(" or ");
            Some(parts).filter(|parts| !parts.is_empty())
        }
        _ => None,
    }
}

/// Which of the matching calls fail.
fn calls(rule: &FaultRule) -> String {
    let mut parts = Vec::new();
    if !rule.calls.is_empty() {
        let numbers: Vec<_> = rule.calls.iter().map(u64::to_string).collect();
        let noun = if numbers.len() == 1 {
            "number"
        } else {
            "numbers"
        };
        parts.push(format!("{noun} {}", numbers.join(", ")));
    }
    if let Some(from) = rule.from {
        parts.push(format!("from number {from}"));
    }
    if let Some(share) = rule.probability {
        parts.push(format!("a share of {share}, seed {}", rule.seed));
    }
    if parts.is_empty() {
        return "all".to_owned();
    }
    excerpt(&parts.join("; "), 200)
}

/// How many of the listed calls are still to come.
fn left(rule: &FaultRule, matched: u64) -> String {
    if rule.calls.is_empty() {
        return "no limit".to_owned();
    }
    let first = rule.from.unwrap_or_default().max(matched + 1);
    let to_come = rule.calls.iter().filter(|number| **number >= first);
    format!("{} of {}", to_come.count(), rule.calls.len())
}

/// The fields of a rule: name, label and hint.
const FIELDS: [(&str, &str, &str); 9] = [
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

/// Returns the id of a field.
pub(super) fn id_of(field: &str) -> String {
    format!("fault-{field}")
}

fn add(view: &View<'_>, form: &Fields, errors: &FieldErrors) -> Markup {
    let (main, further) = FIELDS.split_at(2);
    let field = |(name, label, hint): &(&str, &str, &str)| {
        let (id, hint_id) = (id_of(name), format!("{}-hint", id_of(name)));
        let marks = errors.of(&id, Some(&hint_id));
        html! {
            p.field { label for=(id) { (label) }
                input id=(id) name=(name) value=(form.get(name)) spellcheck="false" autofocus[marks.is_first]
                    aria-invalid=[marks.invalid()] aria-describedby=[marks.described_by()];
                (marks.text())
                span.soft id=(hint_id) { (hint) } }
        }
    };
    let kind = errors.of("fault-kind", None);
    let is_open = |name: &str| {
        errors.of(&id_of(name), None).invalid().is_some() || !form.get(name).is_empty()
    };
    html! {
        h3 { "Add a fault" }
        p.soft { "The first rule that applies to a call decides. A change restarts the numbers of matching calls." }
        form method="post" action=(view.to("/emulator/faults")) {
            (form_token(view))
            p.field { label for="fault-kind" { "Fault" }
                select id="fault-kind" name="kind" aria-invalid=[kind.invalid()] aria-describedby=[kind.described_by()] { @for (kind, what, _) in KINDS {
                    option value=(kind) selected[form.get("kind") == kind] { (kind) ": " (what) }
                } }
                (kind.text()) }
            @for one in main { (field(one)) }
            details open[further.iter().any(|(name, ..)| is_open(name))] {
                summary { "Further conditions" }
                @for one in further { (field(one)) }
            }
            p.buttons { button.main { "Add" } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_sent_with_what_is_set() {
        let mut rule = FaultRule::default();
        assert_eq!(sent(&rule), r#"{"fault":{"kind":"internal_error"}}"#);
        rule.calls = vec![1];
        rule.probability = Some(0.5);
        assert_eq!(
            sent(&rule),
            r#"{"calls":[1],"probability":0.5,"seed":0,"fault":{"kind":"internal_error"}}"#
        );
    }

    #[test]
    fn a_rule_is_told_in_words_with_the_calls_that_are_left() {
        let rule = FaultRule {
            calls: vec![1, 3, 5],
            from: Some(2),
            probability: Some(0.5),
            seed: 7,
            fault: Fault::Stale {
                reads: Some(2),
                milliseconds: Some(50),
            },
            ..FaultRule::default()
        };
        assert_eq!(
            calls(&rule),
            "numbers 1, 3, 5; from number 2; a share of 0.5, seed 7"
        );
        assert_eq!(left(&rule, 0), "2 of 3");
        assert_eq!(left(&rule, 3), "1 of 3");
        assert_eq!(
            details(&rule.fault).as_deref(),
            Some("for 2 reads or for 50 ms")
        );
        let always = FaultRule::default();
        assert_eq!(
            (calls(&always), left(&always, 9)),
            ("all".into(), "no limit".into())
        );
        assert_eq!(kind(&always.fault).0, "internal_error");
    }
}
