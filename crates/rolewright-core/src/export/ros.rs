//! The export for Resource Orchestration Service (ROS), as a YAML template.
//!
//! ROS requires its own form of trust policies: one action per statement, as a string, and lists of
//! principals. For policies it has `PolicyDocumentUnchecked`, which is not validated. Roles and
//! policies have no property for tags. Sources: the pages of
//! `ALIYUN::RAM::Role` (Feb 2026), `ALIYUN::RAM::ManagedPolicy` (Aug 2026) and
//! `ALIYUN::RAM::AttachPolicyToRole`, that of `ALIYUN::CR::Instance` (Nov 2025), and the validators of the official ROS CDK.

use super::commands;
use super::model::{Export, ExportedPolicy};
use super::quote::{is_bare, quoted};
use crate::policy::{Actions, Json, List, PolicyDocument, Statement, TrustPolicy};

const HEADER: &str = "\
# ROS fails if the role or a policy with the same name exists. With IgnoreExisting: true it continues,
# but neither updates nor deletes existing objects, which may then differ from this template.
";

const INSTANCE: &str = "\
#
# The instance is a subscription, which is paid at once, in the region of the stack, which has to be that
# of the bucket. ROS updates only its resource group. Check in the console that the subscription has
# ended when the stack is deleted.
";

const LINKED: &str = "\
#
# ROS has no resource for service-linked roles. Run these commands too:
#
";

const TAGS: &str = "\
#
# ROS can't tag roles and policies. Run these commands afterwards:
#
";

pub(super) fn render(exports: &[Export]) -> String {
    let made = exports.iter().filter(|export| export.linked_to.is_none());
    let made: Vec<_> = made.collect();
    let mut resources = Vec::new();
    for (number, export) in (1..).zip(&made) {
        // The ids of a single role have no number.
        let role = match made.len() {
            1 => Ids {
                role: "Role".to_owned(),
                prefix: String::new(),
            },
            _ => Ids {
                role: format!("Role{number}"),
                prefix: format!("Role{number}"),
            },
        };
        resources.extend(of_role(export, &role));
    }
    let has_instance = made.iter().any(|export| export.instance.is_some());
    let note = if has_instance { INSTANCE } else { "" };
    let template = object([
        ("ROSTemplateFormatVersion", Json::text("2015-09-01")),
        ("Resources", Json::Object(resources)),
    ]);
    format!(
        "{HEADER}{note}{}{}{}\n",
        linked(exports),
        tags(&made),
        block(&template, 0).trim_start_matches('\n')
    )
}

/// The ids of a role's resources.
struct Ids {
    role: String,
    /// The start of the ids of its policies, attachments and instance.
    prefix: String,
}

/// Returns the role, its custom policies, the attachments and the instance, each with its id.
fn of_role(export: &Export, ids: &Ids) -> Vec<(String, Json)> {
    let mut resources = vec![(ids.role.clone(), role(export))];
    for (number, policy) in (1..).zip(&export.policies) {
        let id = format!("{}Policy{number}", ids.prefix);
        let name = match policy {
            ExportedPolicy::Custom { .. } => attribute_of(&id, "PolicyName"),
            ExportedPolicy::System { name } => Json::text(name.as_str()),
        };
        resources.extend(custom(policy).map(|policy| (id, policy)));
        let id = format!("{}Attachment{number}", ids.prefix);
        resources.push((id, attachment(policy, name, &ids.role)));
    }
    let instance = instance(export, &ids.prefix);
    resources.extend(instance.map(|one| (format!("{}Instance", ids.prefix), one)));
    resources
}

fn role(export: &Export) -> Json {
    let trust = checked_form(&export.trust);
    let mut properties = vec![("RoleName", Json::text(export.role.as_str()))];
    properties.extend(described(export.role_description.as_ref()));
    let session = export.max_session_duration;
    let session = session.map(|seconds| Json::Number(seconds.to_string()));
    properties.extend(session.map(|seconds| ("MaxSessionDuration", seconds)));
    properties.push(("AssumeRolePolicyDocument", trust.to_json()));
    resource("ALIYUN::RAM::Role", properties)
}

fn custom(policy: &ExportedPolicy) -> Option<Json> {
    let ExportedPolicy::Custom {
        name,
        description,
        document,
    } = policy
    else {
        return None;
    };
    let mut properties = vec![("PolicyName", Json::text(name.as_str()))];
    properties.extend(described(description.as_ref()));
    properties.push(("PolicyDocumentUnchecked", document.to_json()));
    Some(resource("ALIYUN::RAM::ManagedPolicy", properties))
}

fn attachment(policy: &ExportedPolicy, name: Json, role: &str) -> Json {
    let properties = vec![
        ("PolicyName", name),
        ("PolicyType", Json::text(policy.policy_type().to_string())),
        ("RoleName", attribute_of(role, "RoleName")),
    ];
    resource("ALIYUN::RAM::AttachPolicyToRole", properties)
}

/// Without `InstanceStorageName` Container Registry creates a bucket.
fn instance(export: &Export, prefix: &str) -> Option<Json> {
    let instance = export.instance.as_ref()?;
    let mut properties = vec![
        ("InstanceName", Json::text(instance.name.as_str())),
        ("InstanceType", Json::text("Basic")),
        ("Period", Json::Number("1".to_owned())),
        ("RenewalStatus", Json::text("ManualRenewal")),
    ];
    let bucket = instance.bucket.as_ref();
    properties.extend(bucket.map(|name| ("InstanceStorageName", Json::text(name.as_str()))));
    let count = export.policies.len();
    let attachments = (1..=count).map(|number| Json::text(format!("{prefix}Attachment{number}")));
    Some(object([
        ("Type", Json::text("ALIYUN::CR::Instance")),
        ("DependsOn", Json::Array(attachments.collect())),
        ("Properties", object(properties)),
    ]))
}

fn resource(kind: &str, properties: Vec<(&str, Json)>) -> Json {
    object([
        ("Type", Json::text(kind)),
        ("Properties", object(properties)),
    ])
}

fn described(description: Option<&String>) -> Option<(&'static str, Json)> {
    description.map(|description| ("Description", Json::text(description)))
}

/// Refers to an attribute, which also makes ROS wait for that resource.
fn attribute_of(resource: &str, attribute: &str) -> Json {
    let path = Json::Array(vec![Json::text(resource), Json::text(attribute)]);
    object([("Fn::GetAtt", path)])
}

fn object<'k>(fields: impl IntoIterator<Item = (&'k str, Json)>) -> Json {
    let fields = fields
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value));
    Json::Object(fields.collect())
}

/// Converts a trust policy to the form that ROS requires, with the same meaning.
fn checked_form(trust: &TrustPolicy) -> PolicyDocument {
    let one_action_each = |statement: &Statement| {
        let mut statement = statement.clone();
        if let Some(principals) = statement.principals.take() {
            statement = statement.by(principals.iter());
        }
        let Some(actions) = statement.action_list().map(|actions| actions.to_vec()) else {
            return vec![statement];
        };
        let with = |action| {
            let mut one = statement.clone();
            one.actions = Actions::Action(List::bare(action));
            one
        };
        actions.into_iter().map(with).collect()
    };
    let document = trust.document();
    document.with_statements(
        document
            .statements()
            .iter()
            .flat_map(one_action_each)
            .collect(),
    )
}

/// The commands for the service-linked roles.
fn linked(exports: &[Export]) -> String {
    let services = exports
        .iter()
        .filter_map(|export| export.linked_to.as_deref());
    let commands: Vec<_> = services.map(commands::create_linked_role).collect();
    noted(LINKED, &commands)
}

fn tags(exports: &[&Export]) -> String {
    let commands = exports.iter().flat_map(|export| commands::tags(export));
    noted(TAGS, &commands.collect::<Vec<_>>())
}

/// The commands below a heading, as comments; nothing without commands.
fn noted(heading: &str, commands: &[String]) -> String {
    if commands.is_empty() {
        return String::new();
    }
    let commands = commands.join("\n");
    let lines = commands.lines().map(|line| format!("#   {line}\n"));
    std::iter::once(heading.to_owned()).chain(lines).collect()
}

/// Formats the value after `key:` or `-`.
fn block(json: &Json, depth: usize) -> String {
    let pad = "  ".repeat(depth);
    match json {
        Json::Null => " null".to_owned(),
        Json::Bool(value) => format!(" {value}"),
        Json::Number(digits) => format!(" {digits}"),
        Json::Text(text) => format!(" {}", quoted(text)),
        Json::Array(items) if items.is_empty() => " []".to_owned(),
        Json::Array(items) => {
            let line = |item| format!("\n{pad}- {}", block(item, depth + 1).trim_start());
            items.iter().map(line).collect()
        }
        Json::Object(fields) if fields.is_empty() => " {}".to_owned(),
        Json::Object(fields) => {
            let line = |(key, value): &(String, Json)| {
                let key = if is_bare(key) {
                    key.clone()
                } else {
                    quoted(key)
                };
                format!("\n{pad}{key}:{}", block(value, depth + 1))
            };
            fields.iter().map(line).collect()
        }
    }
}
