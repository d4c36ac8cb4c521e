//! Faults, clock and reset.

use hyper::StatusCode;
use rolewright::{Error, ErrorKind, Result};

use super::Emulated;
use crate::answer::{self, Answer};
use crate::asked::Fields;
use crate::emulator::{not_allowed, rule};
use crate::page::emulator::controls::{self as page, Controls};
use crate::page::emulator::faults::sent;
use crate::page::field::FieldError;

/// The most days by which one form moves the clock.
const MOST_DAYS: i64 = 36_500;

/// `GET /emulator`: clock, faults and reset.
pub(crate) fn show(asked: &Emulated<'_>) -> Answer {
    shown(asked, StatusCode::OK, None)
}

/// `POST /emulator/faults`: adds a rule to the plan.
pub(crate) fn add_fault(asked: &Emulated<'_>) -> Answer {
    let added = rule(asked.fields).and_then(|added| {
        let rules = asked.emulator.faults().into_iter();
        let rules = rules.map(|(rule, _)| rule).chain([added]);
        no_field(asked.emulator.set_faults(rules.collect()))
    });
    done(asked, added)
}

/// `POST /emulator/faults/remove`: removes the rule that was shown at `index`, or all.
pub(crate) fn remove_fault(asked: &Emulated<'_>) -> Answer {
    let index = asked.fields.get("index");
    let rules = asked.emulator.faults().into_iter().map(|(rule, _)| rule);
    let kept = rules.enumerate().filter(|(place, rule)| {
        // In another tab the plan may have changed since.
        let is_meant = place.to_string() == index && sent(rule) == asked.fields.raw("rule");
        index != "all" && !is_meant
    });
    let kept = kept.map(|(_, rule)| rule).collect();
    done(asked, no_field(asked.emulator.set_faults(kept)))
}

/// `POST /emulator/clock`: moves the clock.
pub(crate) fn move_clock(asked: &Emulated<'_>) -> Answer {
    let moved = seconds(asked.fields).map(|seconds| asked.emulator.move_clock(seconds));
    done(asked, moved)
}

fn seconds(form: &Fields) -> Result<i64, FieldError> {
    let unit = match form.get("unit") {
        "minutes" => 60,
        "hours" => 3_600,
        "days" => 86_400,
        _ => 1,
    };
    let text = form.get("number");
    let number: Option<i64> = text.parse().ok();
    let seconds = number.and_then(|number| number.checked_mul(unit));
    let most = MOST_DAYS * 86_400;
    let seconds = seconds.filter(|seconds| (-most..=most).contains(seconds));
    seconds.ok_or_else(|| {
        let allowed = format!("a whole number of at most {MOST_DAYS} days");
        let remedy = "write a whole number; a negative one moves the clock back";
        not_allowed("number", text, &allowed, remedy)
    })
}

/// `POST /emulator/reset`: restores the initial state of all accounts.
pub(crate) fn reset(asked: &Emulated<'_>) -> Answer {
    let confirmed = asked.fields.get("confirmed") == "yes";
    let unconfirmed = || Error::new(ErrorKind::InvalidInput, "the reset was not confirmed");
    let reset = confirmed.then_some(()).ok_or_else(unconfirmed);
    let reset = reset.and_then(|()| asked.emulator.reset());
    done(asked, no_field(reset))
}

/// An error of no field.
fn no_field(outcome: Result<()>) -> Result<(), FieldError> {
    outcome.map_err(|error| FieldError::at("", &error))
}

/// The page again, by a redirect after a change.
fn done(asked: &Emulated<'_>, outcome: Result<(), FieldError>) -> Answer {
    match outcome {
        Ok(()) => answer::see_other(&asked.view.to("/emulator")),
        Err(invalid) => shown(asked, StatusCode::BAD_REQUEST, Some(invalid)),
    }
}

fn shown(asked: &Emulated<'_>, status: StatusCode, invalid: Option<FieldError>) -> Answer {
    let emulator = asked.emulator;
    let state = Controls {
        endpoint: emulator.endpoint(),
        accounts: emulator.account_ids().len(),
        enforcement: emulator.enforcement(),
        now: emulator.now(),
        moved_seconds: emulator.moved_seconds(),
        faults: emulator.faults(),
        form: asked.fields,
        invalid,
    };
    answer::page(status, page::page(&asked.view, &state))
}
