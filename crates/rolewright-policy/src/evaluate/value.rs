//! Compiled condition values. A value without a documented format is undecided.

use core::net::IpAddr;
use std::cmp::Ordering;

use ipnet::IpNet;
use jiff::Timestamp;

use super::decision::Truth;
use super::operator::{Comparison, Order};
use super::rules::Rules;
use crate::model::Wildcard;

/// A compiled value of a statement.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    TextIgnoringCase(String),
    Like(Wildcard),
    Number(Number, Order),
    Date(Timestamp, Order),
    Bool(bool),
    Net(IpNet),
    /// Not in a documented format of the operator.
    Unreadable,
}

impl Value {
    pub(super) fn read(text: &str, comparison: Comparison, rules: &Rules) -> Self {
        let open = rules.wildcards_in_string_equals && text.contains(['*', '?']);
        let read = match comparison {
            Comparison::Text if open => Some(Self::Like(Wildcard::new(text))),
            Comparison::Text => Some(Self::Text(text.to_owned())),
            Comparison::TextIgnoringCase => Some(Self::TextIgnoringCase(text.to_lowercase())),
            Comparison::Like => Some(Self::Like(Wildcard::new(text))),
            Comparison::Number(order) => {
                Number::read(text).map(|number| Self::Number(number, order))
            }
            Comparison::Date(order) => text.parse().ok().map(|date| Self::Date(date, order)),
            Comparison::Bool => boolean(text).map(Self::Bool),
            Comparison::Ip => net(text).map(Self::Net),
        };
        read.unwrap_or(Self::Unreadable)
    }

    /// Whether the request's value matches this one.
    pub(super) fn fits(&self, sent: &str) -> Truth {
        let known = |holds: Option<bool>| holds.map_or(Truth::Perhaps, Truth::of);
        match self {
            Self::Text(text) => Truth::of(text == sent),
            Self::TextIgnoringCase(text) => Truth::of(*text == sent.to_lowercase()),
            Self::Like(wildcard) => Truth::of(wildcard.matches(sent)),
            Self::Number(number, order) => {
                known(Number::read(sent).map(|sent| order.holds(sent.compare(number))))
            }
            Self::Date(date, order) => {
                let sent = sent.parse::<Timestamp>().ok();
                known(sent.map(|sent| order.holds(sent.cmp(date))))
            }
            Self::Bool(expected) => known(boolean(sent).map(|sent| sent == *expected)),
            Self::Net(net) => {
                let sent = sent.parse::<IpAddr>().ok();
                known(sent.map(|sent| net.contains(&sent.to_canonical())))
            }
            Self::Unreadable => Truth::Perhaps,
        }
    }
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// An address or a CIDR block; host bits of a block are ignored.
fn net(text: &str) -> Option<IpNet> {
    let address = || {
        text.parse::<IpAddr>()
            .ok()
            .map(|one| one.to_canonical().into())
    };
    text.parse().ok().or_else(address)
}

/// A number. Whole numbers are compared exactly, others as floating point.
#[derive(Clone, Copy, Debug)]
pub(super) enum Number {
    Whole(i128),
    Real(f64),
}

impl Number {
    fn read(text: &str) -> Option<Self> {
        let digits = text.bytes().any(|byte| byte.is_ascii_digit());
        if let Ok(whole) = text.parse() {
            return Some(Self::Whole(whole));
        }
        // The parser also accepts `inf` and `nan`.
        let real = text
            .parse()
            .ok()
            .filter(|real: &f64| digits && real.is_finite());
        real.map(Self::Real)
    }

    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Whole(one), Self::Whole(other)) => one.cmp(other),
            _ => self.real().total_cmp(&other.real()),
        }
    }

    /// As floating point; adding zero removes the negative zero, which `total_cmp` distinguishes.
    #[allow(
        clippy::cast_precision_loss,
        reason = "a whole number is compared with a fraction"
    )]
    fn real(self) -> f64 {
        match self {
            Self::Whole(whole) => whole as f64 + 0.0,
            Self::Real(real) => real + 0.0,
        }
    }
}
