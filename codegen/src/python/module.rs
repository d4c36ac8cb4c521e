//! A module of dataclasses.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::classes::{Class, struct_of};
use super::schema::{Field, Kind};
use super::text::{COMMON, hint, wrapped};
use crate::header::GENERATED;

pub(super) fn module(
    name: &str,
    classes: &[Class],
    modules: &BTreeMap<String, Vec<Class>>,
) -> String {
    let common: BTreeSet<&str> = modules
        .get(COMMON)
        .filter(|_| name != COMMON)
        .into_iter()
        .flatten()
        .map(|class| class.name.as_str())
        .collect();
    let used = classes.iter().flat_map(|class| &class.fields);
    let used: BTreeSet<&str> = used
        .filter_map(|field| struct_of(&field.kind))
        .filter(|name| common.contains(name))
        .collect();
    let kinds: Vec<&Kind> = classes
        .iter()
        .flat_map(|class| class.fields.iter().map(|f| &f.kind))
        .collect();
    let has = |wanted: fn(&Kind) -> bool| kinds.iter().any(|kind| wanted(kind));
    let mut fields = classes.iter().flat_map(|class| &class.fields);
    let times = fields.any(|field| field.datetime().is_some());
    let mut names = vec!["Model"];
    if has(|kind| *kind == Kind::Secret) {
        names.push("Secret");
    }
    if times {
        names.push("moment");
    }
    let mut text = format!("# {GENERATED}\n\nfrom __future__ import annotations\n\n");
    let unhashed = has(|kind| matches!(kind, Kind::Any | Kind::Texts));
    let field = if unhashed { ", field" } else { "" };
    let _ = writeln!(text, "from dataclasses import dataclass{field}");
    if times {
        text.push_str("from datetime import datetime\n");
    }
    let mut typing = Vec::new();
    if has(|kind| *kind == Kind::Any) {
        typing.push("Any");
    }
    if has(|kind| matches!(kind, Kind::Words(_))) {
        typing.push("Literal");
    }
    if !typing.is_empty() {
        let _ = writeln!(text, "from typing import {}", typing.join(", "));
    }
    let _ = writeln!(text, "\nfrom .._model import {}", names.join(", "));
    if !used.is_empty() {
        let used: Vec<_> = used.into_iter().collect();
        let _ = writeln!(text, "from .{COMMON} import {}", used.join(", "));
    }
    for one in classes {
        text.push_str(&class(one, modules));
    }
    text
}

fn class(class: &Class, modules: &BTreeMap<String, Vec<Class>>) -> String {
    let mut text = format!(
        "\n\n@dataclass(frozen=True, kw_only=True)\nclass {}(Model):\n    \"\"\"{}\"\"\"\n",
        class.name,
        wrapped(&class.doc, 4),
    );
    for field in &class.fields {
        let mut hint = hint(&field.kind);
        if field.optional {
            hint.push_str(" | None");
        }
        let _ = writeln!(text, "\n    {}: {hint}{}", field.name(), default(field));
        let _ = writeln!(text, "    \"\"\"{}\"\"\"", wrapped(&field.doc, 4));
    }
    text.push_str("\n    _WIRE = (\n");
    for field in &class.fields {
        let _ = writeln!(
            text,
            "        (\"{}\", \"{}\", {}),",
            field.name(),
            field.wire,
            shape(&field.kind)
        );
    }
    text.push_str("    )\n");
    for field in &class.fields {
        if let Some(name) = field.datetime() {
            let of = field.name();
            let _ = write!(
                text,
                "\n    @property\n    def {name}(self) -> datetime | None:\n        \"\"\"`{of}` as an aware datetime; None \
                 if it is empty.\"\"\"\n        return moment(\"{of}\", self.{of})\n"
            );
        }
    }
    if let Some((path, item)) = listed(class, modules).filter(|_| class.name.starts_with("List")) {
        let _ = write!(
            text,
            "\n    def _items(self) -> tuple[{item}, ...]:\n        return self.{path}\n"
        );
    }
    text
}

/// The path of the only list in a response, and the type of its items.
fn listed(class: &Class, modules: &BTreeMap<String, Vec<Class>>) -> Option<(String, String)> {
    let mut lists = class.fields.iter().filter_map(|field| match &field.kind {
        Kind::Many(item) => Some((field.name(), hint(item))),
        Kind::Struct(name) => {
            let mut all = modules.values().flatten();
            let (path, item) = listed(all.find(|one| one.name == *name)?, modules)?;
            Some((format!("{}.{path}", field.name()), item))
        }
        _ => None,
    });
    lists.next().filter(|_| lists.next().is_none())
}

fn default(field: &Field) -> &'static str {
    match (&field.kind, field.optional) {
        (Kind::Any, _) => " = field(default=None, hash=False)",
        (Kind::Texts, _) => " = field(default_factory=dict, hash=False)",
        (_, true) => " = None",
        (Kind::Text, _) => " = \"\"",
        (Kind::Whole, _) => " = 0",
        (Kind::Truth, _) => " = False",
        (Kind::Many(_), _) => " = ()",
        (Kind::Words(_) | Kind::Secret | Kind::Struct(_), _) => "",
    }
}

fn shape(kind: &Kind) -> String {
    match kind {
        Kind::Text | Kind::Words(_) => "str".into(),
        Kind::Many(kind) => format!("[{}]", shape(kind)),
        Kind::Texts => "dict".into(),
        Kind::Any => "None".into(),
        other => hint(other),
    }
}
