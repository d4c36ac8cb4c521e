//! The structs of answers and reports, each in the module of its resource.

use std::collections::{BTreeMap, BTreeSet};

use rolewright::access::AccessDiff;
use rolewright::denial::DeniedCall;
use rolewright::doctor::DoctorReport;
use rolewright::evidence::EvidenceReport;
use rolewright::lint::Fixed;
use rolewright::operation::ALL;
use rolewright::setup::Report;
use rolewright_report::policy::PolicySimulation;
use serde_json::{Map, Value};

use super::schema::{Field, Kind, doc, fields};
use super::text::{COMMON, definitions, resource, title};

const REPORT: &str = "report";
const LINT: &str = "lint";
const ACCESS: &str = "access";
const DOCTOR: &str = "doctor";
const EVIDENCE: &str = "evidence";
const SIMULATION: &str = "simulation";
const DENIAL: &str = "denial";

/// A struct as a dataclass.
pub(super) struct Class {
    pub(super) name: String,
    pub(super) doc: String,
    pub(super) fields: Vec<Field>,
}

/// Returns every struct once, in the module of the resource that alone has it.
pub(super) fn modules() -> BTreeMap<String, Vec<Class>> {
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
        (EVIDENCE, schemars::schema_for!(EvidenceReport), true),
        (SIMULATION, schemars::schema_for!(PolicySimulation), true),
        (DENIAL, schemars::schema_for!(DeniedCall), true),
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

/// Sorts the classes so that each comes after those that it refers to.
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

pub(super) fn struct_of(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::Struct(name) => Some(name),
        Kind::Many(kind) => struct_of(kind),
        _ => None,
    }
}
