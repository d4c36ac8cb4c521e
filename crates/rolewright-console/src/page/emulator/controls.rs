//! The page with clock, faults and reset.

use jiff::Timestamp;
use maud::{Markup, html};
use rolewright::emulator::{Enforcement, FaultRule};

use super::faults;
use crate::asked::Fields;
use crate::page::field::{FieldError, FieldErrors};
use crate::page::{View, form_token, layout, problem, row};

/// What the page shows.
#[derive(Debug)]
pub(crate) struct Controls<'a> {
    pub(crate) endpoint: String,
    pub(crate) accounts: usize,
    pub(crate) enforcement: Enforcement,
    pub(crate) now: Timestamp,
    pub(crate) moved_seconds: i64,
    /// The fault plan, each rule with the number of calls that matched.
    pub(crate) faults: Vec<(FaultRule, u64)>,
    /// The form that was sent, shown again after an error.
    pub(crate) form: &'a Fields,
    /// What is wrong with it.
    pub(crate) invalid: Option<FieldError>,
}

pub(crate) fn page(view: &View<'_>, state: &Controls<'_>) -> Markup {
    let error = state.invalid.as_ref();
    let errors = FieldErrors::of_one(error, |field| match field {
        "number" => field.to_owned(),
        field => faults::id_of(field),
    });
    let error = error.filter(|error| error.field.is_empty());
    layout(
        view,
        "/emulator",
        "Emulator",
        html! {
            @if let Some(error) = error { (problem(&error.problem)) }
            (errors.summary())
            dl {
                (row("endpoint", &state.endpoint))
                (row("accounts", &state.accounts.to_string()))
                (row("policies of callers", match state.enforcement {
                    Enforcement::Off => "not evaluated: every key has full access",
                    Enforcement::Soft => "evaluated and recorded, nothing is denied",
                    Enforcement::On => "enforced",
                }))
            }
            section aria-labelledby="clock" { h2 id="clock" { "Clock" } (clock(view, state, &errors)) }
            section aria-labelledby="faults" { h2 id="faults" { "Faults" } (faults::section(view, &state.faults, state.form, &errors)) }
            section aria-labelledby="reset" { h2 id="reset" { "Reset" } (reset(view)) }
        },
    )
}

fn clock(view: &View<'_>, state: &Controls<'_>, errors: &FieldErrors) -> Markup {
    let marks = errors.of("number", None);
    let (number, unit) = match state.form.get("number") {
        "" => ("15", ""),
        number => (number, state.form.get("unit")),
    };
    html! {
        p { "It is " strong { (state.now.strftime("%F %T UTC")) }
            @if let Some(offset) = offset(state.moved_seconds) { ", " (offset) " the real time" } "." }
        form method="post" action=(view.to("/emulator/clock")) {
            (form_token(view))
            p { label for="number" { "Move it by" } " "
                input id="number" name="number" type="number" step="1" value=(number) required autofocus[marks.is_first]
                    aria-invalid=[marks.invalid()] aria-describedby=[marks.described_by()]; " "
                label for="unit" { span.hidden { "Unit" } }
                select id="unit" name="unit" { @for one in ["minutes", "seconds", "hours", "days"] {
                    option value=(one) selected[one == unit] { (one) } } } " "
                button { "Move" } }
            (marks.text())
        }
    }
}

/// Returns `2 hours and 5 minutes ahead of`, or `behind`; `None` if the clock was not moved.
fn offset(moved_seconds: i64) -> Option<String> {
    let mut rest = moved_seconds.unsigned_abs();
    let mut parts = Vec::new();
    for (unit, seconds) in [
        ("day", 86_400),
        ("hour", 3_600),
        ("minute", 60),
        ("second", 1),
    ] {
        let count = rest / seconds;
        rest %= seconds;
        match count {
            0 => {}
            1 => parts.push(format!("1 {unit}")),
            _ => parts.push(format!("{count} {unit}s")),
        }
    }
    let last = parts.pop()?;
    let first = parts.join(", ");
    let direction = if moved_seconds > 0 {
        "ahead of"
    } else {
        "behind"
    };
    let and = if first.is_empty() { "" } else { " and " };
    Some(format!("{first}{and}{last} {direction}"))
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
    fn the_offset_of_the_clock_is_told_in_words() {
        let told = |seconds| offset(seconds).unwrap_or_default();
        assert_eq!(told(0), "");
        assert_eq!(told(7_200), "2 hours ahead of");
        assert_eq!(told(-90_061), "1 day, 1 hour, 1 minute and 1 second behind");
        assert_eq!(told(3_660), "1 hour and 1 minute ahead of");
    }
}
