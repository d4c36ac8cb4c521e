//! Checks on redundant statements.

use std::collections::BTreeMap;

use crate::lint::check::{Example, LintCheck, Scope};
use crate::lint::document::Document;
use crate::lint::edit::without_item;
use crate::lint::field::field;
use crate::lint::finding::{Draft, Findings, Fix, Severity};
use crate::lint::page;
use crate::lint::pattern::{is_whole, is_whole_service};
use crate::model::{Effect, Glob, PolicyDocument, Statement, Tree};

use Example::Statements as St;

const GOOD: Example =
    St(r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/*"}"#);

const fn suggestion(id: &'static str, run: fn(&Document<'_>, &mut Findings)) -> LintCheck {
    LintCheck {
        id,
        severity: Severity::Suggestion,
        scope: Scope::Any,
        finds: "",
        help: "",
        source: page::EVALUATION,
        bad: GOOD,
        good: GOOD,
        run,
    }
}

pub(super) const CHECKS: &[LintCheck] = &[
    LintCheck {
        finds: "a duplicate statement",
        help: "remove one of them",
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/*"},{"Effect":"Allow","Action":["oss:GetObject"],"Resource":["acs:oss:*:*:my-images/*"]}"#,
        ),
        ..suggestion("duplicate-statement", duplicate)
    },
    LintCheck {
        finds: "a statement that another statement with the same effect covers",
        help: "remove the narrower one, or the broader one if it grants more than intended",
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:Get*","Resource":"acs:oss:*:*:my-images/*"},{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/a"}"#,
        ),
        ..suggestion("redundant-statement", redundant)
    },
    LintCheck {
        finds: "an Allow that a Deny of the same document overrides completely",
        help: "remove the Allow, or narrow the Deny",
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/*"},{"Effect":"Deny","Action":"oss:*","Resource":"*"}"#,
        ),
        ..suggestion("allow-shadowed-by-deny", shadowed)
    },
];

/// A parsed statement and its patterns.
struct Compared<'d> {
    index: usize,
    statement: &'d Statement,
    actions: Option<Vec<Glob>>,
    resources: Vec<Glob>,
}

fn compared<'d>(document: &'d Document<'_>) -> Vec<Compared<'d>> {
    let read = document
        .read
        .as_ref()
        .map(PolicyDocument::statements)
        .unwrap_or_default();
    let each = read.iter().enumerate().map(|(index, statement)| {
        let lower = |text: &str| Glob::new(&text.to_ascii_lowercase());
        let actions = statement.action_list();
        let actions = actions.map(|list| list.iter().map(|a| lower(a.as_str())).collect());
        let resources = statement.resources.as_deref().unwrap_or_default();
        let resources = resources.iter().map(|r| Glob::new(r.as_str())).collect();
        Compared {
            index,
            statement,
            actions,
            resources,
        }
    });
    each.collect()
}

impl Compared<'_> {
    /// Whether this statement covers the other one, conditions aside.
    fn covers(&self, other: &Self) -> bool {
        let all = |wide: &[Glob], narrow: &[Glob]| {
            !narrow.is_empty() && narrow.iter().all(|n| wide.iter().any(|w| w.covers(n)))
        };
        let plain = |compared: &Self| {
            !compared.statement.has_unknown_keys() && compared.statement.principals.is_none()
        };
        let (Some(wide), Some(narrow)) = (&self.actions, &other.actions) else {
            return false;
        };
        plain(self) && plain(other) && all(wide, narrow) && all(&self.resources, &other.resources)
    }
}

impl Compared<'_> {
    /// Whether this statement, rather than one that it covers, is likely to be the mistake.
    fn is_wide(&self) -> bool {
        let actions = self.statement.action_list();
        let actions = actions.is_some_and(|list| list.iter().any(|a| is_whole(a.as_str())));
        let resources = self.statement.resources.as_deref().unwrap_or_default();
        actions || resources.iter().any(|r| is_whole_service(r.as_str()))
    }
}

/// The place of a statement, and the fix that removes it.
fn place<'t>(document: &Document<'t>, index: usize) -> Option<(&'t Tree, Option<Fix>)> {
    let field = field(document.tree?, "Statement")?;
    match field.value.items() {
        Some(items) => Some((items.get(index)?, without_item(items, index))),
        None => Some((&field.value, None)),
    }
}

fn report(
    document: &Document<'_>,
    out: &mut Findings,
    index: usize,
    message: String,
    fixable: bool,
) {
    if let Some((tree, fix)) = place(document, index) {
        let statement = document
            .statements
            .iter()
            .find(|s| s.tree.span == tree.span);
        let head = statement.map_or(tree.span, crate::lint::document::Statement::head);
        out.push(Draft::new(head, message).fix(fix.filter(|_| fixable)));
    }
}

fn duplicate(document: &Document<'_>, out: &mut Findings) {
    let mut known: BTreeMap<&Statement, usize> = BTreeMap::new();
    let read = document
        .read
        .as_ref()
        .map(PolicyDocument::statements)
        .unwrap_or_default();
    for (index, statement) in read.iter().enumerate() {
        match known.get(statement) {
            Some(first) => {
                let message = format!("duplicate of `Statement[{first}]`");
                report(document, out, index, message, true);
            }
            None => {
                known.insert(statement, index);
            }
        }
    }
}

fn redundant(document: &Document<'_>, out: &mut Findings) {
    let all = compared(document);
    for one in &all {
        let condition = one.statement.condition();
        let by = all.iter().find(|other| {
            let wider = other.statement.condition();
            other.index != one.index
                && other.statement.effect == one.statement.effect
                && other.statement != one.statement
                && (wider.is_none() || wider == condition)
                && other.covers(one)
                && (other.index < one.index || !(one.covers(other) && condition == wider))
        });
        if let Some(other) = by {
            let message = format!("`Statement[{}]` covers this statement", other.index);
            report(document, out, one.index, message, !other.is_wide());
        }
    }
}

fn shadowed(document: &Document<'_>, out: &mut Findings) {
    let all = compared(document);
    for one in all
        .iter()
        .filter(|one| one.statement.effect == Effect::Allow)
    {
        let by = all.iter().find(|other| {
            let always = other.statement.condition().is_none();
            other.statement.effect == Effect::Deny && always && other.covers(one)
        });
        if let Some(other) = by {
            let message = format!(
                "`Statement[{}]` denies everything that this statement allows",
                other.index
            );
            report(document, out, one.index, message, false);
        }
    }
}
