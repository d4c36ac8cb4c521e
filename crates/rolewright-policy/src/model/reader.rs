//! A JSON reader with positions: every error has line, column, JSON path and help.

use std::collections::BTreeSet;
use std::fmt;

use jsonc_parser::ast::{self, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::json::Json;
use super::list::List;
use super::path::path_at;
use super::span::Span;
use crate::error::{Location, PolicyError, PolicyErrorKind, Result};

/// JSON path of a value.
#[derive(Clone, Copy)]
pub(super) enum At<'a> {
    Top,
    Key(&'a At<'a>, &'a str),
    Index(&'a At<'a>, usize),
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Top => Ok(()),
            Self::Key(Self::Top, key) => f.write_str(key),
            Self::Key(parent, key) => write!(f, "{parent}.{key}"),
            Self::Index(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}

/// The text, to convert offsets to lines.
#[derive(Clone, Copy)]
pub(super) struct Reader<'t> {
    text: &'t str,
    refuse_placeholders: bool,
}

/// Limit of keys that are compared pairwise instead of with a set.
const FEW: usize = 16;

/// A value with its position.
#[derive(Clone, Copy)]
pub(super) struct Node<'a, 't> {
    reader: Reader<'t>,
    pub(super) at: &'a At<'a>,
    value: &'a Value<'t>,
}

/// Parses strict JSON and passes its top-level value to `read`.
pub(super) fn read<T>(
    text: &str,
    refuse_placeholders: bool,
    read: impl FnOnce(Node<'_, '_>) -> Result<T>,
) -> Result<T> {
    let reader = Reader {
        refuse_placeholders,
        ..Reader::new(text)
    };
    let parsed = parse_to_ast(text, &CollectOptions::default(), &STRICT)
        .map_err(|error| reader.syntax_error(&error))?;
    let Some(value) = parsed.value else {
        return Err(reader.empty());
    };
    read(Node {
        reader,
        at: &At::Top,
        value: &value,
    })
}

pub(super) const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            refuse_placeholders: false,
        }
    }

    pub(super) fn empty(&self) -> PolicyError {
        self.error(0, "", "the document is empty", "write a JSON object")
    }

    fn error(&self, offset: usize, path: &str, message: &str, help: &str) -> PolicyError {
        let here = Span {
            start: offset,
            end: offset,
        };
        let (line, column) = here.line_and_column(self.text);
        let path = crate::text::excerpt(path, 120);
        PolicyError::new(PolicyErrorKind::PolicySyntax, message)
            .with_location(Location { line, column, path })
            .with_help(help)
    }

    pub(super) fn syntax_error(&self, error: &ParseError) -> PolicyError {
        use ParseErrorKind as Kind;
        let offset = error.range().start;
        let here = self.text.get(offset..).unwrap_or_default();
        let (message, help) = match error.kind() {
            _ if here.starts_with('\u{feff}') => {
                ("the document starts with a byte order mark", "remove it")
            }
            Kind::CommentsNotAllowed => ("comments are not allowed in JSON", "remove the comment"),
            _ if here.starts_with('#') => {
                ("comments are not allowed in JSON", "remove the comment")
            }
            Kind::TrailingCommasNotAllowed => {
                ("trailing comma after the last element", "remove the comma")
            }
            _ if here.starts_with(['}', ']']) && self.comma_before(offset) => {
                ("trailing comma after the last element", "remove the comma")
            }
            Kind::NestingDepthExceeded => (
                "the document is nested too deeply",
                "a policy has at most six levels",
            ),
            other => {
                let mut message = other.to_string();
                if let Some(first) = message.get_mut(..1) {
                    first.make_ascii_lowercase();
                }
                let help = "correct the JSON at this position";
                return self.error(offset, &path_at(self.text, offset), &message, help);
            }
        };
        self.error(offset, &path_at(self.text, offset), message, help)
    }

    fn comma_before(&self, offset: usize) -> bool {
        self.text
            .get(..offset)
            .unwrap_or_default()
            .trim_end()
            .ends_with(',')
    }
}

impl<'a, 't> Node<'a, 't> {
    /// An error at this position.
    pub(super) fn error(&self, message: impl AsRef<str>, help: &str) -> PolicyError {
        let offset = self.value.start();
        self.reader
            .error(offset, &self.at.to_string(), message.as_ref(), help)
    }

    pub(super) fn span(&self) -> Span {
        let range = self.value.range();
        Span {
            start: range.start,
            end: range.end,
        }
    }

    fn wrong_type(&self, expected: &str) -> PolicyError {
        let found = match self.value {
            Value::StringLit(_) => "a string",
            Value::NumberLit(_) => "a number",
            Value::BooleanLit(_) => "a boolean",
            Value::Object(_) => "an object",
            Value::Array(_) => "an array",
            Value::NullKeyword(_) => "null",
        };
        self.error(
            format!("expected {expected}, found {found}"),
            "correct the type",
        )
    }

    /// The fields of an object; duplicate keys are errors.
    pub(super) fn fields(&self) -> Result<Vec<(&'a str, &'a Value<'t>)>> {
        let Value::Object(object) = self.value else {
            return Err(self.wrong_type("an object"));
        };
        let count = object.properties.len();
        let mut fields: Vec<(&str, &Value<'t>)> = Vec::with_capacity(count);
        let mut known = BTreeSet::new();
        for property in &object.properties {
            let key = property_name(property);
            let is_new = if count <= FEW {
                fields.iter().all(|(known, _)| *known != key)
            } else {
                known.insert(key)
            };
            if !is_new {
                let path = At::Key(self.at, key).to_string();
                let message = format!("duplicate key `{}`", crate::text::excerpt(key, 40));
                return Err(self.reader.error(
                    property.range.start,
                    &path,
                    &message,
                    "remove one of the two; which value applies is undefined",
                ));
            }
            fields.push((key, &property.value));
        }
        Ok(fields)
    }

    /// The node of an inner value.
    pub(super) fn below(&self, at: &'a At<'a>, value: &'a Value<'t>) -> Self {
        Self {
            reader: self.reader,
            at,
            value,
        }
    }

    /// Rejects a key that differs from a known one in letter case: its value would be skipped.
    pub(super) fn check_case(&self, key: &str, known: &[&str]) -> Result<()> {
        let Some(known) = known.iter().find(|known| known.eq_ignore_ascii_case(key)) else {
            return Ok(());
        };
        let shown = crate::text::excerpt(key, 40);
        let message = format!("unknown key `{shown}`; it is written `{known}`");
        Err(self.error(message, "correct the key"))
    }

    pub(super) fn is_object(&self) -> bool {
        matches!(self.value, Value::Object(_))
    }

    /// The items of an array.
    pub(super) fn items(&self) -> Option<&'a [Value<'t>]> {
        match self.value {
            Value::Array(array) => Some(&array.elements),
            _ => None,
        }
    }

    /// The string.
    pub(super) fn text(&self) -> Result<String> {
        let Value::StringLit(text) = self.value else {
            return Err(self.wrong_type("a string"));
        };
        if self.reader.refuse_placeholders
            && let Some(placeholder) = placeholder(&text.value)
        {
            let message = format!("`{placeholder}` is a placeholder");
            return Err(self.error(message, "replace it with the real value"));
        }
        Ok(text.value.to_string())
    }

    /// A single value or an array of values, each read by `item`.
    pub(super) fn list<T>(&self, item: impl Fn(Node<'_, 't>) -> Result<T>) -> Result<List<T>> {
        let Some(items) = self.items() else {
            return item(*self).map(List::bare);
        };
        let read = |(index, value)| {
            let at = At::Index(self.at, index);
            item(Node {
                reader: self.reader,
                at: &at,
                value,
            })
        };
        let mut list = Vec::with_capacity(items.len());
        for item in items.iter().enumerate() {
            list.push(read(item)?);
        }
        Ok(list.into())
    }

    /// A string, number or boolean, as JSON.
    pub(super) fn scalar(&self) -> Result<Json> {
        match self.value {
            Value::StringLit(_) => self.text().map(Json::Text),
            Value::NumberLit(_) | Value::BooleanLit(_) => Ok(to_json(self.value)),
            _ => Err(self.wrong_type("a string")),
        }
    }

    /// The value as written; duplicate keys are errors at any depth.
    pub(super) fn json(&self) -> Result<Json> {
        match self.value {
            Value::Object(_) => {
                let mut fields = Vec::new();
                for (key, value) in self.fields()? {
                    let at = At::Key(self.at, key);
                    let node = Node {
                        reader: self.reader,
                        at: &at,
                        value,
                    };
                    fields.push((key.to_owned(), node.json()?));
                }
                Ok(Json::Object(fields))
            }
            Value::Array(array) => {
                let read = |(index, value)| {
                    let at = At::Index(self.at, index);
                    Node {
                        reader: self.reader,
                        at: &at,
                        value,
                    }
                    .json()
                };
                array
                    .elements
                    .iter()
                    .enumerate()
                    .map(read)
                    .collect::<Result<_>>()
                    .map(Json::Array)
            }
            Value::StringLit(_) => self.text().map(Json::Text),
            _ => Ok(to_json(self.value)),
        }
    }
}

fn property_name<'a>(property: &'a ast::ObjectProp<'_>) -> &'a str {
    property.name.as_str()
}

fn to_json(value: &Value<'_>) -> Json {
    match value {
        Value::BooleanLit(value) => Json::Bool(value.value),
        Value::NumberLit(number) => Json::Number(number.value.to_string()),
        Value::StringLit(text) => Json::Text(text.value.to_string()),
        _ => Json::Null,
    }
}

/// Finds a placeholder such as `<YOUR_BUCKET_NAME>`.
pub(crate) fn placeholder(text: &str) -> Option<&str> {
    let start = text.find('<')?;
    let rest = text.get(start..)?;
    rest.get(..=rest.find('>')?)
}
