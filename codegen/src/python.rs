//! The generated half of the Python package: a method for each operation, a dataclass for each
//! answer and each part of a report.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use rolewright::access::AccessDiff;
use rolewright::doctor::DoctorReport;
use rolewright::lint::Fixed;
use rolewright::operation::{ALL, OperationInfo};
use rolewright::setup::Report;
use rolewright_cli::PolicySimulation;
use serde_json::{Map, Value};

use super::MADE;
use crate::schema::{Field, Kind, doc, fields};

const PACKAGE: &str = "bindings/python/python/rolewright";

/// The module of what several resources share.
pub(crate) const COMMON: &str = "common";
const REPORT: &str = "report";
const LINT: &str = "lint";
const ACCESS: &str = "access";
const DOCTOR: &str = "doctor";
const SIMULATION: &str = "simulation";

/// A struct as a dataclass.
struct Class {
    name: String,
    doc: String,
    fields: Vec<Field>,
}

pub(crate) fn files() -> BTreeMap<String, String> {
    let modules = modules();
    let mut files = BTreeMap::new();
    for (name, classes) in &modules {
        let path = format!("{PACKAGE}/generated/{name}.py");
        files.insert(path, module(name, classes, &modules));
    }
    files.insert(format!("{PACKAGE}/models.py"), index(&modules));
    for (file, asynchronous) in [("operations", false), ("operations_aio", true)] {
        let path = format!("{PACKAGE}/generated/{file}.py");
        files.insert(path, crate::methods::operations(asynchronous));
    }
    files.insert(
        format!("{PACKAGE}/generated/__init__.py"),
        format!("\"\"\"{MADE}\"\"\"\n"),
    );
    files
}

pub(crate) fn definitions(schema: &Value) -> Map<String, Value> {
    let defs = schema.get("$defs").and_then(Value::as_object);
    defs.cloned().unwrap_or_default()
}

/// Every struct once, in the module of the resource that alone has it.
fn modules() -> BTreeMap<String, Vec<Class>> {
    let mut classes: BTreeMap<String, (BTreeSet<&str>, Class)> = BTreeMap::new();
    let mut add = |module: &'static str, name: &str, schema: &Value, defs: &Map<String, Value>| {
        let class = Class {
            name: name.to_owned(),
            doc: doc(schema),
            fields: fields(schema, defs),
        };
        let known = classes.entry(name.to_owned());
        let known = known.or_insert_with(|| (BTreeSet::new(), class));
        known.0.insert(module);
    };
    for operation in ALL {
        let (request, answer) = (operation.schemas)();
        let module = resource(operation);
        for (schema, top) in [(request.as_value(), false), (answer.as_value(), true)] {
            let defs = definitions(schema);
            for (name, schema) in &defs {
                if schema.get("properties").is_some() {
                    add(module, name, schema, &defs);
                }
            }
            let name = title(schema);
            if top && name != "Done" {
                add(module, name, schema, &defs);
            }
        }
    }
    let others = [
        (REPORT, schemars::schema_for!(Report), false),
        (LINT, schemars::schema_for!(Fixed), true),
        (ACCESS, schemars::schema_for!(AccessDiff), true),
        (DOCTOR, schemars::schema_for!(DoctorReport), true),
        (SIMULATION, schemars::schema_for!(PolicySimulation), true),
    ];
    for (module, schema, top) in &others {
        let defs = definitions(schema.as_value());
        for (name, schema) in &defs {
            let is_struct = schema.get("properties").is_some() && name != "Params";
            if is_struct || is_tagged(schema) {
                add(module, name, schema, &defs);
            }
        }
        if *top {
            add(module, title(schema.as_value()), schema.as_value(), &defs);
        }
    }
    let mut modules: BTreeMap<String, Vec<Class>> = BTreeMap::new();
    for (of, class) in classes.into_values() {
        let module = match of.len() {
            1 => of.into_iter().next().unwrap_or(COMMON),
            _ => COMMON,
        };
        modules.entry(module.to_owned()).or_default().push(class);
    }
    modules
        .into_iter()
        .map(|(name, classes)| (name, in_order(classes)))
        .collect()
}

/// Whether it is one of several structs.
fn is_tagged(schema: &Value) -> bool {
    let variants = schema.get("oneOf").and_then(Value::as_array);
    variants.is_some_and(|variants| {
        let is_struct = |variant: &Value| variant.get("properties").is_some();
        variants.iter().all(is_struct)
    })
}

pub(crate) fn resource(operation: &OperationInfo) -> &'static str {
    operation.module.rsplit("::").next().unwrap_or(COMMON)
}

pub(crate) fn title(schema: &Value) -> &str {
    schema
        .get("title")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// What a class needs stands before it.
fn in_order(mut classes: Vec<Class>) -> Vec<Class> {
    let mut ordered: Vec<Class> = Vec::new();
    while !classes.is_empty() {
        let waits = |class: &Class| {
            let needs = class
                .fields
                .iter()
                .filter_map(|field| struct_of(&field.kind));
            let mut needs = needs.filter(|need| *need != class.name);
            needs.any(|need| classes.iter().any(|other| other.name == need))
        };
        let next = classes.iter().position(|class| !waits(class)).unwrap_or(0);
        ordered.push(classes.remove(next));
    }
    ordered
}

fn struct_of(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::Struct(name) => Some(name),
        Kind::Many(kind) => struct_of(kind),
        _ => None,
    }
}

fn module(name: &str, classes: &[Class], modules: &BTreeMap<String, Vec<Class>>) -> String {
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
    let mut names = vec!["Model"];
    if has(|kind| *kind == Kind::Secret) {
        names.push("Secret");
    }
    let mut text = format!("\"\"\"{MADE}\"\"\"\n\nfrom __future__ import annotations\n\n");
    let unhashed = has(|kind| matches!(kind, Kind::Any | Kind::Texts));
    let field = if unhashed { ", field" } else { "" };
    let _ = writeln!(text, "from dataclasses import dataclass{field}");
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
        text.push_str(&class(one));
    }
    text
}

fn class(class: &Class) -> String {
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
    text
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

pub(crate) fn hint(kind: &Kind) -> String {
    match kind {
        Kind::Text => "str".into(),
        Kind::Whole => "int".into(),
        Kind::Truth => "bool".into(),
        Kind::Words(words) => {
            let words: Vec<_> = words.iter().map(|word| format!("\"{word}\"")).collect();
            format!("Literal[{}]", words.join(", "))
        }
        Kind::Secret => "Secret".into(),
        Kind::Struct(name) => name.clone(),
        Kind::Many(kind) => format!("tuple[{}, ...]", hint(kind)),
        Kind::Texts => "dict[str, str]".into(),
        Kind::Any => "Any".into(),
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

/// A docstring of lines that fit.
pub(crate) fn wrapped(text: &str, indent: usize) -> String {
    let text = if text.is_empty() {
        "Not described."
    } else {
        text
    };
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let full = lines
            .last()
            .is_some_and(|line| !line.is_empty() && line.len() + 1 + word.len() + indent > 92);
        if full {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join(&format!("\n{}", " ".repeat(indent)))
}

/// The names of all models, each read when it is asked for.
fn index(modules: &BTreeMap<String, Vec<Class>>) -> String {
    let mut text = format!(
        "\"\"\"What operations answer, and what reports are made of: frozen dataclasses.\n\n{MADE}\n\"\"\"\n\n\
         from __future__ import annotations\n\nfrom ._lazy import lazy\n\n\
         TYPE_CHECKING = False\nif TYPE_CHECKING:\n"
    );
    let names = |classes: &[Class]| {
        let mut names: Vec<_> = classes.iter().map(|class| class.name.clone()).collect();
        names.sort();
        names
    };
    for (module, classes) in modules {
        let _ = writeln!(text, "    from .generated.{module} import (");
        for name in names(classes) {
            let _ = writeln!(text, "        {name} as {name},");
        }
        text.push_str("    )\n");
    }
    text.push_str("    from ._model import Secret as Secret\n\n_NAMES = {\n");
    for (module, classes) in modules {
        let _ = writeln!(
            text,
            "    \"generated.{module}\": \"{}\",",
            names(classes).join(" ")
        );
    }
    text.push_str("    \"_model\": \"Secret\",\n}\n\n__getattr__, __dir__ = lazy(__name__, \"rolewright\", _NAMES)\n");
    text
}
