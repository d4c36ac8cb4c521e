//! What a JSON schema says of a type, as far as Python has to know it.

use serde_json::{Map, Value};

/// The type of a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Text,
    Whole,
    Truth,
    /// One of these words.
    Words(Vec<String>),
    /// A text that is shown to nobody.
    Secret,
    /// A struct, by its name.
    Struct(String),
    Many(Box<Kind>),
    /// Texts by name.
    Texts,
    /// Any JSON.
    Any,
}

/// One field of a struct.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) wire: String,
    pub(super) kind: Kind,
    pub(super) optional: bool,
    pub(super) doc: String,
}

impl Field {
    /// The name of its time as a datetime, if it is one.
    pub(super) fn datetime(&self) -> Option<String> {
        let name = self.name();
        let is_time = ["Date", "Time", "Expiration"]
            .iter()
            .any(|end| self.wire.ends_with(end));
        let start = name.strip_suffix("_date").or(name.strip_suffix("_time"));
        (is_time && self.kind == Kind::Text).then(|| format!("{}_datetime", start.unwrap_or(&name)))
    }

    /// Its name in Python.
    pub(super) fn name(&self) -> String {
        let name = snake(&self.wire);
        if KEYWORDS.contains(&name.as_str()) {
            name + "_"
        } else {
            name
        }
    }
}

/// Words of Python's own that a service could use for a field.
const KEYWORDS: [&str; 12] = [
    "as", "class", "except", "from", "global", "if", "import", "in", "is", "not", "pass", "with",
];

/// The fields of a struct, or of all variants of a tagged one.
pub(super) fn fields(schema: &Value, defs: &Map<String, Value>) -> Vec<Field> {
    let mut all: Vec<Field> = Vec::new();
    let variants = schema.get("oneOf").and_then(Value::as_array);
    let one = [schema.clone()];
    for variant in variants.map_or(&one[..], Vec::as_slice) {
        let Some(properties) = variant.get("properties").and_then(Value::as_object) else {
            continue;
        };
        for (wire, property) in properties {
            let (kind, null) = kind(property, defs);
            if let Some(known) = all.iter_mut().find(|known| known.wire == *wire) {
                // Variants may use a name for different things.
                if known.kind != kind && !matches!(kind, Kind::Words(_)) {
                    known.kind = Kind::Any;
                }
                continue;
            }
            all.push(Field {
                wire: wire.clone(),
                // A tag has another word in each variant.
                kind: match (variants.is_some(), kind) {
                    (true, Kind::Words(_)) => Kind::Text,
                    (_, kind) => kind,
                },
                optional: null || variants.is_some() && property.get("const").is_none(),
                doc: match property.get("const") {
                    Some(_) if variants.is_some() => "Which of the kinds it is.".to_owned(),
                    _ => doc(property),
                },
            });
        }
    }
    all
}

/// The first description without its example, on one line.
pub(super) fn doc(schema: &Value) -> String {
    let text = schema.get("description").and_then(Value::as_str);
    let text = text.unwrap_or_default().split("```").next();
    let text = text.unwrap_or_default();
    let words: Vec<_> = text.split_whitespace().collect();
    words
        .join(" ")
        .replace('\\', "\\\\")
        .replace("[`", "`")
        .replace("`]", "`")
}

/// A type, and whether it may be absent.
pub(super) fn kind(schema: &Value, defs: &Map<String, Value>) -> (Kind, bool) {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        let name = name.rsplit('/').next().unwrap_or_default();
        return (named(name, defs), false);
    }
    if let Some(parts) = schema.get("anyOf").and_then(Value::as_array) {
        let null = |part: &&Value| part.get("type").and_then(Value::as_str) == Some("null");
        let optional = parts.iter().any(|part| null(&part));
        // Documented words, and a last part for any other one.
        let words: Vec<_> = parts.iter().filter_map(word).collect();
        if !words.is_empty() {
            return (Kind::Words(words), optional);
        }
        let rest = parts.iter().find(|part| !null(part));
        return (rest.map_or(Kind::Any, |part| kind(part, defs).0), optional);
    }
    if let Some(word) = word(schema) {
        return (Kind::Words(vec![word]), false);
    }
    let (word, optional) = match schema.get("type") {
        Some(Value::Array(words)) => {
            let word = words
                .iter()
                .filter_map(Value::as_str)
                .find(|word| *word != "null");
            (word, true)
        }
        other => (other.and_then(Value::as_str), false),
    };
    let kind = match word {
        Some("string") => Kind::Text,
        Some("integer") => Kind::Whole,
        Some("boolean") => Kind::Truth,
        Some("array") => {
            let items = schema.get("items").unwrap_or(&Value::Null);
            Kind::Many(Box::new(kind(items, defs).0))
        }
        Some("object") => Kind::Texts,
        _ => Kind::Any,
    };
    (kind, optional)
}

/// The one word that a schema allows.
fn word(schema: &Value) -> Option<String> {
    schema
        .get("const")
        .and_then(Value::as_str)
        .map(str::to_owned)
}

fn named(name: &str, defs: &Map<String, Value>) -> Kind {
    let schema = defs.get(name).unwrap_or(&Value::Null);
    if name == "Secret" {
        return Kind::Secret;
    }
    if schema.get("properties").is_some() {
        return Kind::Struct(name.to_owned());
    }
    if let Some(variants) = schema.get("oneOf").and_then(Value::as_array) {
        return match variants.iter().map(word).collect() {
            Some(words) => Kind::Words(words),
            None => Kind::Struct(name.to_owned()),
        };
    }
    match kind(schema, defs).0 {
        Kind::Any => Kind::Text,
        kind => kind,
    }
}

/// `MFABindRequired` becomes `mfa_bind_required`.
pub(super) fn snake(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut text = String::new();
    for (index, letter) in letters.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| letters.get(index));
        let after = letters.get(index + 1);
        let starts = letter.is_uppercase()
            && before.is_some_and(|before| *before != '_')
            && (before.is_some_and(|before| before.is_lowercase())
                || after.is_some_and(|after| after.is_lowercase()));
        if starts {
            text.push('_');
        }
        text.extend(letter.to_lowercase());
    }
    text
}
