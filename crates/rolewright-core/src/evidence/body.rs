//! The fields of a body.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

use super::{BodyFormat, public, values::Hides};

/// Deeper elements of XML are not shown; JSON is limited by its parser.
const DEEPEST: usize = 32;

/// Returns the format, and the fields with their paths and values, in the order of the body. A policy
/// document, and a name that isn't one of the service's, is not taken apart.
pub(super) fn fields(body: &[u8], hides: Hides<'_>) -> (BodyFormat, Vec<(String, Found)>) {
    let mut found = Vec::new();
    let Ok(text) = std::str::from_utf8(body) else {
        return (BodyFormat::Other, found);
    };
    match text.trim_start().chars().next() {
        None => (BodyFormat::Empty, found),
        Some('<') => match xml(text, hides) {
            Some(found) => (BodyFormat::Xml, found),
            None => (BodyFormat::Other, found),
        },
        _ => match serde_json::from_str::<Value>(text) {
            Ok(value @ (Value::Object(_) | Value::Array(_))) => {
                if is_document(&value) {
                    found.push((String::new(), Found::Text(text.to_owned())));
                } else {
                    json(String::new(), &value, hides, &mut found);
                }
                (BodyFormat::Json, found)
            }
            _ => (BodyFormat::Other, found),
        },
    }
}

/// A value of a body.
pub(super) enum Found {
    Text(String),
    /// A boolean, null or a short number, shown as it is.
    Plain(String),
}

fn is_document(value: &Value) -> bool {
    value.get("Statement").is_some()
}

fn json(path: String, value: &Value, hides: Hides<'_>, found: &mut Vec<(String, Found)>) {
    match value {
        Value::Object(fields) if !is_document(value) => {
            for (name, value) in fields {
                let name = shown_name(name, hides);
                let path = match path.as_str() {
                    "" => name,
                    path => format!("{path}.{name}"),
                };
                json(path, value, hides, found);
            }
        }
        Value::Array(values) => {
            for (at, value) in values.iter().enumerate() {
                json(format!("{path}[{at}]"), value, hides, found);
            }
        }
        Value::Null | Value::Bool(_) => found.push((path, Found::Plain(value.to_string()))),
        Value::Number(number) if number.as_u64().is_some_and(|number| number < 100_000) => {
            found.push((path, Found::Plain(value.to_string())));
        }
        Value::String(text) => found.push((path, Found::Text(text.clone()))),
        Value::Object(_) | Value::Number(_) => found.push((path, Found::Text(value.to_string()))),
    }
}

/// The fields of an XML text; `None` if it isn't well-formed, or is a page of HTML.
fn xml(text: &str, hides: Hides<'_>) -> Option<Vec<(String, Found)>> {
    let mut reader = Reader::from_str(text);
    let mut found = Vec::new();
    let mut path: Vec<String> = Vec::new();
    // The text of the element that was opened last, which has no elements of its own so far.
    let mut leaf: Option<String> = None;
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => {
                let name = tag.name().as_ref().to_owned();
                if path.is_empty() && name.eq_ignore_ascii_case("html") {
                    return None;
                }
                path.push(shown_name(&name, hides));
                leaf = Some(String::new());
            }
            Event::Empty(tag) => {
                let name = tag.name().as_ref().to_owned();
                let name = shown_name(&name, hides);
                found.push((joined(&path, Some(&name)), Found::Text(String::new())));
                leaf = None;
            }
            Event::Text(part) => add(&mut leaf, part.as_ref()),
            Event::CData(part) => add(&mut leaf, part.as_ref()),
            Event::GeneralRef(part) => add(&mut leaf, part.as_ref()),
            Event::End(_) => {
                if let Some(text) = leaf.take().filter(|_| path.len() <= DEEPEST) {
                    found.push((joined(&path, None), Found::Text(text)));
                }
                path.pop()?;
            }
            Event::Eof => return path.is_empty().then_some(found),
            _ => {}
        }
    }
}

fn add(leaf: &mut Option<String>, part: &str) {
    if let Some(text) = leaf {
        text.push_str(part);
    }
}

/// The path below the root element.
fn joined(path: &[String], last: Option<&str>) -> String {
    let below = path.iter().skip(1).map(String::as_str).chain(last);
    below.collect::<Vec<_>>().join(".")
}

/// The name of a field; `<name>` for one that is not in the form of the services' names, or is a secret.
fn shown_name(name: &str, hides: Hides<'_>) -> String {
    if !name.is_empty() && public::is_term(name) && !name.contains(':') && !hides(name) {
        name.to_owned()
    } else {
        "<name>".to_owned()
    }
}
