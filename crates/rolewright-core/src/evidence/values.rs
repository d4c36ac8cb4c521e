//! The numbers that stand for values.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::Value;

use super::{DocumentOutline, EvidenceValue, ValueForm, public};

/// The values so far. Texts are kept to recognise them; none gets into a report.
#[derive(Default)]
pub(super) struct Values {
    ids: HashMap<String, usize>,
    letters: HashMap<String, usize>,
    described: Vec<EvidenceValue>,
}

/// Whether a text contains a secret of the request.
pub(super) type Hides<'a> = &'a dyn Fn(&str) -> bool;

impl Values {
    pub(super) fn into_described(self) -> Vec<EvidenceValue> {
        self.described
    }

    /// The value of a field: as it is if its vocabulary is fixed, else with numbers for its parts.
    pub(super) fn shown(&mut self, field: &str, value: &str, hides: Hides<'_>) -> String {
        if public::is_value(field, value) && !hides(value) {
            return value.to_owned();
        }
        if !is_compound(value) {
            return self.number(value);
        }
        // `acs:ram::<1>:role/<2>`.
        let mut shown = String::new();
        for part in value.split_inclusive([':', '/', '@', '.']) {
            let end = part.find([':', '/', '@', '.']).unwrap_or(part.len());
            let (word, separator) = part.split_at(end);
            if public::is_word(word) && !hides(word) {
                shown.push_str(word);
            } else {
                shown.push_str(&self.number(word));
            }
            shown.push_str(separator);
        }
        shown
    }

    /// `<3>` for a value.
    pub(super) fn number(&mut self, value: &str) -> String {
        let next = self.described.len() + 1;
        let id = *self.ids.entry(value.to_owned()).or_insert(next);
        if id == next {
            let first = *self.letters.entry(value.to_lowercase()).or_insert(id);
            let document = outline(value);
            self.described.push(EvidenceValue {
                id,
                form: form(value, document.is_some()),
                bytes: value.len(),
                same_letters_as: (first != id).then_some(first),
                document,
            });
        }
        format!("<{id}>")
    }
}

/// Whether a value is an ARN or the name of a principal, whose parts have numbers of their own.
fn is_compound(value: &str) -> bool {
    let has_form = |byte: u8| byte.is_ascii_alphanumeric() || b"._-:/@*".contains(&byte);
    (value.starts_with("acs:") || value.contains('@')) && value.bytes().all(has_form)
}

fn form(value: &str, is_document: bool) -> ValueForm {
    let all = |test: fn(u8) -> bool| value.bytes().all(test);
    if value.is_empty() {
        ValueForm::Empty
    } else if is_document {
        ValueForm::Document
    } else if all(|byte| byte.is_ascii_digit()) {
        ValueForm::Digits
    } else if all(|byte| byte.is_ascii_lowercase() || is_of_name(byte)) {
        ValueForm::LowerCaseName
    } else if all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_lowercase() || is_of_name(byte))
    {
        ValueForm::Name
    } else if value.parse::<Timestamp>().is_ok() {
        ValueForm::Date
    } else {
        ValueForm::Text
    }
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_digit() || b"._-".contains(&byte)
}

/// The outline, if the text is a policy document.
fn outline(text: &str) -> Option<DocumentOutline> {
    if !text.trim_start().starts_with('{') {
        return None;
    }
    let document: Value = serde_json::from_str(text).ok()?;
    let statements = match document.get("Statement")? {
        Value::Array(all) => all.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut principals: Vec<String> = statements.iter().flat_map(principals).collect();
    principals.sort();
    principals.dedup();
    Some(DocumentOutline {
        statements: statements.len(),
        white_space: has_white_space(text),
        principals,
    })
}

/// `Service cr.aliyuncs.com` for a service of Alibaba Cloud, else the kind of the principal.
fn principals(statement: &Value) -> Vec<String> {
    let kinds = ["Service", "RAM", "Federated"];
    let of = |kind: &str| -> Vec<String> {
        let names = match statement.get("Principal").and_then(|all| all.get(kind)) {
            None => return Vec::new(),
            Some(Value::Array(names)) => names.as_slice(),
            Some(name) => std::slice::from_ref(name),
        };
        let shown = |name: &Value| match name.as_str() {
            Some(name) if kind == "Service" && is_service(name) => format!("{kind} {name}"),
            _ => kind.to_owned(),
        };
        names.iter().map(shown).collect()
    };
    kinds.iter().flat_map(|kind| of(kind)).collect()
}

/// Whether a name is that of a service, without an account or any other prefix.
fn is_service(name: &str) -> bool {
    let label = name.strip_suffix(".aliyuncs.com").unwrap_or_default();
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
    !label.is_empty() && label.len() <= 30 && label.bytes().all(is_letter)
}

/// Whether there is white space outside the strings of a JSON text.
fn has_white_space(text: &str) -> bool {
    let (mut is_string, mut is_escaped) = (false, false);
    for byte in text.trim().bytes() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_string => is_escaped = true,
            b'"' => is_string = !is_string,
            byte if !is_string && byte.is_ascii_whitespace() => return true,
            _ => {}
        }
    }
    false
}
