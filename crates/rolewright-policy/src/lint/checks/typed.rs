//! Checks on values of a wrong type and on empty values.

use crate::lint::check::{Example, LintCheck, Scope};
use crate::lint::document::Document;
use crate::lint::field::field;
use crate::lint::finding::{Draft, Edit, Findings, Fix, Severity};
use crate::lint::page;
use crate::model::{Branch, Field, Span, Tree};

use Example::Statements as St;

const GOOD: Example =
    St(r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/*"}"#);

pub(super) const CHECKS: &[LintCheck] = &[
    LintCheck {
        id: "data-type-mismatch",
        severity: Severity::Error,
        scope: Scope::Any,
        finds: "a value of a wrong JSON type, for example a number or a boolean where a string is required",
        help: "correct the type; numbers and booleans are written in quotes",
        source: page::SYNTAX,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/*","Condition":{"Bool":{"acs:MFAPresent":true}}}"#,
        ),
        good: GOOD,
        run: data_type_mismatch,
    },
    LintCheck {
        id: "empty-array",
        severity: Severity::Error,
        scope: Scope::Any,
        finds: "an empty array of actions, resources, principals or values",
        help: "add at least one value",
        source: page::SYNTAX,
        bad: St(r#"{"Effect":"Allow","Action":[],"Resource":"*"}"#),
        good: GOOD,
        run: empty_array,
    },
    LintCheck {
        id: "empty-object",
        severity: Severity::Error,
        scope: Scope::Any,
        finds: "an empty object as `Principal` or as an operator of a `Condition`",
        help: "fill it in, or remove it",
        source: page::SYNTAX,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/*","Condition":{"Bool":{}}}"#,
        ),
        good: GOOD,
        run: empty_object,
    },
    LintCheck {
        id: "empty-string",
        severity: Severity::Error,
        scope: Scope::Any,
        finds: "an empty string as an action, a resource or a principal",
        help: "fill it in, or remove it",
        source: page::SYNTAX,
        bad: St(r#"{"Effect":"Allow","Action":"","Resource":"*"}"#),
        good: GOOD,
        run: empty_string,
    },
    LintCheck {
        id: "empty-condition",
        severity: Severity::Suggestion,
        scope: Scope::Any,
        finds: "an empty `Condition`, so that the statement always applies",
        help: "remove it, unless a condition was intended",
        source: "OSS's tutorial on RAM policies, which denies all users with an empty condition",
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/*","Condition":{}}"#,
        ),
        good: GOOD,
        run: empty_condition,
    },
];

/// The elements whose value is a string or an array of strings.
const LISTS: [&str; 3] = ["Action", "NotAction", "Resource"];

fn data_type_mismatch(document: &Document<'_>, out: &mut Findings) {
    let Some(top) = document.tree else { return };
    expect(top, "an object", top.fields().is_some(), out);
    if let Some(all) = field(top, "Statement") {
        let one = all.value.fields().is_some();
        expect(
            &all.value,
            "an array",
            one || all.value.items().is_some(),
            out,
        );
        for item in all.value.items().unwrap_or_default() {
            expect(item, "an object", item.fields().is_some(), out);
        }
    }
    for statement in &document.statements {
        for field in statement.fields {
            match field.key.as_str() {
                "Effect" => expect(&field.value, "a string", field.value.text().is_some(), out),
                key if LISTS.contains(&key) => texts(&field.value, out),
                "Principal" => match field.value.fields() {
                    Some(kinds) => kinds.iter().for_each(|kind| texts(&kind.value, out)),
                    None => {
                        let kind = field.value.kind();
                        let message = format!("expected an object, found {kind}");
                        let help = "name the type of each principal, for example {\"Service\": [\"cr.aliyuncs.com\"]}; \
                                    bucket policies, which use an array, are not supported";
                        out.push(Draft::new(field.value.span, message).help(help));
                    }
                },
                "Condition" => condition(&field.value, out),
                _ => {}
            }
        }
    }
}

fn expect(tree: &Tree, expected: &str, fits: bool, out: &mut Findings) {
    if !fits {
        let message = format!("expected {expected}, found {}", tree.kind());
        out.at(tree.span, message);
    }
}

/// A string or an array of strings.
fn texts(tree: &Tree, out: &mut Findings) {
    match tree.items() {
        None => expect(tree, "a string", tree.text().is_some(), out),
        Some(items) => {
            for item in items {
                expect(item, "a string", item.text().is_some(), out);
            }
        }
    }
}

fn condition(tree: &Tree, out: &mut Findings) {
    expect(tree, "an object", tree.fields().is_some(), out);
    for block in tree.fields().unwrap_or_default() {
        expect(
            &block.value,
            "an object",
            block.value.fields().is_some(),
            out,
        );
        for line in block.value.fields().unwrap_or_default() {
            match line.value.items() {
                None => value(&line.value, out),
                Some(items) => items.iter().for_each(|item| value(item, out)),
            }
        }
    }
}

/// A condition value; an unquoted number or boolean can be quoted without changing its meaning.
fn value(tree: &Tree, out: &mut Findings) {
    let written = match &tree.value {
        Branch::Text(_) => return,
        Branch::Number(digits) => Some(digits.as_str()),
        Branch::Bool(true) => Some("true"),
        Branch::Bool(false) => Some("false"),
        _ => None,
    };
    let message = format!("expected a string, found {}", tree.kind());
    let fix = written.map(|text| Fix::one("add quotes", tree.span, format!("\"{text}\"")));
    out.push(Draft::new(tree.span, message).fix(fix));
}

/// The fields with actions, resources, principals and condition values.
fn values<'t>(document: &Document<'t>) -> Vec<&'t Field> {
    let mut all = Vec::new();
    for field in document.statements.iter().flat_map(|s| s.fields) {
        match field.key.as_str() {
            key if LISTS.contains(&key) => all.push(field),
            "Principal" => {
                all.extend(field.value.fields().unwrap_or_default());
                all.push(field);
            }
            "Condition" => {
                let blocks = field.value.fields().unwrap_or_default();
                all.extend(
                    blocks
                        .iter()
                        .flat_map(|b| b.value.fields().unwrap_or_default()),
                );
                all.extend(blocks);
            }
            _ => {}
        }
    }
    all
}

fn empty_array(document: &Document<'_>, out: &mut Findings) {
    for field in values(document) {
        if field.value.items().is_some_and(<[Tree]>::is_empty) {
            out.at(field.value.span, "the array is empty");
        }
    }
}

fn empty_object(document: &Document<'_>, out: &mut Findings) {
    for field in values(document) {
        if field.value.fields().is_some_and(<[Field]>::is_empty) {
            out.at(field.value.span, "the object is empty");
        }
    }
}

fn empty_string(document: &Document<'_>, out: &mut Findings) {
    for statement in &document.statements {
        let principals = statement.principals.iter().map(|principal| &principal.item);
        let lists = [
            &statement.actions,
            &statement.not_actions,
            &statement.resources,
        ];
        for item in lists.into_iter().flatten().chain(principals) {
            if item.text.is_empty() {
                out.at(item.span, "the string is empty");
            }
        }
    }
}

fn empty_condition(document: &Document<'_>, out: &mut Findings) {
    for statement in &document.statements {
        let fields = statement.fields.iter();
        for (index, condition) in fields.enumerate().filter(|(_, f)| f.key == "Condition") {
            if condition.value.fields().is_some_and(<[Field]>::is_empty) {
                let draft = Draft::new(
                    condition.span(),
                    "the condition is empty, so the statement always applies",
                );
                out.push(draft.fix(without_field(statement.fields, index)));
            }
        }
    }
}

/// Removes a field and one of its commas.
fn without_field(fields: &[Field], index: usize) -> Option<Fix> {
    let field = fields.get(index)?;
    let before = index.checked_sub(1).and_then(|before| fields.get(before));
    let span = match (before, fields.get(index + 1)) {
        (Some(before), _) => Span {
            start: before.value.span.end,
            end: field.value.span.end,
        },
        (None, Some(next)) => Span {
            start: field.key_span.start,
            end: next.key_span.start,
        },
        (None, None) => field.span(),
    };
    Some(Fix {
        title: "remove it".into(),
        edits: vec![Edit {
            span,
            replacement: String::new(),
        }],
    })
}
