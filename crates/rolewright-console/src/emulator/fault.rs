//! A fault rule as a form.

use std::str::FromStr;

use rolewright::emulator::{Fault, FaultRule};
use rolewright::text::excerpt;
use rolewright::{Error, ErrorKind};
use serde_json::{Map, Value};

use crate::asked::Fields;
use crate::page::field::FieldError;

/// The kinds of faults, each with what it does and the fields that it has.
pub(crate) const KINDS: [(&str, &str, &[&str]); 10] = [
    (
        "throttle",
        "Throttling.User; not executed",
        &["retry_after_milliseconds"],
    ),
    ("internal_error", "http 500; not executed", &[]),
    ("service_unavailable", "http 503; not executed", &[]),
    (
        "bad_gateway",
        "http 502 with an HTML page; not executed",
        &[],
    ),
    ("expired_token", "the token has expired; not executed", &[]),
    ("delay", "the response is late", &["milliseconds"]),
    ("cut_before", "connection closed; not executed", &[]),
    (
        "cut_body",
        "executed; connection closed within the response",
        &[],
    ),
    (
        "lose_answer",
        "executed; connection closed without a response",
        &[],
    ),
    (
        "stale",
        "executed; invisible to the next reads",
        &["reads", "milliseconds"],
    ),
];

/// The error of a text that is not what the field may have.
pub(crate) fn not_allowed(
    field: &'static str,
    text: &str,
    allowed: &str,
    remedy: &str,
) -> FieldError {
    let message = format!("`{}` is not {allowed}", excerpt(text, 40));
    let error = Error::new(ErrorKind::InvalidInput, message);
    FieldError::at(field, &error.with_remedy(remedy))
}

/// Returns the rule of a form.
///
/// # Errors
/// An unknown kind, a value that is not what the field may have, and those of [`FaultRule::check`].
pub(crate) fn rule(form: &Fields) -> Result<FaultRule, FieldError> {
    let text = |name: &str| Some(form.get(name).to_owned()).filter(|text| !text.is_empty());
    let rule = FaultRule {
        service: text("service"),
        action: text("action"),
        calls: calls(form.get("calls"))?,
        from: whole(form, "from", 1)?,
        probability: number(
            form,
            "probability",
            "a number from 0 to 1",
            |share: &f64| (0.0..=1.0).contains(share),
        )?,
        seed: whole(form, "seed", 0)?.unwrap_or_default(),
        fault: fault(form)?,
        ..FaultRule::default()
    };
    let of_service = FaultRule {
        service: rule.service.clone(),
        ..FaultRule::default()
    };
    let checked = of_service.check();
    checked.map_err(|error| FieldError::at("service", &error))?;
    let checked = rule.check();
    checked.map_err(|error| FieldError::at("action", &error))?;
    Ok(rule)
}

fn fault(form: &Fields) -> Result<Fault, FieldError> {
    let kind = form.get("kind");
    let mut kinds = KINDS.iter();
    let Some((_, _, own)) = kinds.find(|(name, ..)| *name == kind) else {
        return Err(not_allowed("kind", kind, "a kind of fault", "choose one"));
    };
    let mut fault = Map::from_iter([("kind".to_owned(), Value::from(kind))]);
    for name in *own {
        let allowed = format!("a whole number from 0 to {}", u32::MAX);
        if let Some(number) = number::<u32>(form, name, &allowed, |_| true)? {
            fault.insert((*name).to_owned(), number.into());
        }
    }
    if kind == "delay" {
        fault.entry("milliseconds").or_insert(1_000.into());
    }
    serde_json::from_value(fault.into()).map_err(|error| {
        let message = format!("the fault is not valid: {error}");
        FieldError::at("kind", &Error::new(ErrorKind::InvalidInput, message))
    })
}

fn calls(text: &str) -> Result<Vec<u64>, FieldError> {
    let parts = text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let number = |part: &str| part.parse().ok().filter(|number| *number > 0);
    let calls: Option<Vec<u64>> = parts.map(number).collect();
    calls.ok_or_else(|| {
        let remedy = "write for example 1,3, or leave the field empty for all calls";
        not_allowed(
            "calls",
            text,
            "a list of whole numbers of at least 1",
            remedy,
        )
    })
}

/// A whole number without an upper limit.
fn whole(form: &Fields, name: &'static str, least: u64) -> Result<Option<u64>, FieldError> {
    let allowed = format!("a whole number of at least {least}");
    number(form, name, &allowed, |number: &u64| *number >= least)
}

fn number<T: FromStr>(
    form: &Fields,
    name: &'static str,
    allowed: &str,
    is_allowed: impl Fn(&T) -> bool,
) -> Result<Option<T>, FieldError> {
    let text = form.get(name);
    if text.is_empty() {
        return Ok(None);
    }
    let number = text.parse().ok().filter(is_allowed);
    number.map(Some).ok_or_else(|| {
        let remedy = format!("write {allowed}, or leave the field empty");
        not_allowed(name, text, allowed, &remedy)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_becomes_a_rule_and_fields_of_other_kinds_are_left_out() {
        let form = "kind=throttle&service=ram&action=GetRole&calls=1%2C+3&milliseconds=5&reads=";
        let made = rule(&Fields::parse(form)).unwrap();
        assert_eq!(
            (made.service.as_deref(), made.calls),
            (Some("ram"), vec![1, 3])
        );
        let retry_after_milliseconds = None;
        assert_eq!(
            made.fault,
            Fault::Throttle {
                retry_after_milliseconds
            }
        );
        let delay = rule(&Fields::parse("kind=delay&milliseconds=7")).unwrap();
        assert_eq!(delay.fault, Fault::Delay { milliseconds: 7 });
    }

    #[test]
    fn each_kind_of_the_form_is_a_fault() {
        for (kind, ..) in KINDS {
            assert!(
                rule(&Fields::parse(&format!("kind={kind}"))).is_ok(),
                "{kind}"
            );
        }
    }

    #[test]
    fn what_is_no_rule_is_refused_at_its_field_with_what_is_allowed() {
        for (form, field, told) in [
            ("", "kind", "choose one"),
            ("kind=cut", "kind", "choose one"),
            ("kind=throttle&calls=a", "calls", "for example 1,3"),
            ("kind=throttle&calls=0", "calls", "for example 1,3"),
            ("kind=throttle&probability=2", "probability", "from 0 to 1"),
            (
                "kind=throttle&probability=NaN",
                "probability",
                "from 0 to 1",
            ),
            ("kind=throttle&from=-1", "from", "of at least 1"),
            ("kind=throttle&from=0", "from", "of at least 1"),
            ("kind=throttle&seed=x", "seed", "of at least 0"),
            (
                "kind=throttle&service=rma",
                "service",
                "did you mean `ram`?",
            ),
            (
                "kind=throttle&action=GetRoel",
                "action",
                "did you mean `GetRole`?",
            ),
            ("kind=stale&reads=99999999999", "reads", "to 4294967295"),
        ] {
            let invalid = rule(&Fields::parse(form)).unwrap_err();
            assert_eq!(invalid.field, field, "{form}");
            let remedy = invalid.problem.remedy.unwrap().text;
            assert!(remedy.contains(told), "{form}: {remedy}");
        }
    }
}
