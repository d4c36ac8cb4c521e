//! Compares wire names with the official Python SDKs: `test-data/wire-names.jsonl` lists the fields
//! that `alibabacloud-ram20150501` 1.3.0, `alibabacloud-sts20150401` 1.2.0 and
//! `alibabacloud-cr20181201` 2.2.5 send and read.

use std::collections::{BTreeMap, BTreeSet};

use schemars::Schema;
use serde::Deserialize;
use serde_json::Value;

use super::ALL;

const OFFICIAL: &str = include_str!("../../test-data/wire-names.jsonl");

#[derive(Deserialize)]
struct Official {
    operation: String,
    request: BTreeSet<String>,
    answer: BTreeSet<String>,
}

/// Fields that the SDKs lack: they select the regional endpoint.
const OURS_ALONE: [&str; 2] = [
    "cr GetInstance request RegionId",
    "cr ListInstance request RegionId",
];

/// Fields of the SDKs that rolewright does not use: resource groups, source identities, a field that
/// the SDK calls obsolete, and times and tags of instances.
fn is_left_out(name: &str) -> bool {
    const FIELDS: [&str; 4] = [
        " ResourceGroupId",
        " SourceIdentity",
        " Policy.PolicyDocument",
        " request InstanceName",
    ];
    let of_instance = [
        "CreateTime",
        "ModifiedTime",
        "ResourceGroupId",
        "TagKey",
        "TagValue",
    ];
    let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    ends(&FIELDS) || (name.starts_with("cr ") && ends(&of_instance))
}

/// Returns the last two names of a path: a type and its field.
fn field(path: &str) -> Vec<&str> {
    path.rsplit('.').take(2).collect()
}

/// Returns the paths of all leaf fields; a list counts as one of its items.
fn paths(schema: &Schema) -> BTreeSet<String> {
    let root = schema.as_value();
    let mut all = BTreeSet::new();
    collect(root, root, "", &mut all);
    all
}

fn collect(root: &Value, schema: &Value, path: &str, all: &mut BTreeSet<String>) {
    let schema = resolved(root, schema);
    let (properties, items) = (schema.get("properties"), schema.get("items"));
    if let Some(items) = items {
        collect(root, items, path, all);
    } else if let Some(properties) = properties.and_then(Value::as_object) {
        for (name, inner) in properties {
            let path = match path {
                "" => name.clone(),
                path => format!("{path}.{name}"),
            };
            collect(root, inner, &path, all);
        }
    } else if !path.is_empty() {
        all.insert(path.to_owned());
    }
}

/// Resolves references and optional types.
fn resolved<'s>(root: &'s Value, schema: &'s Value) -> &'s Value {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let place = reference.trim_start_matches('#');
        return resolved(root, root.pointer(place).unwrap());
    }
    let choices = schema.get("anyOf").and_then(Value::as_array);
    let something = |choice: &&Value| choice.get("type") != Some(&Value::from("null"));
    match choices.and_then(|choices| choices.iter().find(something)) {
        Some(choice) => resolved(root, choice),
        None => schema,
    }
}

#[test]
fn names_and_nesting_on_the_wire_are_those_of_the_official_sdks() {
    let official = OFFICIAL
        .lines()
        .map(|line| serde_json::from_str::<Official>(line).unwrap());
    let official: BTreeMap<_, _> = official.map(|one| (one.operation.clone(), one)).collect();
    // Several responses share a type, and each omits some of its fields.
    let answers = official.values().flat_map(|one| &one.answer);
    let in_answers: BTreeSet<_> = answers.map(|path| field(path)).collect();
    let mut wrong = Vec::new();
    for operation in ALL {
        let name = format!("{} {}", operation.service.name, operation.action);
        let Some(theirs) = official.get(&name) else {
            wrong.push(format!("{name} is not an operation of the SDKs"));
            continue;
        };
        let (request, answer) = (operation.schemas)();
        for (kind, ours, theirs) in [
            ("request", paths(&request), &theirs.request),
            ("answer", paths(&answer), &theirs.answer),
        ] {
            let named = |path: &String| format!("{name} {kind} {path}");
            let more = ours.difference(theirs);
            let more = more.filter(|path| kind == "request" || !in_answers.contains(&field(path)));
            let more = more
                .map(named)
                .filter(|name| !OURS_ALONE.contains(&name.as_str()));
            wrong.extend(more.map(|name| format!("not in the SDKs: {name}")));
            let less = theirs.difference(&ours).map(named);
            wrong.extend(
                less.filter(|name| !is_left_out(name))
                    .map(|name| format!("only in the SDKs: {name}")),
            );
        }
    }
    let known: BTreeSet<_> = ALL
        .iter()
        .map(|one| format!("{} {}", one.service.name, one.action))
        .collect();
    wrong.extend(
        official
            .keys()
            .filter(|name| !known.contains(*name))
            .cloned(),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
