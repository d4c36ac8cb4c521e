//! A fault rule as a form.

use rolewright::emulator::FaultRule;
use rolewright::{Error, ErrorKind, Result};
use serde_json::{Map, Value};

use crate::asked::Fields;

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

/// Returns the rule of a form.
///
/// # Errors
/// [`ErrorKind::InvalidInput`] for an unknown kind and for what is not a number; those of
/// [`FaultRule::check`].
pub(crate) fn rule(form: &Fields) -> Result<FaultRule> {
    let kind = form.get("kind");
    let mut kinds = KINDS.iter();
    let Some((_, _, own)) = kinds.find(|(name, ..)| *name == kind) else {
        return Err(invalid("the kind of the fault is not known".to_owned()));
    };
    let mut fault = Map::from_iter([("kind".to_owned(), Value::from(kind))]);
    for name in *own {
        if let Some(number) = number(form, name)? {
            fault.insert((*name).to_owned(), number.into());
        }
    }
    if kind == "delay" {
        fault.entry("milliseconds").or_insert(1_000.into());
    }
    let text = |name: &str| Some(form.get(name).to_owned()).filter(|text| !text.is_empty());
    let rule = FaultRule {
        service: text("service"),
        action: text("action"),
        calls: form
            .get("calls")
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| parsed("calls", part))
            .collect::<Result<_>>()?,
        from: number(form, "from")?,
        probability: text("probability")
            .map(|text| parsed("probability", &text))
            .transpose()?,
        seed: number(form, "seed")?.unwrap_or_default(),
        fault: serde_json::from_value(fault.into())
            .map_err(|error| invalid(format!("the fault is not valid: {error}")))?,
        ..Default::default()
    };
    rule.check()?;
    Ok(rule)
}

fn number(form: &Fields, name: &str) -> Result<Option<u64>> {
    match form.get(name) {
        "" => Ok(None),
        text => parsed(name, text).map(Some),
    }
}

fn parsed<T: std::str::FromStr>(name: &str, text: &str) -> Result<T> {
    text.parse()
        .map_err(|_| invalid(format!("`{name}` is not a number that it can be")))
}

fn invalid(message: String) -> Error {
    Error::new(ErrorKind::InvalidInput, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rolewright::emulator::Fault;

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
    fn what_is_no_rule_is_refused() {
        for form in [
            "",
            "kind=cut",
            "kind=throttle&calls=a",
            "kind=throttle&calls=0",
            "kind=throttle&probability=2",
            "kind=throttle&from=-1",
            "kind=throttle&service=rma",
            "kind=stale&reads=99999999999",
        ] {
            assert!(rule(&Fields::parse(form)).is_err(), "{form}");
        }
    }
}
