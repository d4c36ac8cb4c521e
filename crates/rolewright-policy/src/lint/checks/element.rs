//! The keys of a document and of its statements.

use crate::lint::check::{Check, Example, Scope};
use crate::lint::document::Document;
use crate::lint::edit::quoted;
use crate::lint::finding::{Draft, Findings, Fix, Severity};
use crate::lint::near::shown;
use crate::lint::page;
use crate::model::{Branch, Field, Tree};

use Example::Statements as St;

const GOOD: Example =
    St(r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/*"}"#);

const fn error(id: &'static str, run: fn(&Document<'_>, &mut Findings)) -> Check {
    Check {
        id,
        severity: Severity::Error,
        scope: Scope::Any,
        finds: "",
        help: "",
        source: page::SYNTAX,
        bad: GOOD,
        good: GOOD,
        run,
    }
}

pub(super) const CHECKS: &[Check] = &[
    Check {
        finds: "a key that stands twice; which one counts is not defined",
        help: "keep one of the two",
        bad: St(r#"{"Effect":"Allow","Effect":"Deny","Action":"*","Resource":"*"}"#),
        ..error("duplicate-key", duplicate_key)
    },
    Check {
        finds: "`NotResource` or `NotPrincipal`, which the current grammar does not have",
        help: "name what it is about by `Resource` or `Principal`",
        bad: St(r#"{"Effect":"Deny","Action":"oss:*","NotResource":"acs:oss:*:*:my-images"}"#),
        ..error("unsupported-element", unsupported_element)
    },
    Check {
        severity: Severity::Suggestion,
        finds: "`Sid` or `Id`, which no page documents",
        help: "leave it out, unless a tool needs it",
        source: "no page has them in a grammar; a field report shows `Sid` accepted",
        bad: St(
            r#"{"Sid":"Read","Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/*"}"#,
        ),
        ..error("undocumented-name", undocumented_name)
    },
    Check {
        finds: "a key that documents and statements do not have",
        help: "take it out; what it would mean is not defined",
        bad: St(r#"{"Effect":"Allow","Action":"oss:GetObject","Ressource":"*","Resource":"*"}"#),
        ..error("unknown-key", unknown_key)
    },
    Check {
        finds: "a key in other letters than the documented ones",
        help: "write it as the pages do",
        bad: St(r#"{"effect":"Allow","Action":"oss:GetObject","Resource":"*"}"#),
        ..error("wrong-key-case", wrong_key_case)
    },
];

const TOP_KEYS: [&str; 2] = ["Version", "Statement"];
const STATEMENT_KEYS: [&str; 6] = [
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "Principal",
    "Condition",
];
const UNSUPPORTED: [&str; 2] = ["NotResource", "NotPrincipal"];
const NAMES: [&str; 2] = ["Sid", "Id"];

fn duplicate_key(document: &Document<'_>, out: &mut Findings) {
    fn look(tree: &Tree, out: &mut Findings) {
        match &tree.value {
            Branch::Array(items) => items.iter().for_each(|item| look(item, out)),
            Branch::Object(fields) => {
                let mut known = std::collections::BTreeSet::new();
                for field in fields {
                    if !known.insert(field.key.as_str()) {
                        let message = format!("the key {} stands here twice", shown(&field.key));
                        out.at(field.key_span, message);
                    }
                    look(&field.value, out);
                }
            }
            _ => {}
        }
    }
    document.tree.iter().for_each(|tree| look(tree, out));
}

/// Every key of the document and of its statements, with those that may stand there.
fn keys<'t>(document: &Document<'t>) -> Vec<(&'t Field, &'static [&'static str])> {
    let top = document.tree.and_then(Tree::fields).unwrap_or_default();
    let top = top.iter().map(|field| (field, &TOP_KEYS[..]));
    let inner = document.statements.iter().flat_map(|s| s.fields);
    top.chain(inner.map(|field| (field, &STATEMENT_KEYS[..])))
        .collect()
}

fn unsupported_element(document: &Document<'_>, out: &mut Findings) {
    for (field, known) in keys(document) {
        if UNSUPPORTED.contains(&field.key.as_str()) && known.len() > 2 {
            out.at(field.key_span, format!("`{}` is not supported", field.key));
        }
    }
}

fn undocumented_name(document: &Document<'_>, out: &mut Findings) {
    for (field, _) in keys(document) {
        if NAMES.contains(&field.key.as_str()) {
            out.at(field.key_span, format!("no page documents `{}`", field.key));
        }
    }
}

/// The documented key that this one is in other letters.
fn in_other_case(key: &str, known: &[&'static str]) -> Option<&'static str> {
    let mut known = known.iter().filter(|known| **known != key);
    known.find(|known| known.eq_ignore_ascii_case(key)).copied()
}

fn unknown_key(document: &Document<'_>, out: &mut Findings) {
    for (field, known) in keys(document) {
        let key = field.key.as_str();
        let told = known.contains(&key) || NAMES.contains(&key) || UNSUPPORTED.contains(&key);
        if told || in_other_case(key, known).is_some() {
            continue;
        }
        let meant = document.nearest(key, known.iter().copied());
        let help = meant.map(|meant| format!("write `{meant}`, if that is meant"));
        let message = format!("{} is no key that stands here", shown(key));
        out.push(Draft::new(field.key_span, message).maybe_help(help));
    }
}

fn wrong_key_case(document: &Document<'_>, out: &mut Findings) {
    for (field, known) in keys(document) {
        let Some(meant) = in_other_case(&field.key, known) else {
            continue;
        };
        let draft = Draft::new(
            field.key_span,
            format!("{} is written `{meant}`", shown(&field.key)),
        );
        // Without any other of these keys the document could not be read at all.
        let changes = matches!(
            meant,
            "Condition" | "Principal" | "NotAction" | "Action" | "Resource"
        );
        let fix = (!changes).then(|| Fix::one("write it so", field.key_span, quoted(meant)));
        out.push(draft.help(format!("write `{meant}`")).fix(fix));
    }
}
