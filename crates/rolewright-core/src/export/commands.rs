//! The export for the aliyun CLI, as a shell script.
//!
//! Sources: the CLI's metadata of RAM 2015-05-01 (parameters; `Tag` and `ResourceNames` are one
//! JSON text each) and its `cli/parser.go` (flag parsing).

use std::collections::BTreeMap;

use super::model::{Export, ExportedPolicy};
use super::quote::quoted;
use crate::operation::{
    AttachPolicyToRole, CreatePolicy, CreateRole, CreateServiceLinkedRole, Operation, TagResources,
};

const HEADER: &str = "\
#!/bin/sh
# Run this script once, as a file. It creates objects and stops with EntityAlreadyExists at the
# first one that exists. RAM has no client token for creates: if a response is lost, check what
# exists (`aliyun ram GetRole`, `GetPolicy`, `ListPoliciesForRole`) and run the remaining commands
# by hand.
set -e
";

pub(super) fn render(exports: &[Export]) -> String {
    let commands = exports.iter().flat_map(|export| {
        let policies = &export.policies;
        let created = policies
            .iter()
            .filter_map(|policy| create_policy(policy, export));
        let attached = policies.iter().map(|policy| attach(policy, export));
        let role = [create_role(export)];
        role.into_iter().chain(created).chain(attached)
    });
    std::iter::once(HEADER.to_owned())
        .chain(commands.map(|command| format!("\n{command}\n")))
        .collect()
}

/// Returns the commands that tag existing objects.
pub(super) fn tags(export: &Export) -> Vec<String> {
    let Some(tags) = tag_list(&export.tags).filter(|_| export.linked_to.is_none()) else {
        return Vec::new();
    };
    let custom = export.policies.iter().filter_map(|policy| match policy {
        ExportedPolicy::Custom { name, .. } => Some(("policy", name.as_str())),
        ExportedPolicy::System { .. } => None,
    });
    std::iter::once(("role", export.role.as_str()))
        .chain(custom)
        .map(|(kind, name)| {
            let parameters = vec![
                ("ResourceType", kind.to_owned()),
                ("ResourceNames", format!("[{}]", quoted(name))),
                ("Tag", tags.clone()),
            ];
            command("ram", TagResources::ACTION, &parameters)
        })
        .collect()
}

/// RAM's operation of the same name is missing in the CLI's metadata.
pub(super) fn create_linked_role(service: &str) -> String {
    let parameters = [("ServiceName", service.to_owned())];
    command(
        "resourcemanager",
        CreateServiceLinkedRole::ACTION,
        &parameters,
    )
}

fn create_role(export: &Export) -> String {
    if let Some(service) = &export.linked_to {
        return create_linked_role(service);
    }
    let trust = export.trust.document().to_compact();
    let mut parameters = vec![("RoleName", export.role.to_string())];
    parameters.push(("AssumeRolePolicyDocument", trust));
    parameters.extend(described(export.role_description.as_ref()));
    let session = export.max_session_duration;
    parameters.extend(session.map(|seconds| ("MaxSessionDuration", seconds.to_string())));
    parameters.extend(tag_list(&export.tags).map(|tags| ("Tag", tags)));
    command("ram", CreateRole::ACTION, &parameters)
}

fn create_policy(policy: &ExportedPolicy, export: &Export) -> Option<String> {
    let ExportedPolicy::Custom {
        name,
        description,
        document,
    } = policy
    else {
        return None;
    };
    let mut parameters = vec![("PolicyName", name.to_string())];
    parameters.push(("PolicyDocument", document.to_compact()));
    parameters.extend(described(description.as_ref()));
    parameters.extend(tag_list(&export.tags).map(|tags| ("Tag", tags)));
    Some(command("ram", CreatePolicy::ACTION, &parameters))
}

fn attach(policy: &ExportedPolicy, export: &Export) -> String {
    let parameters = [
        ("PolicyType", policy.policy_type().to_string()),
        ("PolicyName", policy.name().to_string()),
        ("RoleName", export.role.to_string()),
    ];
    command("ram", AttachPolicyToRole::ACTION, &parameters)
}

fn described(description: Option<&String>) -> Option<(&'static str, String)> {
    description.map(|description| ("Description", description.clone()))
}

fn tag_list(tags: &BTreeMap<String, String>) -> Option<String> {
    let tag = |(key, value): (&String, &String)| {
        format!("{{\"Key\":{},\"Value\":{}}}", quoted(key), quoted(value))
    };
    let tags: Vec<_> = tags.iter().map(tag).collect();
    (!tags.is_empty()).then(|| format!("[{}]", tags.join(",")))
}

fn command(product: &str, operation: &str, parameters: &[(&str, String)]) -> String {
    let words = parameters.iter().map(|(name, value)| {
        // The CLI parses a word that starts with `-` as a flag.
        let joint = if value.starts_with('-') { '=' } else { ' ' };
        format!(" \\\n  --{name}{joint}{}", shell_word(value))
    });
    std::iter::once(format!("aliyun {product} {operation}"))
        .chain(words)
        .collect()
}

/// Quotes a word for POSIX shells: between single quotes only a single quote is special.
fn shell_word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}
