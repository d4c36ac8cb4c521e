//! A method of the Python package for each operation, in both forms.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use rolewright::operation::{ALL, OperationInfo};

use super::schema::{Field, Kind, doc, fields, snake};
use super::text::{COMMON, definitions, hint, resource, title, wrapped};
use crate::header::GENERATED;

pub(super) fn operations(asynchronous: bool) -> String {
    let (class, how, examples) = if asynchronous {
        (
            "AsyncOperations",
            "async ",
            "The examples\n    stand in `Operations`; here each call is awaited.",
        )
    } else {
        (
            "Operations",
            "",
            "In the\n    examples the account has a user `alice`, a group `team`, a role `demo` and a policy `read`.",
        )
    };
    let mut text = format!(
        "# {GENERATED}\n\nfrom __future__ import annotations\n\nfrom .. import models, types\n\
         from .._wire import document, objects, text, texts, truth, whole\n\n\
         TYPE_CHECKING = False\nif TYPE_CHECKING:\n    import typing as t\nelse:\n    \
         from .. import _typing as t\n\n\n\
         class {class}:\n    \"\"\"One method for each operation; parameters and answers have the service's names in snake\n    \
         case. Each raises `RamError`, and `TypeError` for a parameter of the wrong type. {examples}\"\"\"\n\n    \
         __slots__ = ()\n\n    {how}def _call(\n        \
         self, action: str, params: dict[str, str | None], module: str, answer: str\n    ) -> t.Any:\n        \
         raise NotImplementedError\n"
    );
    for operation in ALL {
        text.push_str(&method(operation, asynchronous));
    }
    text
}

fn method(operation: &OperationInfo, asynchronous: bool) -> String {
    let (request, answer) = (operation.schemas)();
    let parameters = fields(request.as_value(), &definitions(request.as_value()));
    let answer = title(answer.as_value()).to_owned();
    let done = answer == "Done";
    let (how, wait) = if asynchronous {
        ("async ", "await ")
    } else {
        ("", "")
    };
    let returns = if done {
        "None".to_owned()
    } else {
        format!("models.{answer}")
    };
    let mut text = format!("\n    {how}def {}(", snake(operation.action));
    if parameters.is_empty() {
        text.push_str("self");
    } else {
        text.push_str("\n        self,\n        *,\n");
        let (required, other): (Vec<_>, Vec<_>) = parameters.iter().partition(|one| required(one));
        for one in required.into_iter().chain(other) {
            let _ = writeln!(text, "        {}: {},", one.name(), parameter(one));
        }
        text.push_str("    ");
    }
    let _ = writeln!(text, ") -> {returns}:");
    let _ = writeln!(
        text,
        "        \"\"\"{}",
        wrapped(&doc(request.as_value()), 8)
    );
    if !parameters.is_empty() {
        text.push_str("\n        Args:\n");
        for one in &parameters {
            let line = format!("{}: {}", one.name(), one.doc);
            let _ = writeln!(text, "            {}", wrapped(&line, 16));
        }
    }
    if let Some(example) = example(operation.action).filter(|_| !asynchronous) {
        text.push('\n');
        for line in example.lines() {
            let _ = writeln!(text, "        {line}");
        }
    }
    text.push_str("        \"\"\"\n");
    let pairs: Vec<_> = parameters
        .iter()
        .map(|one| format!("\"{}\": {}", one.wire, wire(one)))
        .collect();
    let (module, class) = if done {
        ("", "")
    } else {
        (place(&answer), answer.as_str())
    };
    text.push_str("        params: dict[str, str | None] = {");
    for pair in &pairs {
        let _ = write!(text, "\n            {pair},");
    }
    text.push_str(if pairs.is_empty() {
        "}\n"
    } else {
        "\n        }\n"
    });
    let call = format!(
        "{wait}self._call(\"{}\", params, \"{module}\", \"{class}\")",
        operation.action
    );
    let _ = if done {
        writeln!(text, "        {call}")
    } else {
        writeln!(
            text,
            "        answer: {returns} = {call}\n        return answer"
        )
    };
    text
}

/// An operation's example: what follows its name, up to an empty line.
fn example(action: &str) -> Option<&'static str> {
    include_str!("examples.txt")
        .split("\n\n")
        .find_map(|one| one.strip_prefix(action)?.strip_prefix('\n'))
}

/// The module of an answer.
fn place(answer: &str) -> &'static str {
    let has = |operation: &&OperationInfo| title((operation.schemas)().1.as_value()) == answer;
    let of: BTreeSet<_> = ALL.iter().filter(has).map(resource).collect();
    match of.len() {
        1 => of.into_iter().next().unwrap_or(COMMON),
        _ => COMMON,
    }
}

fn required(field: &Field) -> bool {
    !field.optional && !matches!(field.kind, Kind::Many(_))
}

fn is_document(field: &Field) -> bool {
    field.wire.ends_with("PolicyDocument") || field.wire == "Policy"
}

/// The conversion of an argument to the text on the wire.
fn wire(field: &Field) -> String {
    let function = match &field.kind {
        Kind::Many(kind) if matches!(**kind, Kind::Struct(_)) => "objects",
        Kind::Many(_) => "texts",
        _ if is_document(field) => "document",
        Kind::Whole => "whole",
        Kind::Truth => "truth",
        _ => "text",
    };
    let name = field.name();
    let optional = field.optional && !matches!(field.kind, Kind::Many(_));
    let optional = if optional { ", optional=True" } else { "" };
    format!("{function}(\"{name}\", {name}{optional})")
}

fn parameter(field: &Field) -> String {
    let hint = |kind: &Kind| match kind {
        _ if is_document(field) => "types.Document".to_owned(),
        Kind::Secret => "str".to_owned(),
        Kind::Words(_) => format!("t.{}", hint(kind)),
        kind => hint(kind),
    };
    match (&field.kind, field.optional) {
        (Kind::Many(kind), _) => match &**kind {
            Kind::Struct(name) => format!("t.Iterable[models.{name} | t.Mapping[str, str]] = ()"),
            kind => format!("t.Iterable[{}] = ()", hint(kind)),
        },
        (kind, true) => format!("{} | None = None", hint(kind)),
        (kind, false) => hint(kind),
    }
}
