//! Operators and values without a request, for the linter.

use super::decision::Truth;
use super::operator::{Comparison, Operator};
use super::rules::Rules;
use super::value::Value;

/// Type of the values that an operator compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    Text,
    Pattern,
    Number,
    Date,
    Bool,
    Ip,
}

/// Every documented operator.
pub(crate) const OPERATORS: [&str; 21] = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "IpAddress",
    "NotIpAddress",
];

/// Returns what a documented operator compares, and whether it is negated.
pub(crate) fn family(operator: &str) -> Option<(Family, bool)> {
    let operator = Operator::of(operator)?;
    let family = match operator.comparison {
        Comparison::Text | Comparison::TextIgnoringCase => Family::Text,
        Comparison::Like => Family::Pattern,
        Comparison::Number(_) => Family::Number,
        Comparison::Date(_) => Family::Date,
        Comparison::Bool => Family::Bool,
        Comparison::Ip => Family::Ip,
    };
    Some((family, operator.negated))
}

/// Whether a value has the documented format of the operator.
pub(crate) fn is_in_form(operator: &str, value: &str) -> bool {
    let read = |operator: Operator| Value::read(value, operator.comparison, &Rules::default());
    Operator::of(operator).is_none_or(|operator| !matches!(read(operator), Value::Unreadable))
}

/// Whether a test may match when the request sends this value.
pub(crate) fn could_hold<'v>(
    operator: &str,
    values: impl IntoIterator<Item = &'v str>,
    sent: &str,
) -> bool {
    let Some(operator) = Operator::of(operator) else {
        return true;
    };
    let rules = Rules::default();
    let fits = |value| Value::read(value, operator.comparison, &rules).fits(sent);
    let fits = values.into_iter().map(fits).max().unwrap_or(Truth::Perhaps);
    let holds = if operator.negated {
        fits.negated()
    } else {
        fits
    };
    holds != Truth::No
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_operators_is_complete() {
        assert!(OPERATORS.iter().all(|name| Operator::of(name).is_some()));
        let orders = [
            "Equals",
            "NotEquals",
            "LessThan",
            "LessThanEquals",
            "GreaterThan",
        ];
        for family in ["String", "Numeric", "Date"] {
            for order in orders {
                let name = format!("{family}{order}");
                let known = OPERATORS.contains(&name.as_str());
                assert_eq!(Operator::of(&name).is_some(), known, "{name}");
            }
        }
    }

    #[test]
    fn a_test_could_hold_only_if_a_value_can_match() {
        assert!(!could_hold("StringNotEquals", ["a", "b"], "a"));
        assert!(could_hold("StringLike", ["a*"], "ab"));
        assert!(could_hold("Frobnicate", ["x"], "y"));
        assert!(!is_in_form("DateEquals", "tomorrow") && is_in_form("Bool", "true"));
    }
}
