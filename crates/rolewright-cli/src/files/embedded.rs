//! Policies inside a Terraform plan or state (`terraform show -json`) and in a ROS template.
//!
//! Sources: Terraform's page "JSON Output Format", the pages of the provider's resources, and the pages
//! of the ROS resource types.

use rolewright::lint::Kind;
use rolewright::{Error, ErrorKind, Result};
use serde_json::{Map, Value};

use super::terraform::{Resource, is_of_terraform, items, resources};
use super::yaml;

/// A policy inside a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Embedded {
    /// The resource address, for example `alicloud_ram_policy.images`, or `Resources.Policy1`.
    pub(crate) address: String,
    /// The kind.
    pub(crate) kind: Kind,
    /// The document as JSON text; `None` if its content is known only after an apply.
    pub(crate) document: Option<String>,
}

/// The resource types of Terraform's provider and the attributes with a document.
const TERRAFORM: [(&str, &[&str], Kind); 5] = [
    (
        "alicloud_ram_policy",
        &["policy_document", "document"],
        Kind::Identity,
    ),
    (
        "alicloud_ram_role",
        &["assume_role_policy_document", "document"],
        Kind::Trust,
    ),
    (
        "alicloud_resource_manager_policy",
        &["policy_document"],
        Kind::Identity,
    ),
    (
        "alicloud_resource_manager_role",
        &["assume_role_policy_document"],
        Kind::Trust,
    ),
    (
        "alicloud_resource_manager_control_policy",
        &["policy_document"],
        Kind::Control,
    ),
];

/// The resource types of ROS and the properties with a document.
const ROS: [(&str, &[&str], Kind); 5] = [
    (
        "ALIYUN::RAM::ManagedPolicy",
        &["PolicyDocument", "PolicyDocumentUnchecked"],
        Kind::Identity,
    ),
    (
        "ALIYUN::RAM::Role",
        &["AssumeRolePolicyDocument"],
        Kind::Trust,
    ),
    (
        "ALIYUN::ResourceManager::Policy",
        &["PolicyDocument"],
        Kind::Identity,
    ),
    (
        "ALIYUN::ResourceManager::Role",
        &["AssumeRolePolicyDocument"],
        Kind::Trust,
    ),
    (
        "ALIYUN::ResourceManager::ControlPolicy",
        &["PolicyDocument"],
        Kind::Control,
    ),
];

/// The key of a ROS template.
const ROS_KEY: &str = "ROSTemplateFormatVersion";

/// Whether the start of a file is that of `terraform show -json`.
pub(super) fn begins_like_terraform(head: &[u8]) -> bool {
    contains(head, b"\"format_version\"") && contains(head, b"\"terraform_version\"")
}

/// Whether the start of a file is that of a ROS template.
pub(super) fn begins_like_ros(head: &[u8]) -> bool {
    contains(head, ROS_KEY.as_bytes())
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

/// Returns the policies inside a plan, a state or a template; `None` for any other text, which is a
/// document of its own or malformed.
///
/// # Errors
/// [`ErrorKind::PolicySyntax`] for a malformed template, and for a JSON object that is neither of them
/// nor a policy document.
pub(crate) fn embedded(text: &str) -> Result<Option<Vec<Embedded>>> {
    let top: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(_) if !text.trim_start().starts_with('{') && text.contains(ROS_KEY) => {
            yaml::parse(text)?
        }
        Err(_) => return Ok(None),
    };
    let Some(object) = top.as_object() else {
        return Ok(None);
    };
    if object.contains_key(ROS_KEY) {
        return Ok(Some(in_template(object)));
    }
    if is_of_terraform(&top) {
        return Ok(Some(in_terraform(&top)));
    }
    let of_policy = |key: &String| {
        let known = ["version", "statement", "id"];
        known.contains(&key.to_ascii_lowercase().as_str())
    };
    if object.is_empty() || object.keys().any(of_policy) {
        return Ok(None);
    }
    let text = "this JSON is neither a policy document nor a Terraform plan nor a ROS template";
    let remedy = "write a plan with `terraform show -json PLAN`";
    Err(Error::new(ErrorKind::PolicySyntax, text).with_remedy(remedy))
}

/// The planned values, or those of a state.
fn in_terraform(top: &Value) -> Vec<Embedded> {
    let planned = resources(top, "planned_values").into_iter();
    let all = planned.chain(resources(top, "values"));
    all.filter_map(|resource| {
        let Resource {
            address,
            kind,
            values,
        } = resource;
        of_resource(&TERRAFORM, kind, address, values)
    })
    .collect()
}

fn in_template(top: &Map<String, Value>) -> Vec<Embedded> {
    let resources = top.get("Resources").and_then(Value::as_object);
    let mut found = Vec::new();
    for (id, resource) in resources.into_iter().flatten() {
        let Some(kind) = resource.get("Type").and_then(Value::as_str) else {
            continue;
        };
        let address = format!("Resources.{id}");
        let properties = resource.get("Properties").unwrap_or(&Value::Null);
        found.extend(of_resource(&ROS, kind, &address, properties));
        // A role can have policies of its own.
        for (number, policy) in (0..).zip(items(properties, "Policies")) {
            let address = format!("{address}.Properties.Policies[{number}]");
            let kind = "ALIYUN::RAM::ManagedPolicy";
            found.extend(of_resource(&ROS, kind, &address, policy));
        }
    }
    found
}

/// Returns the document of a resource of a known type.
fn of_resource(
    known: &[(&str, &[&str], Kind)],
    resource: &str,
    address: &str,
    properties: &Value,
) -> Option<Embedded> {
    let (_, names, kind) = known.iter().find(|(name, ..)| *name == resource)?;
    let mut values = names.iter().filter_map(|name| properties.get(name));
    let value = values.find(|value| !value.is_null());
    let document = match value {
        Some(Value::String(text)) => Some(text.clone()),
        Some(value) if has_function(value) => None,
        Some(value) => serde_json::to_string_pretty(value).ok(),
        None => None,
    };
    Some(Embedded {
        address: address.to_owned(),
        kind: *kind,
        document,
    })
}

/// Whether a value has a function of ROS, whose result is not known.
fn has_function(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields
            .iter()
            .any(|(key, value)| key == "Ref" || key.starts_with("Fn::") || has_function(value)),
        Value::Array(items) => items.iter().any(has_function),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = r#"{"Version":"1","Statement":[]}"#;

    fn plan(values: &Value) -> String {
        serde_json::json!({
            "format_version": "1.2", "terraform_version": "1.11.4", "planned_values": values,
        })
        .to_string()
    }

    fn addresses(text: &str) -> Vec<(String, Kind, bool)> {
        let found = embedded(text).unwrap().unwrap().into_iter();
        found
            .map(|one| (one.address, one.kind, one.document.is_some()))
            .collect()
    }

    #[test]
    fn policies_of_all_modules_of_a_plan_are_found_by_address() {
        let resource = |address: &str, kind: &str, values: Value| serde_json::json!({ "address": address, "mode": "managed", "type": kind, "values": values });
        let policy = "alicloud_ram_policy";
        let text = plan(&serde_json::json!({ "root_module": {
            "resources": [
                resource("alicloud_ram_policy.new", policy, serde_json::json!({})),
                resource("alicloud_ram_policy.a[0]", policy, serde_json::json!({ "policy_document": DOCUMENT })),
                resource("alicloud_ram_role.r", "alicloud_ram_role", serde_json::json!({ "document": DOCUMENT })),
                resource("alicloud_oss_bucket.b", "alicloud_oss_bucket", serde_json::json!({ "policy": DOCUMENT })),
                { "address": 7 },
            ],
            "child_modules": [{ "resources": [
                resource("module.m.alicloud_ram_policy.b", policy, serde_json::json!({ "document": DOCUMENT })),
            ] }],
        } }));
        let expected = [
            ("alicloud_ram_policy.a[0]", Kind::Identity, true),
            ("alicloud_ram_policy.new", Kind::Identity, false),
            ("alicloud_ram_role.r", Kind::Trust, true),
            ("module.m.alicloud_ram_policy.b", Kind::Identity, true),
        ];
        let expected = expected.map(|(address, kind, known)| (address.to_owned(), kind, known));
        assert_eq!(addresses(&text), expected);
        assert_eq!(addresses(&plan(&Value::Null)), []);
    }

    #[test]
    fn policies_of_a_template_are_found_in_json_and_yaml() {
        let yaml = "ROSTemplateFormatVersion: '2015-09-01'\nResources:\n  Role:\n    Type: ALIYUN::RAM::Role\n\
            \x20   Properties:\n      AssumeRolePolicyDocument: {Version: '1', Statement: []}\n      Policies:\n\
            \x20     - PolicyName: p\n        PolicyDocument: {Statement: [{Resource: !Ref Bucket}]}\n";
        let json = yaml::parse(yaml).unwrap();
        for text in [yaml.to_owned(), json.to_string()] {
            let expected = [
                ("Resources.Role", Kind::Trust, true),
                (
                    "Resources.Role.Properties.Policies[0]",
                    Kind::Identity,
                    false,
                ),
            ];
            let expected = expected.map(|(address, kind, known)| (address.to_owned(), kind, known));
            assert_eq!(addresses(&text), expected);
        }
    }

    #[test]
    fn documents_and_malformed_texts_are_no_bundle_and_other_objects_are_refused() {
        for text in [
            DOCUMENT,
            r#"{"statement":[]}"#,
            "{}",
            "[]",
            "{",
            "",
            "Statement: []",
        ] {
            assert_eq!(embedded(text).unwrap(), None, "{text}");
        }
        for text in [
            r#"{"a":1}"#,
            r#"{"format_version":"1.0"}"#,
            "ROSTemplateFormatVersion: [\n",
        ] {
            let error = embedded(text).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::PolicySyntax, "{text}");
        }
    }
}
