//! The export for Terraform, with the provider aliyun/alicloud.
//!
//! Documents stand in `jsonencode({..})` and not in a heredoc: a changed bucket is one changed
//! line, the JSON that is sent has no white space, which may count against RAM's limit, and there
//! is no second language to escape. It leads to no lasting difference: the provider compares
//! documents as parsed JSON, so that order of keys and white space don't count; but `"a"` and
//! `["a"]` differ for it, so each value keeps the form that it has in the document.
//!
//! Sources: the provider's pages and code of `alicloud_ram_role`, `alicloud_ram_policy` and
//! `alicloud_ram_role_policy_attachment` (arguments, ids, `compareJsonTemplateAreEquivalent`), and
//! Terraform's page on `import` blocks, which exist since 1.5.

use super::model::{Export, ExportedPolicy};
use super::quote::{is_bare, quoted};
use crate::operation::PolicyType;
use crate::policy::{Json, PolicyDocument};

const HEADER: &str = "\
# Needs the provider aliyun/alicloud 1.252.0 or newer, which knows role_name and
# assume_role_policy_document.
#
# Terraform writes whole documents: what others were granted in the same policy, or trusted in the
# same role, goes away unless it stands here. Look for it in the first plan.
";

const IMPORTS: &str = "
# For what is there already. Take these blocks out for what Terraform has to make: it refuses to
# import what does not exist. After the import, the first plan also sets rotate_strategy, which
# RAM does not keep. Terraform older than 1.5 has no import blocks; run in their place:
#
";

/// One resource, and what it is imported by.
struct Resource {
    kind: &'static str,
    label: String,
    attributes: Vec<(String, String)>,
    id: String,
}

pub(super) fn render(export: &Export) -> String {
    let policies = &export.policies;
    let resources: Vec<_> = std::iter::once(role(export))
        .chain(policies.iter().filter_map(|policy| custom(policy, export)))
        .chain(policies.iter().map(|policy| attachment(policy, export)))
        .collect();
    let commands = resources.iter().map(|resource| {
        let (address, id) = (resource.address(), &resource.id);
        format!("#   terraform import {address} {id}\n")
    });
    let blocks = resources.iter().map(Resource::to_block);
    let imports = resources.iter().map(Resource::to_import);
    std::iter::once(HEADER.to_owned())
        .chain(blocks)
        .chain([IMPORTS.to_owned()])
        .chain(commands)
        .chain(imports)
        .collect()
}

impl Resource {
    fn address(&self) -> String {
        format!("{}.{}", self.kind, self.label)
    }

    fn to_block(&self) -> String {
        let (kind, label) = (self.kind, &self.label);
        let attributes = lines(&self.attributes, 1);
        format!("\nresource \"{kind}\" \"{label}\" {{{attributes}\n}}\n")
    }

    fn to_import(&self) -> String {
        let (address, id) = (self.address(), text(&self.id));
        format!("\nimport {{\n  to = {address}\n  id = {id}\n}}\n")
    }
}

fn role(export: &Export) -> Resource {
    let mut attributes = vec![attribute("role_name", text(export.role.as_str()))];
    attributes.extend(described(export.role_description.as_ref()));
    attributes.push(document(
        "assume_role_policy_document",
        export.trust.document(),
    ));
    attributes.extend(tags(export));
    Resource {
        kind: "alicloud_ram_role",
        label: role_label(export),
        attributes,
        id: export.role.to_string(),
    }
}

fn custom(policy: &ExportedPolicy, export: &Export) -> Option<Resource> {
    let ExportedPolicy::Custom {
        name,
        description,
        document: says,
    } = policy
    else {
        return None;
    };
    let mut attributes = vec![attribute("policy_name", text(name.as_str()))];
    attributes.extend(described(description.as_ref()));
    // A policy keeps five versions; without this the sixth change would fail.
    let rotate = text("DeleteOldestNonDefaultVersionWhenLimitExceeded");
    attributes.push(attribute("rotate_strategy", rotate));
    attributes.push(document("policy_document", says));
    attributes.extend(tags(export));
    Some(Resource {
        kind: "alicloud_ram_policy",
        label: policy_label(policy),
        attributes,
        id: name.to_string(),
    })
}

fn attachment(policy: &ExportedPolicy, export: &Export) -> Resource {
    let (label, name, role) = (policy_label(policy), policy.name(), &export.role);
    let policy_type = policy.policy_type();
    let policy_name = match policy_type {
        PolicyType::Custom => format!("alicloud_ram_policy.{label}.policy_name"),
        _ => text(name.as_str()),
    };
    let role_name = format!("alicloud_ram_role.{}.role_name", role_label(export));
    Resource {
        kind: "alicloud_ram_role_policy_attachment",
        attributes: vec![
            attribute("policy_name", policy_name),
            attribute("policy_type", text(&policy_type.to_string())),
            attribute("role_name", role_name),
        ],
        id: format!("role:{name}:{policy_type}:{role}"),
        label,
    }
}

/// Labels are made from names, so that a further policy moves no other one's state. A name may
/// begin with a digit or `-`, and a role's may have a `.`; a label may not.
fn role_label(export: &Export) -> String {
    format!("role_{}", export.role.as_str().replace('.', "_"))
}

fn policy_label(policy: &ExportedPolicy) -> String {
    let kind = policy.policy_type().to_string().to_lowercase();
    format!("{kind}_{}", policy.name())
}

fn attribute(name: &str, value: String) -> (String, String) {
    (name.to_owned(), value)
}

fn described(description: Option<&String>) -> Option<(String, String)> {
    description.map(|description| attribute("description", text(description)))
}

fn document(name: &str, says: &PolicyDocument) -> (String, String) {
    attribute(
        name,
        format!("jsonencode({})", expression(&says.to_json(), 1)),
    )
}

fn tags(export: &Export) -> Option<(String, String)> {
    let pairs = export
        .tags
        .iter()
        .map(|(key, value)| (text(key), text(value)));
    let pairs: Vec<_> = pairs.collect();
    (!pairs.is_empty()).then(|| attribute("tags", format!("{{{}\n  }}", lines(&pairs, 2))))
}

fn expression(json: &Json, depth: usize) -> String {
    let pad = "  ".repeat(depth);
    match json {
        Json::Null => "null".to_owned(),
        Json::Bool(value) => value.to_string(),
        Json::Number(digits) => digits.clone(),
        Json::Text(content) => text(content),
        Json::Array(items) if items.is_empty() => "[]".to_owned(),
        Json::Array(items) => {
            let line = |item| format!("\n{pad}  {},", expression(item, depth + 1));
            format!("[{}\n{pad}]", items.iter().map(line).collect::<String>())
        }
        Json::Object(fields) if fields.is_empty() => "{}".to_owned(),
        Json::Object(fields) => {
            let field = |(key, value): &(String, Json)| {
                let key = if is_bare(key) { key.clone() } else { text(key) };
                (key, expression(value, depth + 1))
            };
            let fields: Vec<_> = fields.iter().map(field).collect();
            format!("{{{}\n{pad}}}", lines(&fields, depth + 1))
        }
    }
}

/// Assignments as `terraform fmt` writes them: neighbours of one line each have their `=` in one
/// column.
fn lines(assignments: &[(String, String)], depth: usize) -> String {
    let pad = "  ".repeat(depth);
    let is_long = |assignment: &(String, String)| assignment.1.contains('\n');
    let mut out = String::new();
    for group in assignments.chunk_by(|one, next| !is_long(one) && !is_long(next)) {
        let length = |(name, _): &(String, String)| name.chars().count();
        let width = group.iter().map(length).max().unwrap_or_default();
        for (name, value) in group {
            out.push_str(&format!("\n{pad}{name:width$} = {value}"));
        }
    }
    out
}

/// A text in which nothing is taken for a template.
fn text(content: &str) -> String {
    quoted(content).replace("${", "$${").replace("%{", "%%{")
}
