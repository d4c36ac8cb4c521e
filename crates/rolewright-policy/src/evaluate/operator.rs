//! Condition operators: five families, as the page on conditional operators lists them.

use std::cmp::Ordering;

/// How an operator compares the request's value with the statement's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Text,
    TextIgnoringCase,
    Like,
    Number(Order),
    Date(Order),
    Bool,
    Ip,
}

/// Order that matches, read as "the request's value is .. the statement's value".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Order {
    pub(super) fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }
}

/// An operator. A negated operator matches when none of the values matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Operator {
    pub(super) comparison: Comparison,
    pub(super) negated: bool,
}

impl Operator {
    /// The documented operator with that name; case-sensitive (rule `operator-case`).
    pub(super) fn of(name: &str) -> Option<Self> {
        use Comparison::{Bool, Date, Ip, Like, Number, Text, TextIgnoringCase};
        let order = |name: &str| {
            Some(match name {
                "Equals" => (Order::Equal, false),
                "NotEquals" => (Order::Equal, true),
                "LessThan" => (Order::Less, false),
                "LessThanEquals" => (Order::LessOrEqual, false),
                "GreaterThan" => (Order::Greater, false),
                "GreaterThanEquals" => (Order::GreaterOrEqual, false),
                _ => return None,
            })
        };
        let (comparison, negated) = match name {
            "StringEquals" => (Text, false),
            "StringNotEquals" => (Text, true),
            "StringEqualsIgnoreCase" => (TextIgnoringCase, false),
            "StringNotEqualsIgnoreCase" => (TextIgnoringCase, true),
            "StringLike" => (Like, false),
            "StringNotLike" => (Like, true),
            "Bool" => (Bool, false),
            "IpAddress" => (Ip, false),
            "NotIpAddress" => (Ip, true),
            _ => match (name.strip_prefix("Numeric"), name.strip_prefix("Date")) {
                (Some(rest), _) => order(rest).map(|(order, not)| (Number(order), not))?,
                (_, Some(rest)) => order(rest).map(|(order, not)| (Date(order), not))?,
                _ => return None,
            },
        };
        Some(Self {
            comparison,
            negated,
        })
    }
}

/// Why an undocumented operator is undecided.
pub(super) fn why_unknown(name: &str) -> &'static str {
    match name {
        _ if name.ends_with("IfExists") || name == "Null" => {
            "the service is reported to reject this operator"
        }
        "IpAddressIncludeBorder" | "NotIpAddressIncludeBorder" => {
            "the meaning of this operator is not documented"
        }
        _ => "this operator is not documented",
    }
}
