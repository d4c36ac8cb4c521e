//! Faults, clock and reset.

use hyper::StatusCode;
use rolewright::error::Problem;
use rolewright::{Error, ErrorKind, Result};

use super::Emulated;
use crate::answer::{self, Answer};
use crate::asked::Fields;
use crate::emulator::rule;
use crate::page::emulator::controls::{self as page, Controls};

/// The most days by which one form moves the clock.
const MOST_DAYS: i64 = 36_500;

/// `GET /emulator`: clock, faults and reset.
pub(crate) fn show(asked: &Emulated<'_>) -> Answer {
    shown(asked, StatusCode::OK, None)
}

/// `POST /emulator/faults`: adds a rule to the plan.
pub(crate) fn add_fault(asked: &Emulated<'_>) -> Answer {
    done(
        asked,
        rule(asked.fields).and_then(|added| {
            let rules = asked.emulator.faults().into_iter();
            let rules = rules.map(|(rule, _)| rule).chain([added]);
            asked.emulator.set_faults(rules.collect())
        }),
    )
}

/// `POST /emulator/faults/remove`: removes the rule that was shown at `index`, or all.
pub(crate) fn remove_fault(asked: &Emulated<'_>) -> Answer {
    let index = asked.fields.get("index");
    let rules = asked.emulator.faults().into_iter().map(|(rule, _)| rule);
    let kept = rules.enumerate().filter(|(place, rule)| {
        // In another tab the plan may have changed since.
        let is_meant = place.to_string() == index && page::shown(rule) == asked.fields.raw("rule");
        index != "all" && !is_meant
    });
    let kept = kept.map(|(_, rule)| rule).collect();
    done(asked, asked.emulator.set_faults(kept))
}

/// `POST /emulator/clock`: moves the clock.
pub(crate) fn move_clock(asked: &Emulated<'_>) -> Answer {
    let moved = seconds(asked.fields).map(|seconds| asked.emulator.move_clock(seconds));
    done(asked, moved)
}

fn seconds(form: &Fields) -> Result<i64> {
    let unit = match form.get("unit") {
        "minutes" => 60,
        "hours" => 3_600,
        "days" => 86_400,
        _ => 1,
    };
    let number: Option<i64> = form.get("number").parse().ok();
    let seconds = number.and_then(|number| number.checked_mul(unit));
    let most = MOST_DAYS * 86_400;
    seconds
        .filter(|seconds| (-most..=most).contains(seconds))
        .ok_or_else(|| {
            let text = format!("the clock moves by a whole number, by at most {MOST_DAYS} days");
            Error::new(ErrorKind::InvalidInput, text)
        })
}

/// `POST /emulator/reset`: restores the initial state of all accounts.
pub(crate) fn reset(asked: &Emulated<'_>) -> Answer {
    let confirmed = asked.fields.get("confirmed") == "yes";
    let unconfirmed = || Error::new(ErrorKind::InvalidInput, "the reset was not confirmed");
    let reset = confirmed.then_some(()).ok_or_else(unconfirmed);
    done(asked, reset.and_then(|()| asked.emulator.reset()))
}

/// The page again, by a redirect after a change.
fn done(asked: &Emulated<'_>, outcome: Result<()>) -> Answer {
    match outcome {
        Ok(()) => answer::see_other(&asked.view.to("/emulator")),
        Err(error) => shown(asked, StatusCode::BAD_REQUEST, Some(Problem::from(&error))),
    }
}

fn shown(asked: &Emulated<'_>, status: StatusCode, problem: Option<Problem>) -> Answer {
    let emulator = asked.emulator;
    let state = Controls {
        endpoint: emulator.endpoint(),
        accounts: emulator.account_ids().len(),
        enforcement: emulator.enforcement(),
        now: emulator.now().to_string(),
        moved_seconds: emulator.moved_seconds(),
        faults: emulator.faults(),
        form: asked.fields,
        problem,
    };
    answer::page(status, page::page(&asked.view, &state))
}
