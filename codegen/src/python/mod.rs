//! The generated half of the Python package: a method for each operation, a dataclass for each
//! answer and each part of a report.

mod classes;
mod methods;
mod module;
mod schema;
mod text;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use classes::{Class, modules};

use crate::header::GENERATED;

const PACKAGE: &str = "bindings/python/python/rolewright";

pub(crate) fn files() -> BTreeMap<String, String> {
    let modules = modules();
    let mut files = BTreeMap::new();
    for (name, classes) in &modules {
        let path = format!("{PACKAGE}/generated/{name}.py");
        files.insert(path, module::module(name, classes, &modules));
    }
    files.insert(format!("{PACKAGE}/models.py"), index(&modules));
    for (file, asynchronous) in [("operations", false), ("operations_aio", true)] {
        let path = format!("{PACKAGE}/generated/{file}.py");
        files.insert(path, methods::operations(asynchronous));
    }
    files.insert(
        format!("{PACKAGE}/generated/__init__.py"),
        format!("# {GENERATED}\n"),
    );
    files
}

/// The names of all models, each read when it is asked for.
fn index(modules: &BTreeMap<String, Vec<Class>>) -> String {
    let mut text = format!(
        "# {GENERATED}\n\n\"\"\"What operations answer, and what reports are made of: frozen dataclasses.\"\"\"\n\n\
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
    text.push_str(
        "    \"_model\": \"Secret\",\n}\n\n# Type checkers report a misspelt name.\nif not TYPE_CHECKING:\n    \
         __getattr__, __dir__ = lazy(__name__, \"rolewright\", _NAMES)\n",
    );
    text
}
