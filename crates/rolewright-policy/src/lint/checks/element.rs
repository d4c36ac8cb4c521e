//! Checks on the keys of a document and of its statements.

use crate::lint::check::{Example, LintCheck, Scope};
use crate::lint::document::Document;
use crate::lint::edit::quoted;
use crate::lint::finding::{Draft, Findings, Fix, Severity};
use crate::lint::near::shown;
use crate::lint::page;
use crate::model::{Branch, Field, Tree};

use Example::Statements as St;

const GOOD: Example =
    St(r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/*"}"#);

const fn error(id: &'static str, run: fn(&Document<'_>, &mut Findings)) -> LintCheck {
    LintCheck {
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

pub(super) const CHECKS: &[LintCheck] = &[
    LintCheck {
        finds: "a duplicate key; which value applies is undefined",
        help: "remove one of the two",
        bad: St(r#"{"Effect":"Allow","Effect":"Deny","Action":"*","Resource":"*"}"#),
        ..error("duplicate-key", duplicate_key)
    },
    LintCheck {
        finds: "`NotResource` or `NotPrincipal`, which the policy grammar does not have",
        help: "use `Resource` or `Principal`",
        bad: St(r#"{"Effect":"Deny","Action":"oss:*","NotResource":"acs:oss:*:*:my-images"}"#),
        ..error("unsupported-element", unsupported_element)
    },
    LintCheck {
        severity: Severity::Suggestion,
        finds: "`Sid` or `Id`, which are not documented",
        help: "remove it, unless a tool needs it",
        source: "in no published grammar; a field report shows that `Sid` is accepted",
        bad: St(
            r#"{"Sid":"Read","Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/*"}"#,
        ),
        ..error("undocumented-name", undocumented_name)
    },
    LintCheck {
        finds: "an unknown key in a document or statement",
        help: "remove it; its meaning is undefined",
        bad: St(r#"{"Effect":"Allow","Action":"oss:GetObject","Ressource":"*","Resource":"*"}"#),
        ..error("unknown-key", unknown_key)
    },
    LintCheck {
        finds: "a key in another letter case than documented",
        help: "use the documented spelling",
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
    fn visit(tree: &Tree, out: &mut Findings) {
        match &tree.value {
            Branch::Array(items) => items.iter().for_each(|item| visit(item, out)),
            Branch::Object(fields) => {
                let mut known = std::collections::BTreeSet::new();
                for field in fields {
                    if !known.insert(field.key.as_str()) {
                        let message = format!("duplicate key {}", shown(&field.key));
                        out.at(field.key_span, message);
                    }
                    visit(&field.value, out);
                }
            }
            _ => {}
        }
    }
    document.tree.iter().for_each(|tree| visit(tree, out));
}

/// Every key of the document and of its statements, with the keys that are valid at that place.
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
            out.at(field.key_span, format!("`{}` is not documented", field.key));
        }
    }
}

/// The documented key that differs from this one only in letter case.
fn in_other_case(key: &str, known: &[&'static str]) -> Option<&'static str> {
    let mut known = known.iter().filter(|known| **known != key);
    known.find(|known| known.eq_ignore_ascii_case(key)).copied()
}

fn unknown_key(document: &Document<'_>, out: &mut Findings) {
    for (field, known) in keys(document) {
        let key = field.key.as_str();
        let has_own_check =
            known.contains(&key) || NAMES.contains(&key) || UNSUPPORTED.contains(&key);
        if has_own_check || in_other_case(key, known).is_some() {
            continue;
        }
        let meant = document.nearest(key, known.iter().copied());
        let help = meant.map(|meant| format!("did you mean `{meant}`?"));
        let message = format!("unknown key {}", shown(key));
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
            format!("{} is documented as `{meant}`", shown(&field.key)),
        );
        // Any other missing key makes the document unreadable, so a fix changes no decision.
        let changes = matches!(
            meant,
            "Condition" | "Principal" | "NotAction" | "Action" | "Resource"
        );
        let fix = (!changes)
            .then(|| Fix::one("use the documented spelling", field.key_span, quoted(meant)));
        out.push(draft.help(format!("write `{meant}`")).fix(fix));
    }
}
