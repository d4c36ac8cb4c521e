//! Parameters of requests and operations.

use std::collections::BTreeMap;

use rolewright_sign::Received;
use serde_json::{Map, Value};

use crate::params::LISTS;

/// Parameters of the request, not the operation, in the older signature.
const COMMON: [&str; 10] = [
    "AccessKeyId",
    "Action",
    "Format",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureType",
    "SignatureVersion",
    "Timestamp",
];

/// Returns the value of a header. Signature verification refuses repeated signed headers.
pub(super) fn header<'a>(received: &Received<'a>, name: &str) -> Option<&'a str> {
    let mut headers = received.headers.iter();
    let found = headers.find(|(known, _)| known.eq_ignore_ascii_case(name));
    found
        .map(|(_, value)| value.trim())
        .filter(|value| !value.is_empty())
}

/// Returns the value of a parameter (rule `repeated-parameter`).
pub(super) fn last<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = pairs.iter().rev().find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str())
}

/// Returns the operation's parameters, with lists as JSON (rule `flat-lists`) and, for the older
/// signature, without those of the request.
pub(super) fn business(
    pairs: Vec<(String, String)>,
    without_common: bool,
) -> Vec<(String, String)> {
    let mut kept = Vec::with_capacity(pairs.len());
    let mut lists: BTreeMap<&str, BTreeMap<usize, Item>> = BTreeMap::new();
    for (name, value) in pairs {
        if without_common && (name == "Version" || COMMON.contains(&name.as_str())) {
            continue;
        }
        match place(&name) {
            Some((list, index, None)) => {
                lists
                    .entry(list)
                    .or_default()
                    .insert(index, Item::Text(value));
            }
            Some((list, index, Some(key))) => {
                let item = lists.entry(list).or_default().entry(index).or_default();
                item.put(key, value);
            }
            None => kept.push((name, value)),
        }
    }
    for (list, items) in lists {
        let items: Vec<Value> = items.into_values().map(Item::into_value).collect();
        kept.push((list.to_owned(), Value::Array(items).to_string()));
    }
    kept
}

enum Item {
    Text(String),
    Object(Map<String, Value>),
}

impl Default for Item {
    fn default() -> Self {
        Self::Object(Map::new())
    }
}

impl Item {
    fn put(&mut self, key: &str, value: String) {
        if let Self::Object(object) = self {
            object.insert(key.to_owned(), Value::String(value));
        }
    }

    fn into_value(self) -> Value {
        match self {
            Self::Text(text) => Value::String(text),
            Self::Object(object) => Value::Object(object),
        }
    }
}

/// Splits `Tag.1.Key` into list, number and key.
fn place(name: &str) -> Option<(&'static str, usize, Option<&str>)> {
    let (list, rest) = name.split_once('.')?;
    let list = LISTS.into_iter().find(|known| *known == list)?;
    let (index, key) = match rest.split_once('.') {
        Some((index, key)) => (index, Some(key)),
        None => (rest, None),
    };
    Some((list, index.parse().ok()?, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        of.iter().map(own).collect()
    }

    #[test]
    fn flat_lists_become_json_lists_in_numeric_order() {
        let flat = pairs(&[
            ("Tag.2.Key", "b"),
            ("Tag.1.Value", "1"),
            ("Tag.1.Key", "a"),
            ("ResourceNames.10", "y"),
            ("ResourceNames.9", "x"),
            ("Tag.x.Key", "kept"),
            ("RoleName", "r"),
        ]);
        let expected = pairs(&[
            ("Tag.x.Key", "kept"),
            ("RoleName", "r"),
            ("ResourceNames", r#"["x","y"]"#),
            ("Tag", r#"[{"Value":"1","Key":"a"},{"Key":"b"}]"#),
        ]);
        assert_eq!(business(flat, false), expected);
    }

    #[test]
    fn the_older_signature_keeps_only_the_region_of_the_common_parameters() {
        let all = pairs(&[
            ("Action", "GetRole"),
            ("Version", "1"),
            ("RegionId", "r"),
            ("Signature", "s"),
        ]);
        assert_eq!(business(all.clone(), true), pairs(&[("RegionId", "r")]));
        assert_eq!(business(all.clone(), false), all);
    }
}
