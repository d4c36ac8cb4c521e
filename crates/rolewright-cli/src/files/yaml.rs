//! YAML with the tags of ROS for functions, such as `!Ref`.

use std::fmt;

use rolewright::{Error, ErrorKind, Result};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use serde_saphyr::Tagged;

/// Parses a template. A tag becomes the function that it is short for: `!Sub x` is `{"Fn::Sub": "x"}`.
///
/// # Errors
/// [`ErrorKind::PolicySyntax`] for invalid YAML.
pub(super) fn parse(text: &str) -> Result<Value> {
    let parsed = serde_saphyr::from_str::<Node>(text);
    parsed.map(|Node(value)| value).map_err(|error| {
        let text = format!("the ROS template is not valid YAML: {error}");
        Error::new(ErrorKind::PolicySyntax, text)
            .with_remedy("check it with `aliyun ros ValidateTemplate`")
    })
}

/// A value with its tag.
struct Node(Value);

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Tagged(Plain(value), tag) = Tagged::deserialize(deserializer)?;
        let function = tag.as_deref().and_then(|tag| tag.strip_prefix('!'));
        Ok(Self(match function {
            Some(name) => Value::Object(Map::from_iter([(format!("Fn::{name}"), value)])),
            None => value,
        }))
    }
}

/// A value without its own tag.
struct Plain(Value);

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Build).map(Self)
    }
}

struct Build;

impl<'de> Visitor<'de> for Build {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Node::deserialize(deserializer).map(|Node(value)| value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Node(item)) = access.next_element()? {
            items.push(item);
        }
        Ok(items.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some((key, Node(value))) = access.next_entry::<String, Node>()? {
            fields.insert(key, value);
        }
        Ok(fields.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn tags_become_functions_and_all_kinds_of_values_are_kept() {
        let text = "a: !Ref b\nc: [!GetAtt d.e, {f: !Join [x, [z]]}]\ng: '1'\nh: 2\ni: -3\nj: true\nk: ~\nl: 1.5\n";
        let expected = json!({
            "a": { "Fn::Ref": "b" },
            "c": [{ "Fn::GetAtt": "d.e" }, { "f": { "Fn::Join": ["x", ["z"]] } }],
            "g": "1", "h": 2, "i": -3, "j": true, "k": null, "l": 1.5,
        });
        assert_eq!(parse(text).unwrap(), expected);
    }

    #[test]
    fn malformed_and_endless_texts_are_refused() {
        let bomb = "a: &a [1,1,1,1,1,1,1,1,1]\n".to_owned()
            + &(b'b'..=b'j')
                .map(|name| {
                    let (name, before) = (char::from(name), char::from(name - 1));
                    let all = vec![format!("*{before}"); 9].join(",");
                    format!("{name}: &{name} [{all}]\n")
                })
                .collect::<String>();
        for text in ["a: [", "a: 1\na: 2", &"[".repeat(100_000), &bomb] {
            assert_eq!(parse(text).unwrap_err().kind(), ErrorKind::PolicySyntax);
        }
    }
}
