//! The resources in a plan or state of Terraform, as `terraform show -json` prints it.
//!
//! Source: Terraform's page "JSON Output Format".

use std::collections::BTreeMap;

use rolewright::{Error, ErrorKind, Result};
use serde_json::Value;

/// A resource.
pub(super) struct Resource<'a> {
    /// The address, for example `module.m.alicloud_ram_role.images`.
    pub(super) address: &'a str,
    /// The type, for example `alicloud_ram_role`.
    pub(super) kind: &'a str,
    /// The known attributes.
    pub(super) values: &'a Value,
}

/// Whether it is the output of `terraform show -json`.
pub(super) fn is_of_terraform(top: &Value) -> bool {
    top.get("format_version").is_some() && top.get("terraform_version").is_some()
}

/// Returns the managed resources of all modules in `planned_values` or `values`, by address.
pub(super) fn resources<'a>(top: &'a Value, values: &str) -> Vec<Resource<'a>> {
    let root = top.get(values).and_then(|values| values.get("root_module"));
    let mut modules: Vec<_> = root.into_iter().collect();
    let mut found = Vec::new();
    while let Some(module) = modules.pop() {
        for resource in items(module, "resources") {
            let text = |name: &str| resource.get(name).and_then(Value::as_str);
            let (Some(address), Some(kind)) = (text("address"), text("type")) else {
                continue;
            };
            if text("mode") != Some("data") {
                let values = resource.get("values").unwrap_or(&Value::Null);
                found.push(Resource {
                    address,
                    kind,
                    values,
                });
            }
        }
        modules.extend(items(module, "child_modules"));
    }
    found.sort_by_key(|resource| resource.address);
    found
}

pub(super) fn items<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    let list = value.get(name).and_then(Value::as_array);
    list.into_iter().flatten()
}

/// The addresses of roles and policies, by kind (`role` or `policy`) and name.
pub(crate) type Held = BTreeMap<(String, String), String>;

/// Returns the roles and custom policies that a state holds.
///
/// # Errors
/// [`ErrorKind::ConfigInvalid`] for any other text.
pub(crate) fn held(text: &str) -> Result<Held> {
    let invalid = |text: &str| {
        Error::new(ErrorKind::ConfigInvalid, text)
            .with_remedy("write the state with `terraform show -json`")
    };
    let top: Value = serde_json::from_str(text)
        .map_err(|error| invalid(&format!("the Terraform state is not valid JSON: {error}")))?;
    if !is_of_terraform(&top) {
        return Err(invalid("this JSON is no state of `terraform show -json`"));
    }
    // A plan has the state before it.
    let state = top.get("prior_state").unwrap_or(&top);
    let all = resources(state, "values").into_iter();
    let named = all.filter_map(|resource| {
        let (kind, names) = match resource.kind {
            "alicloud_ram_role" => ("role", ["role_name", "name"]),
            "alicloud_ram_policy" => ("policy", ["policy_name", "name"]),
            _ => return None,
        };
        let mut names = names
            .iter()
            .filter_map(|name| resource.values.get(name)?.as_str());
        let name = names.find(|name| !name.is_empty())?;
        Some((
            (kind.to_owned(), name.to_owned()),
            resource.address.to_owned(),
        ))
    });
    Ok(named.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn roles_and_policies_of_all_modules_are_held_and_data_sources_are_not() {
        let resource = |mode: &str, kind: &str, name: &str, values: Value| {
            let address = format!("{kind}.{name}");
            json!({ "address": address, "mode": mode, "type": kind, "values": values })
        };
        let role = |mode, name, values| resource(mode, "alicloud_ram_role", name, values);
        let policy = json!({ "policy_name": "p", "name": null });
        let state = json!({
            "format_version": "1.0",
            "terraform_version": "1.11.4",
            "values": { "root_module": {
                "resources": [
                    role("managed", "new", json!({ "role_name": "r", "name": "r" })),
                    role("data", "read", json!({ "role_name": "other" })),
                    role("managed", "none", json!({})),
                ],
                "child_modules": [{ "resources": [
                    resource("managed", "alicloud_ram_policy", "old", policy),
                ] }],
            } },
        });
        let key = |kind: &str, name: &str| (kind.to_owned(), name.to_owned());
        let expected = Held::from([
            (key("role", "r"), "alicloud_ram_role.new".to_owned()),
            (key("policy", "p"), "alicloud_ram_policy.old".to_owned()),
        ]);
        assert_eq!(held(&state.to_string()).unwrap(), expected);
        let plan = json!({
            "format_version": "1.2", "terraform_version": "1.11.4",
            "planned_values": {}, "prior_state": state,
        });
        assert_eq!(held(&plan.to_string()).unwrap(), expected);
        for text in ["", "[]", "{}", r#"{"version":4,"resources":[]}"#] {
            let error = held(text).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::ConfigInvalid, "{text}");
        }
    }
}
