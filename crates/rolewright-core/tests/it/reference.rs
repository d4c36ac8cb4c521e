//! The policy language once more, slow and as plain as it can be written, over the documents' JSON.
//! It decides twice: with whatever can't be decided against the request, and for it.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde_json::Value;

/// What is asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) action: String,
    pub(crate) resource: String,
    pub(crate) context: BTreeMap<String, String>,
}

/// The layers that have a say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layers {
    pub(crate) controls: Vec<Vec<Value>>,
    pub(crate) session: Vec<Value>,
    pub(crate) account: Vec<Value>,
    pub(crate) group: Vec<Value>,
}

/// The verdict when what can't be decided counts for the request, or against it.
pub(crate) fn decide(layers: &Layers, asked: &Asked, for_request: bool) -> &'static str {
    let unit = |policies: &[Value]| unit(policies, asked, for_request);
    for level in &layers.controls {
        if unit(level) != "Allow" {
            return unit(level);
        }
    }
    if !layers.session.is_empty() && unit(&layers.session) != "Allow" {
        return unit(&layers.session);
    }
    match unit(&layers.account) {
        "ImplicitDeny" => unit(&layers.group),
        account => account,
    }
}

fn unit(policies: &[Value], asked: &Asked, for_request: bool) -> &'static str {
    let statements = policies
        .iter()
        .flat_map(|policy| list(&policy["Statement"]));
    let (mut denied, mut allowed) = (false, false);
    for statement in statements {
        let denies = statement["Effect"] == "Deny";
        let applies = match fits(&statement, asked) {
            Some(fits) => fits,
            None => denies != for_request,
        };
        denied |= denies && applies;
        allowed |= !denies && applies;
    }
    match (denied, allowed) {
        (true, _) => "ExplicitDeny",
        (false, true) => "Allow",
        (false, false) => "ImplicitDeny",
    }
}

/// Whether a statement fits; none where it can't be told.
fn fits(statement: &Value, asked: &Asked) -> Option<bool> {
    let action = asked.action.to_lowercase();
    let named = |key: &str| {
        let patterns = list(&statement[key]);
        patterns
            .iter()
            .any(|pattern| like(&text(pattern).to_lowercase(), &action))
    };
    let acts = match statement.get("NotAction") {
        Some(_) => !named("NotAction"),
        None => named("Action"),
    };
    let resources = list(&statement["Resource"]);
    if !acts
        || !resources
            .iter()
            .any(|pattern| like(&text(pattern), &asked.resource))
    {
        return Some(false);
    }
    let mut all = Some(true);
    for (operator, keys) in statement["Condition"].as_object().into_iter().flatten() {
        for (key, values) in keys.as_object().into_iter().flatten() {
            all = match (all, test(operator, asked.context.get(key), &list(values))) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (None, _) | (_, None) => None,
                _ => Some(true),
            };
        }
    }
    all
}

fn test(operator: &str, sent: Option<&String>, values: &[Value]) -> Option<bool> {
    let (negated, plain) = match operator {
        "NotIpAddress" => (true, "IpAddress".to_owned()),
        _ => (operator.contains("Not"), operator.replace("Not", "")),
    };
    let Some(sent) = sent else {
        return if negated { None } else { Some(false) };
    };
    let mut any = Some(false);
    for value in values {
        any = match (any, compare(&plain, sent, &text(value))) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (None, _) | (_, None) => None,
            _ => Some(false),
        };
    }
    any.map(|any| any != negated)
}

fn compare(operator: &str, sent: &str, value: &str) -> Option<bool> {
    let order = |name: &str, ordering: std::cmp::Ordering| match name {
        "Equals" => ordering.is_eq(),
        "LessThan" => ordering.is_lt(),
        "LessThanEquals" => ordering.is_le(),
        "GreaterThan" => ordering.is_gt(),
        "GreaterThanEquals" => ordering.is_ge(),
        other => panic!("{other}"),
    };
    match operator {
        "StringEquals" => Some(sent == value),
        "StringEqualsIgnoreCase" => Some(sent.to_lowercase() == value.to_lowercase()),
        "StringLike" => Some(like(value, sent)),
        "Bool" => {
            let known = |text: &str| ["true", "false"].contains(&text);
            (known(sent) && known(value)).then_some(sent == value)
        }
        "IpAddress" => inside(sent, value),
        _ => match operator.strip_prefix("Numeric") {
            Some(name) => {
                let (sent, value): (i64, i64) = (sent.parse().ok()?, value.parse().ok()?);
                Some(order(name, sent.cmp(&value)))
            }
            None => {
                let (sent, value) = (seconds(sent)?, seconds(value)?);
                Some(order(operator.strip_prefix("Date")?, sent.cmp(&value)))
            }
        },
    }
}

/// Bit by bit.
fn inside(sent: &str, block: &str) -> Option<bool> {
    let bits = |address: IpAddr| match address {
        IpAddr::V4(four) => format!("4{:032b}", u32::from(four)),
        IpAddr::V6(six) => format!("6{:0128b}", u128::from(six)),
    };
    let (address, length) = match block.split_once('/') {
        Some((address, length)) => (address, length.parse().ok()?),
        None => (block, 128),
    };
    let (sent, address) = (bits(sent.parse().ok()?), bits(address.parse().ok()?));
    let length = (length + 1).min(address.len());
    Some(sent.get(..length) == address.get(..length))
}

/// Of the two forms that the random requests use: `2026-01-01T00:00:09Z` and with `+08:00`.
fn seconds(text: &str) -> Option<i64> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let days = number(8, 10)? + 31 * number(5, 7)? + 400 * number(0, 4)?;
    let time = number(11, 13)? * 3600 + number(14, 16)? * 60 + number(17, 19)?;
    let offset = match text.get(19..)? {
        "Z" => 0,
        "+08:00" => 8 * 3600,
        _ => return None,
    };
    Some(days * 86_400 + time - offset)
}

fn like(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<_>, Vec<_>) = (pattern.chars().collect(), text.chars().collect());
    // fits[p][t]: the rest of the pattern from p fits the rest of the text from t.
    let mut fits = vec![vec![false; text.len() + 1]; pattern.len() + 1];
    for p in (0..=pattern.len()).rev() {
        for t in (0..=text.len()).rev() {
            fits[p][t] = match pattern.get(p) {
                None => t == text.len(),
                Some('*') => fits[p + 1][t] || (t < text.len() && fits[p][t + 1]),
                Some(c) => t < text.len() && (*c == '?' || *c == text[t]) && fits[p + 1][t + 1],
            };
        }
    }
    fits[0][0]
}

fn list(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items.clone(),
        one => vec![one.clone()],
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
