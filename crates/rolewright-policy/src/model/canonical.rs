//! The canonical form of documents.

use super::json::Json;
use super::statement::Statement;

/// A statement as sorted JSON: arrays sorted and without duplicates, no empty conditions.
pub(super) fn statement(statement: &Statement) -> Json {
    let Json::Object(fields) = statement.to_json() else {
        return Json::Null;
    };
    let own = |key: &str| key != "Sid" && !statement.extra.iter().any(|(extra, _)| extra == key);
    let mut fields: Vec<_> = fields
        .into_iter()
        .filter(|(key, _)| key != "Condition" || statement.condition().is_some())
        .map(|(key, value)| {
            let value = match value {
                Json::Object(tests) if key == "Condition" => listed(&without_idle(tests)),
                value if own(&key) => listed(&value),
                value => sorted(&value),
            };
            (key, value)
        })
        .collect();
    fields.sort();
    Json::Object(fields)
}

/// Sorts the keys of every object. Arrays keep their order, since the meaning of unknown ones is
/// unknown.
pub(super) fn sorted(json: &Json) -> Json {
    match json {
        Json::Object(fields) => by_key(fields, sorted),
        Json::Array(items) => Json::Array(items.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

/// A single value as an array of one; an array sorted and without duplicates.
fn listed(json: &Json) -> Json {
    match json {
        Json::Object(fields) => by_key(fields, listed),
        Json::Array(items) => {
            let mut items = items.clone();
            items.sort();
            items.dedup();
            Json::Array(items)
        }
        single => Json::Array(vec![single.clone()]),
    }
}

fn by_key(fields: &[(String, Json)], value: fn(&Json) -> Json) -> Json {
    let mut fields: Vec<_> = fields
        .iter()
        .map(|(key, inner)| (key.clone(), value(inner)))
        .collect();
    fields.sort();
    Json::Object(fields)
}

fn without_idle(mut tests: Vec<(String, Json)>) -> Json {
    tests.retain(|(_, lines)| *lines != Json::Object(Vec::new()));
    Json::Object(tests)
}
