//! The export for Terraform, with the provider aliyun/alicloud.
//!
//! Documents use `jsonencode({..})` instead of a heredoc: a changed bucket changes one line, the
//! JSON has no white space, which may count against RAM's limit, and no second escaping is needed.
//! It causes no permanent diff, because the provider compares parsed JSON: key order and white space
//! don't matter. `"a"` and `["a"]` do differ, so each value keeps its form in the document.
//!
//! Sources: the provider's pages and code of `alicloud_ram_role`, `alicloud_ram_policy`,
//! `alicloud_resource_manager_service_linked_role` and `alicloud_ram_role_policy_attachment` (arguments, ids, `compareJsonTemplateAreEquivalent`), and
//! Terraform's page on `import` blocks, which exist since 1.5.

use super::model::{Export, ExportedPolicy};
use super::quote::{is_bare, quoted};
use crate::operation::PolicyType;
use crate::policy::{Json, PolicyDocument};

const HEADER: &str = "\
# Requires the provider aliyun/alicloud 1.252.0 or newer for role_name and
# assume_role_policy_document.
#
# Terraform replaces whole documents: permissions and principals that are missing in this file are
# removed from the policy and the role. Check the first plan for such removals.

terraform {
  required_providers {
    alicloud = {
      source  = \"aliyun/alicloud\"
      version = \">= 1.252.0\"
    }
  }
}
";

const INSTANCE: &str = "
# A subscription, which is paid at once. It is created in the region of the provider, which has to be
# that of the bucket.
# The provider takes later changes of instance_type, image_scanner, default_oss_bucket,
# custom_oss_bucket and the quotas into its state without changing the instance.
# A destroy asks for a refund. Container Registry's page on Terraform says that a subscription can't be
# released this way: check in the console that it has ended.
";

const IMPORTS: &str = "
# Imports existing objects. Delete the block of each object that does not exist: Terraform fails to
# import it. The first plan after the import also sets rotate_strategy, which RAM does not store.
# Terraform before 1.5 has no import blocks; run these commands instead:
#
";

/// A resource with its import ID.
struct Resource {
    kind: &'static str,
    label: String,
    attributes: Vec<(String, String)>,
    id: String,
}

pub(super) fn render(exports: &[Export]) -> String {
    let mut resources = Vec::new();
    for export in exports {
        let policies = &export.policies;
        resources.push(role(export));
        resources.extend(policies.iter().filter_map(|policy| custom(policy, export)));
        for policy in policies {
            let mut attachment = attachment(policy, export);
            // Several roles may have the same system policy.
            if resources
                .iter()
                .any(|other| other.address() == attachment.address())
            {
                attachment.label = format!("{}_{}", role_label(export), attachment.label);
            }
            resources.push(attachment);
        }
    }
    let instances = exports.iter().filter_map(instance);
    let commands = resources.iter().map(|resource| {
        let (address, id) = (resource.address(), &resource.id);
        format!("#   terraform import {address} {id}\n")
    });
    let blocks = resources.iter().map(Resource::to_block);
    let imports = resources.iter().map(Resource::to_import);
    std::iter::once(HEADER.to_owned())
        .chain(blocks)
        .chain(instances)
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
    if let Some(service) = &export.linked_to {
        return Resource {
            kind: "alicloud_resource_manager_service_linked_role",
            label: role_label(export),
            attributes: vec![attribute("service_name", text(service))],
            id: format!("{service}:{}", export.role),
        };
    }
    let mut attributes = vec![attribute("role_name", text(export.role.as_str()))];
    attributes.extend(described(export.role_description.as_ref()));
    let session = export.max_session_duration;
    attributes
        .extend(session.map(|seconds| attribute("max_session_duration", seconds.to_string())));
    attributes.push(document_attribute(
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
        document,
    } = policy
    else {
        return None;
    };
    let mut attributes = vec![attribute("policy_name", text(name.as_str()))];
    attributes.extend(described(description.as_ref()));
    // A policy has at most five versions; without this the sixth change fails.
    let rotate = text("DeleteOldestNonDefaultVersionWhenLimitExceeded");
    attributes.push(attribute("rotate_strategy", rotate));
    attributes.push(document_attribute("policy_document", document));
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

/// Formats the instance. It has no import: its ID is not known.
fn instance(export: &Export) -> Option<String> {
    let instance = export.instance.as_ref()?;
    let mut attributes = vec![
        attribute("instance_name", text(instance.name.as_str())),
        attribute("instance_type", text("Basic")),
        attribute("payment_type", text("Subscription")),
        attribute("period", "1".to_owned()),
        attribute("renewal_status", text("ManualRenewal")),
    ];
    let bucket = instance.bucket.as_ref();
    attributes.push(attribute(
        "default_oss_bucket",
        text(&bucket.is_none().to_string()),
    ));
    attributes.extend(bucket.map(|name| attribute("custom_oss_bucket", text(name.as_str()))));
    let attachments = export
        .policies
        .iter()
        .map(|policy| attachment(policy, export));
    let address = |resource: Resource| format!("\n    {},", resource.address());
    let attachments: String = attachments.map(address).collect();
    attributes.push(attribute("depends_on", format!("[{attachments}\n  ]")));
    let resource = Resource {
        kind: "alicloud_cr_ee_instance",
        label: format!("instance_{}", instance.name),
        attributes,
        id: String::new(),
    };
    Some(format!("{INSTANCE}{}", resource.to_block().trim_start()))
}

/// Labels come from names, so that another policy changes no existing address. A name can start with
/// a digit or `-`, and a role name can contain a `.`; a label can't.
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

fn document_attribute(name: &str, document: &PolicyDocument) -> (String, String) {
    attribute(
        name,
        format!("jsonencode({})", expression(&document.to_json(), 1)),
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

/// Formats assignments like `terraform fmt`: adjacent one-line assignments have aligned `=`.
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

/// Quotes a text and escapes template sequences.
fn text(content: &str) -> String {
    quoted(content).replace("${", "$${").replace("%{", "%%{")
}
