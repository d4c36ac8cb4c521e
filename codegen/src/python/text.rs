//! Words of Python: type hints, docstrings, and the modules of the operations.

use rolewright::operation::OperationInfo;
use serde_json::{Map, Value};

use super::schema::Kind;

/// The module of what several resources share.
pub(super) const COMMON: &str = "common";

pub(super) fn definitions(schema: &Value) -> Map<String, Value> {
    let defs = schema.get("$defs").and_then(Value::as_object);
    defs.cloned().unwrap_or_default()
}

pub(super) fn resource(operation: &OperationInfo) -> &'static str {
    operation.module.rsplit("::").next().unwrap_or(COMMON)
}

pub(super) fn title(schema: &Value) -> &str {
    schema
        .get("title")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

pub(super) fn hint(kind: &Kind) -> String {
    match kind {
        Kind::Text => "str".into(),
        Kind::Whole => "int".into(),
        Kind::Truth => "bool".into(),
        Kind::Words(words) => {
            let words: Vec<_> = words.iter().map(|word| format!("\"{word}\"")).collect();
            format!("Literal[{}]", words.join(", "))
        }
        Kind::Secret => "Secret".into(),
        Kind::Struct(name) => name.clone(),
        Kind::Many(kind) => format!("tuple[{}, ...]", hint(kind)),
        Kind::Texts => "dict[str, str]".into(),
        Kind::Any => "Any".into(),
    }
}

/// A docstring of lines that fit.
pub(super) fn wrapped(text: &str, indent: usize) -> String {
    let text = if text.is_empty() {
        "Not described."
    } else {
        text
    };
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let full = lines
            .last()
            .is_some_and(|line| !line.is_empty() && line.len() + 1 + word.len() + indent > 92);
        if full {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join(&format!("\n{}", " ".repeat(indent)))
}
