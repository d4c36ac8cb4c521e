//! Responses in XML.
//!
//! RPC responses have the structure of JSON: an object becomes elements, a list one element per item
//! ("Responses" of the RAM documentation, 2021).

use quick_xml::escape::escape;
use serde_json::Value;

pub(crate) const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// Returns a complete document.
pub(crate) fn document(root: &str, value: &Value) -> String {
    let mut text = HEAD.to_owned();
    write(&mut text, root, value);
    text
}

fn write(text: &mut String, name: &str, value: &Value) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| write(text, name, item)),
        Value::Null => {}
        _ => {
            text.push_str(&format!("<{name}>"));
            match value {
                Value::Object(fields) => {
                    fields
                        .iter()
                        .for_each(|(name, value)| write(text, name, value));
                }
                Value::String(plain) => text.push_str(&escape(clean(plain))),
                other => text.push_str(&other.to_string()),
            }
            text.push_str(&format!("</{name}>"));
        }
    }
}

/// Removes the characters that XML 1.0 can't represent.
fn clean(plain: &str) -> String {
    let allowed = |c: &char| matches!(c, '\t' | '\n' | '\r') || !c.is_control();
    plain.chars().filter(allowed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn objects_lists_and_text_become_elements() {
        let value = json!({
            "Roles": { "Role": [{ "RoleName": "a&b" }, { "RoleName": "<c>" }] },
            "IsTruncated": false,
            "Odd": "\u{0}x",
            "Gone": null,
        });
        let expected = "<ListRolesResponse><Roles><Role><RoleName>a&amp;b</RoleName></Role>\
            <Role><RoleName>&lt;c&gt;</RoleName></Role></Roles><IsTruncated>false</IsTruncated>\
            <Odd>x</Odd></ListRolesResponse>";
        assert_eq!(
            document("ListRolesResponse", &value),
            format!("{HEAD}{expected}")
        );
    }
}
