//! Responses of an account, without IDs, dates and secrets, to store and compare them.

use std::collections::BTreeSet;

use rolewright::{Call, Reply, Result};
use serde::Serialize;
use serde_json::{Value, json};

/// A call and its response.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// Operation.
    pub action: String,
    /// Parameters, without secret ones.
    pub params: Value,
    /// Body of the response, or status, code and message of an error.
    pub outcome: Value,
}

/// Placeholder for values that differ between accounts.
const HIDDEN: &str = "*";

/// Fields whose values differ between accounts, or are private.
const HIDDEN_FIELDS: [&str; 9] = [
    "RequestId",
    "RoleId",
    "UserId",
    "GroupId",
    "AccountId",
    "PrincipalId",
    "AccessKeyId",
    "AccessKeySecret",
    "SecurityToken",
];

impl Answer {
    pub(super) fn of(call: &Call, answer: &Result<Reply>) -> Self {
        let mut outcome = match answer {
            Ok(reply) => serde_json::from_slice(reply.body()).unwrap_or_default(),
            Err(error) => json!({
                "HttpStatus": error.service().map(|service| service.status),
                "Code": error.code(),
                "Message": error.message(),
            }),
        };
        let mut params = serde_json::to_value(&call.params).unwrap_or_default();
        hide(&mut outcome);
        hide(&mut params);
        Self {
            action: call.action.to_string(),
            params,
            outcome,
        }
    }
}

fn hide(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(hide),
        Value::Object(fields) => {
            for (name, field) in fields {
                let dated = name.ends_with("Date") || name == "Expiration";
                match field {
                    _ if dated || HIDDEN_FIELDS.contains(&name.as_str()) => *field = HIDDEN.into(),
                    Value::String(text) => *text = without_account(text),
                    field => hide(field),
                }
            }
        }
        Value::String(text) => *text = without_account(text),
        _ => {}
    }
}

/// Hides account IDs: they have 16 digits, unlike all other numbers in a response.
pub(super) fn without_account(text: &str) -> String {
    let mut parts = Vec::new();
    for part in text.split_inclusive(|c: char| !c.is_ascii_digit()) {
        let digits = part.trim_end_matches(|c: char| !c.is_ascii_digit());
        match digits.len() {
            16 => parts.push(part.replace(digits, HIDDEN)),
            _ => parts.push(part.to_owned()),
        }
    }
    parts.concat()
}

/// Returns the differences between simulated and real responses, one per line, without duplicates.
pub(super) fn differences(simulated: &[Answer], real: &[Answer]) -> Vec<String> {
    let mut lines = BTreeSet::new();
    for (simulated, real) in simulated.iter().zip(real) {
        let mut found = Vec::new();
        compare("", &simulated.outcome, &real.outcome, &mut found);
        let action = &real.action;
        lines.extend(found.into_iter().map(|line| format!("{action}: {line}")));
    }
    if simulated.len() != real.len() {
        let (simulated, real) = (simulated.len(), real.len());
        lines.insert(format!("{real} calls, {simulated} in the simulation"));
    }
    lines.into_iter().collect()
}

fn compare(path: &str, simulated: &Value, real: &Value, found: &mut Vec<String>) {
    match (simulated, real) {
        (Value::Object(one), Value::Object(other)) => {
            let names: BTreeSet<_> = one.keys().chain(other.keys()).collect();
            // Programs use the code; the wording of messages may differ.
            for name in names.into_iter().filter(|name| *name != "Message") {
                let path = format!("{path}.{name}");
                match (one.get(name), other.get(name)) {
                    (Some(one), Some(other)) => compare(&path, one, other, found),
                    (Some(_), None) => found.push(format!("{path} is missing")),
                    (None, _) => found.push(format!("{path} is additional")),
                }
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (one, other) in one.iter().zip(other) {
                compare(&format!("{path}[]"), one, other, found);
            }
        }
        (one, other) if one == other => {}
        (one, other) => found.push(format!("{path} is {other}, but {one} in the simulation")),
    }
}
