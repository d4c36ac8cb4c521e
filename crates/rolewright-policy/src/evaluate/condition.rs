//! Evaluates conditions: one value of a key must match, and all keys and operators must match.
//! Source: "Evaluation logic" on the page about policy elements.

use std::borrow::Cow;

use super::decision::{Fit, Part, Truth};
use super::operator::{Comparison, Operator};
use super::request::Request;
use super::rules::{MissingKey, Rules};
use super::value::Value;
use crate::model::{Condition, ConditionTest, ConditionValue};

/// The only key whose values contain role names.
pub(super) const PRINCIPAL_ARN: &str = "acs:PrincipalARN";

/// The time at which the service receives the request.
pub(super) const CURRENT_TIME: &str = "acs:CurrentTime";

/// One test of a condition, compiled.
#[derive(Clone, Debug)]
pub(super) struct Test {
    key: String,
    /// None for an undocumented operator.
    operator: Option<Operator>,
    values: Vec<Value>,
    missing: Truth,
}

impl Test {
    fn new(test: &ConditionTest, rules: &Rules) -> Self {
        let operator = Operator::of(&test.operator);
        let read = |value: &ConditionValue, comparison| {
            let text = in_case(&test.key, value.as_str(), comparison);
            Value::read(&text, comparison, rules)
        };
        let values = operator.map_or_else(Vec::new, |operator| {
            let values = test.values.iter();
            values
                .map(|value| read(value, operator.comparison))
                .collect()
        });
        let missing = match operator {
            Some(Operator { negated: false, .. }) => Truth::No,
            Some(_) => match rules.missing_key_negated {
                MissingKey::Undecided => Truth::Perhaps,
                MissingKey::Holds => Truth::Yes,
                MissingKey::Fails => Truth::No,
            },
            None => Truth::Perhaps,
        };
        Self {
            key: test.key.clone(),
            operator,
            values,
            missing,
        }
    }

    fn holds(&self, request: &Request) -> Truth {
        let Some(operator) = self.operator else {
            return Truth::Perhaps;
        };
        let is_partial = request.context.is_partial();
        // In a partial context the time is known, but not the text in which the service writes it.
        let is_date = matches!(operator.comparison, Comparison::Date(_));
        let sent = value_of(&self.key, request);
        let sent = sent.filter(|_| is_date || !is_partial || self.key != CURRENT_TIME);
        let Some(sent) = sent else {
            return if is_partial {
                Truth::Perhaps
            } else {
                self.missing
            };
        };
        let sent = in_case(&self.key, sent, operator.comparison);
        let fits = self.values.iter().map(|value| value.fits(&sent)).max();
        // The meaning of an empty list of values is not documented.
        let fits = fits.unwrap_or(Truth::Perhaps);
        if operator.negated {
            fits.negated()
        } else {
            fits
        }
    }
}

/// The value that the request sends for a key. The service derives `acs:PrincipalARN` from the
/// caller; in a partial context it is unknown whether the service sends it.
pub(super) fn value_of<'r>(key: &str, request: &'r Request) -> Option<&'r str> {
    let derived = key == PRINCIPAL_ARN && !request.context.is_partial();
    let of_caller = || request.caller.arn().filter(|_| derived);
    request.context.get(key).or_else(of_caller)
}

/// Role names are compared in lower case, as the service writes them.
fn in_case<'t>(key: &str, value: &'t str, comparison: Comparison) -> Cow<'t, str> {
    use Comparison::{Like, Text};
    let text = matches!(comparison, Text | Like);
    if text && key == PRINCIPAL_ARN && value.contains(":role/") {
        value.to_ascii_lowercase().into()
    } else {
        value.into()
    }
}

pub(super) fn compile(condition: Option<&Condition>, rules: &Rules) -> Vec<Test> {
    let tests = condition.map(Condition::tests).unwrap_or_default();
    tests.iter().map(|test| Test::new(test, rules)).collect()
}

/// Evaluates all tests; the fit names the first of the worst ones.
pub(super) fn holds(tests: &[Test], request: &Request, mut fit: Fit) -> Fit {
    for (index, test) in tests.iter().enumerate() {
        fit = fit.and(Part::Test(index), test.holds(request));
        if fit.truth == Truth::No {
            break;
        }
    }
    fit
}
