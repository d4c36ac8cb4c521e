//! JSON with the position of every value, for documents that may not be valid policies.

use jsonc_parser::ast::{ObjectPropName, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::reader::{Reader, STRICT};
use super::span::Span;
use crate::error::PolicyError;

/// A value with its position.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) span: Span,
    pub(crate) value: Branch,
}

/// A JSON value.
#[derive(Debug)]
pub(crate) enum Branch {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    Array(Vec<Tree>),
    Object(Vec<Field>),
}

/// A key and its value; keys may be duplicated.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) key: String,
    pub(crate) key_span: Span,
    pub(crate) value: Tree,
}

/// The first syntax error of a text.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) error: PolicyError,
    pub(crate) span: Span,
    /// The comma, comment or byte order mark whose removal fixes the error, if any.
    pub(crate) spare: Option<Span>,
}

const LENIENT: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_trailing_commas: true,
    ..STRICT
};

/// Parses a text. With comments or trailing commas it returns both the fault and the tree.
pub(crate) fn tree(text: &str) -> (Option<Tree>, Option<Fault>) {
    let parse = |options| parse_to_ast(text, &CollectOptions::default(), options);
    let fault = match parse(&STRICT) {
        Ok(parsed) => {
            let tree = parsed.value.as_ref().map(Tree::of);
            let fault = tree.is_none().then(|| Fault {
                error: Reader::new(text).empty(),
                span: Span { start: 0, end: 0 },
                spare: None,
            });
            return (tree, fault);
        }
        Err(error) => {
            let start = error.range().start.min(text.len());
            Fault {
                error: Reader::new(text).syntax_error(&error),
                span: Span {
                    start,
                    end: error.range().end.clamp(start, text.len()),
                },
                spare: spare(text, start),
            }
        }
    };
    let lenient = |text: &str| {
        let parsed = parse_to_ast(text, &CollectOptions::default(), &LENIENT).ok();
        parsed.and_then(|parsed| parsed.value.as_ref().map(Tree::of))
    };
    let tree = lenient(text).or_else(|| {
        let has_some = text.contains('#');
        has_some.then(|| lenient(&without_hashes(text))).flatten()
    });
    (tree, Some(fault))
}

/// Replaces comments that start with `#`, as in some documentation, by spaces.
fn without_hashes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut inside, mut escaped, mut comment) = (false, false, false);
    for c in text.chars() {
        comment = c != '\n' && (comment || (c == '#' && !inside));
        if comment {
            out.extend(std::iter::repeat_n(' ', c.len_utf8()));
            continue;
        }
        out.push(c);
        match c {
            _ if escaped => escaped = false,
            '\\' if inside => escaped = true,
            '"' => inside = !inside,
            _ => {}
        }
    }
    out
}

/// The byte order mark, comment or comma at this position whose removal fixes the error.
fn spare(text: &str, start: usize) -> Option<Span> {
    let rest = text.get(start..)?;
    let length = match rest {
        _ if rest.starts_with('\u{feff}') => '\u{feff}'.len_utf8(),
        _ if rest.starts_with('#') || rest.starts_with("//") => {
            rest.find('\n').unwrap_or(rest.len())
        }
        _ if rest.starts_with("/*") => rest.find("*/")? + 2,
        _ => return trailing_comma(text, start),
    };
    let end = start + length;
    Some(Span { start, end })
}

/// The trailing comma at this position, or before the bracket at this position.
fn trailing_comma(text: &str, offset: usize) -> Option<Span> {
    let closes = |rest: &str| rest.trim_start().starts_with(['}', ']']);
    let rest = text.get(offset..)?;
    let start = match rest.strip_prefix(',') {
        Some(after) => closes(after).then_some(offset)?,
        None => {
            let before = text.get(..offset)?.trim_end();
            before.strip_suffix(',').filter(|_| closes(rest))?.len()
        }
    };
    Some(Span {
        start,
        end: start + 1,
    })
}

impl Tree {
    fn of(value: &Value<'_>) -> Self {
        let range = value.range();
        let value = match value {
            Value::NullKeyword(_) => Branch::Null,
            Value::BooleanLit(value) => Branch::Bool(value.value),
            Value::NumberLit(number) => Branch::Number(number.value.to_string()),
            Value::StringLit(text) => Branch::Text(text.value.to_string()),
            Value::Array(array) => Branch::Array(array.elements.iter().map(Self::of).collect()),
            Value::Object(object) => Branch::Object(
                object
                    .properties
                    .iter()
                    .map(|property| Field {
                        key: property.name.as_str().to_owned(),
                        key_span: name_span(&property.name),
                        value: Self::of(&property.value),
                    })
                    .collect(),
            ),
        };
        Self {
            span: Span {
                start: range.start,
                end: range.end,
            },
            value,
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Branch::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn items(&self) -> Option<&[Self]> {
        match &self.value {
            Branch::Array(items) => Some(items),
            _ => None,
        }
    }

    pub(crate) fn fields(&self) -> Option<&[Field]> {
        match &self.value {
            Branch::Object(fields) => Some(fields),
            _ => None,
        }
    }

    /// The JSON type, in words.
    pub(crate) fn kind(&self) -> &'static str {
        match &self.value {
            Branch::Null => "null",
            Branch::Bool(_) => "a boolean",
            Branch::Number(_) => "a number",
            Branch::Text(_) => "a string",
            Branch::Array(_) => "an array",
            Branch::Object(_) => "an object",
        }
    }

    /// The JSON path of the innermost value or key that contains this span.
    pub(crate) fn path_to(&self, place: Span) -> String {
        let mut path = String::new();
        let mut here = self;
        loop {
            here = match &here.value {
                Branch::Array(items) => {
                    let index = items.partition_point(|item| item.span.end <= place.start);
                    match items.get(index).filter(|item| item.span.holds(place)) {
                        Some(item) => {
                            path.push_str(&format!("[{index}]"));
                            item
                        }
                        None => return path,
                    }
                }
                Branch::Object(fields) => {
                    let index = fields.partition_point(|f| f.value.span.end <= place.start);
                    let field = fields.get(index);
                    let whole = |field: &&Field| field.span().holds(place);
                    match field.filter(whole) {
                        Some(field) => {
                            let dot = if path.is_empty() { "" } else { "." };
                            path.push_str(dot);
                            path.push_str(&crate::text::excerpt(&field.key, 40));
                            &field.value
                        }
                        None => return path,
                    }
                }
                _ => return path,
            };
        }
    }
}

impl Field {
    /// Key and value.
    pub(crate) fn span(&self) -> Span {
        Span {
            start: self.key_span.start,
            end: self.value.span.end,
        }
    }
}

fn name_span(name: &ObjectPropName<'_>) -> Span {
    let range = name.range();
    Span {
        start: range.start,
        end: range.end,
    }
}
