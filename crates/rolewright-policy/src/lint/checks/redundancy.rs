//! Statements that say nothing new.

use std::collections::BTreeMap;

use crate::lint::check::{Check, Example, Scope};
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

const fn suggestion(id: &'static str, run: fn(&Document<'_>, &mut Findings)) -> Check {
    Check {
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

pub(super) const CHECKS: &[Check] = &[
    Check {
        finds: "a statement that says the same as an earlier one",
        help: "keep one of them",
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/*"},{"Effect":"Allow","Action":["oss:GetObject"],"Resource":["acs:oss:*:*:my-images/*"]}"#,
        ),
        ..suggestion("duplicate-statement", duplicate)
    },
    Check {
        finds: "a statement that another one of the same effect includes",
        help: "take one of the two out: the narrow one, or the wide one when less was meant",
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:Get*","Resource":"acs:oss:*:*:my-images/*"},{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/a"}"#,
        ),
        ..suggestion("redundant-statement", redundant)
    },
    Check {
        finds: "an Allow that a Deny of the same document takes back wholly",
        help: "take the Allow out, or deny less",
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/*"},{"Effect":"Deny","Action":"oss:*","Resource":"*"}"#,
        ),
        ..suggestion("allow-shadowed-by-deny", shadowed)
    },
];

/// A statement as the evaluator reads it, and its patterns.
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
    /// Whether whatever fits the other one fits this one, conditions aside.
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
    /// Whether it rather should go than what it includes.
    fn is_wide(&self) -> bool {
        let actions = self.statement.action_list();
        let actions = actions.is_some_and(|list| list.iter().any(|a| is_whole(a.as_str())));
        let resources = self.statement.resources.as_deref().unwrap_or_default();
        actions || resources.iter().any(|r| is_whole_service(r.as_str()))
    }
}

/// Where a statement stands, and how to take it out.
fn place<'t>(document: &Document<'t>, index: usize) -> Option<(&'t Tree, Option<Fix>)> {
    let field = field(document.tree?, "Statement")?;
    match field.value.items() {
        Some(items) => Some((items.get(index)?, without_item(items, index))),
        None => Some((&field.value, None)),
    }
}

fn name(document: &Document<'_>, out: &mut Findings, index: usize, says: String, fixable: bool) {
    if let Some((tree, fix)) = place(document, index) {
        let statement = document
            .statements
            .iter()
            .find(|s| s.tree.span == tree.span);
        let head = statement.map_or(tree.span, crate::lint::document::Statement::head);
        out.push(Draft::new(head, says).fix(fix.filter(|_| fixable)));
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
                let says = format!("this says the same as statement {first}");
                name(document, out, index, says, true);
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
            let says = format!("statement {} includes all of this one", other.index);
            name(document, out, one.index, says, !other.is_wide());
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
            let says = format!("statement {} denies all that this one allows", other.index);
            name(document, out, one.index, says, false);
        }
    }
}
