//! The content of an exported file, read with an independent parser.

use std::collections::{BTreeMap, BTreeSet};

use hcl::eval::{Context, Evaluate};
use serde_json::Value;

use super::super::{Export, ExportFormat, ExportedPolicy};
use crate::policy::{PolicyDocument, TrustPolicy};

/// Content of an exported file.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Found {
    role: String,
    role_description: Option<String>,
    session: Option<String>,
    pub(super) trust: Option<TrustPolicy>,
    policies: BTreeMap<String, (Option<String>, PolicyDocument)>,
    attachments: BTreeSet<(String, String)>,
    /// By object name.
    tags: BTreeMap<String, BTreeMap<String, String>>,
}

impl Found {
    pub(super) fn of(export: &Export) -> Self {
        let mut found = Self::default();
        found.take_role(
            export.role.as_str(),
            export.role_description.clone(),
            &export.trust.document().to_compact(),
        );
        found.session = export
            .max_session_duration
            .map(|seconds| seconds.to_string());
        for policy in &export.policies {
            if let ExportedPolicy::Custom {
                name,
                description,
                document,
            } = policy
            {
                found.take_policy(name.as_str(), description.clone(), &document.to_compact());
                found.take_tags(name.as_str(), export.tags.clone());
            }
            found.attach(policy.policy_type().to_string(), policy.name().to_string());
        }
        found.take_tags(export.role.as_str(), export.tags.clone());
        found
    }

    pub(super) fn in_format(export: &Export, format: ExportFormat) -> Self {
        let text = export.render(format);
        match format {
            ExportFormat::Json => from_json(&text),
            ExportFormat::Hcl => from_hcl(&text),
            ExportFormat::Ros => from_ros(&text),
            ExportFormat::Commands => from_commands(&text),
        }
    }

    fn take_role(&mut self, name: &str, description: Option<String>, trust: &str) {
        self.role = name.to_owned();
        self.role_description = description;
        self.trust = Some(TrustPolicy::parse(trust).unwrap());
    }

    fn take_policy(&mut self, name: &str, description: Option<String>, document: &str) {
        let document = PolicyDocument::parse(document).unwrap();
        let known = self
            .policies
            .insert(name.to_owned(), (description, document));
        assert!(known.is_none(), "{name} is created twice");
    }

    fn attach(&mut self, policy_type: String, name: String) {
        assert!(
            self.attachments.insert((policy_type, name)),
            "attached twice"
        );
    }

    fn take_tags(&mut self, name: &str, tags: BTreeMap<String, String>) {
        if !tags.is_empty() {
            self.tags.insert(name.to_owned(), tags);
        }
    }
}

pub(super) fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn optional(value: Option<&Value>) -> Option<String> {
    value.filter(|value| !value.is_null()).map(text)
}

fn tag_map(value: Option<&Value>) -> BTreeMap<String, String> {
    let read = |value: &Value| serde_json::from_value(value.clone()).unwrap();
    value.map(read).unwrap_or_default()
}

fn from_json(file: &str) -> Found {
    assert!(file.starts_with("{\n  \"format_version\": \"1.0\",\n  \"kind\": \"export\","));
    let top: Value = serde_json::from_str(file).unwrap();
    let mut found = Found::default();
    let role = &top["role"];
    found.take_role(
        &text(&role["name"]),
        optional(role.get("description")),
        &role["trust_policy"].to_string(),
    );
    found.session = role.get("max_session_duration").map(Value::to_string);
    found.take_tags(&text(&role["name"]), tag_map(top.get("tags")));
    for policy in top["policies"].as_array().unwrap() {
        let name = text(&policy["name"]);
        let description = optional(policy.get("description"));
        found.take_policy(&name, description, &policy["document"].to_string());
        found.take_tags(&name, tag_map(top.get("tags")));
    }
    for attachment in top["attachments"].as_array().unwrap() {
        found.attach(
            text(&attachment["policy_type"]),
            text(&attachment["policy_name"]),
        );
    }
    found
}

/// Returns the attributes of a block as Terraform evaluates them: for a document the argument of
/// `jsonencode`, for a reference the address.
pub(super) fn attributes(block: &hcl::Block) -> BTreeMap<String, Value> {
    let read = |attribute: &hcl::Attribute| {
        let value = match attribute.expr() {
            hcl::Expression::FuncCall(call) => {
                assert_eq!(call.name.name.as_str(), "jsonencode");
                let document = call.args[0].evaluate(&Context::new()).unwrap();
                serde_json::to_string(&document).unwrap().into()
            }
            hcl::Expression::Traversal(path) => hcl::format::to_string(&**path).unwrap().into(),
            other => serde_json::to_value(other.evaluate(&Context::new()).unwrap()).unwrap(),
        };
        (attribute.key().to_owned(), value)
    };
    block.body().attributes().map(read).collect()
}

fn from_hcl(file: &str) -> Found {
    let body = hcl::parse(file).unwrap();
    let mut found = Found::default();
    let (mut names, mut ids) = (BTreeMap::new(), BTreeMap::new());
    for block in body.blocks() {
        let labels: Vec<_> = block.labels().iter().map(|label| label.as_str()).collect();
        if labels.first() == Some(&"alicloud_cr_ee_instance") {
            continue;
        }
        let all = attributes(block);
        let get = |key: &str| text(&all[key]);
        let description = optional(all.get("description"));
        match labels[..] {
            ["alicloud_ram_role", label] => {
                let trust = get("assume_role_policy_document");
                found.take_role(&get("role_name"), description, &trust);
                found.session = all.get("max_session_duration").map(ToString::to_string);
                found.take_tags(&get("role_name"), tag_map(all.get("tags")));
                let address = format!("alicloud_ram_role.{label}");
                names.insert(format!("{address}.role_name"), get("role_name"));
                ids.insert(address, get("role_name"));
            }
            ["alicloud_ram_policy", label] => {
                found.take_policy(&get("policy_name"), description, &get("policy_document"));
                found.take_tags(&get("policy_name"), tag_map(all.get("tags")));
                let address = format!("alicloud_ram_policy.{label}");
                names.insert(format!("{address}.policy_name"), get("policy_name"));
                ids.insert(address, get("policy_name"));
            }
            ["alicloud_ram_role_policy_attachment", label] => {
                let named = get("policy_name");
                let name = names.get(&named).unwrap_or(&named).clone();
                let role = names[&get("role_name")].clone();
                let policy_type = get("policy_type");
                ids.insert(
                    format!("alicloud_ram_role_policy_attachment.{label}"),
                    format!("role:{name}:{policy_type}:{role}"),
                );
                found.attach(policy_type, name);
            }
            // The block `terraform`.
            [] if all.is_empty() => {}
            [] => assert_eq!(ids.remove(&get("to")), Some(get("id")), "{}", get("to")),
            _ => panic!("{labels:?}"),
        }
    }
    assert!(ids.is_empty(), "not imported: {ids:?}");
    found
}

fn from_ros(file: &str) -> Found {
    let top: Value = serde_saphyr::from_str(file).unwrap();
    assert_eq!(top["ROSTemplateFormatVersion"], "2015-09-01");
    let mut found = Found::default();
    let resources = top["Resources"].as_object().unwrap();
    let named = |value: &Value| match &value["Fn::GetAtt"] {
        Value::Array(path) => text(&resources[&text(&path[0])]["Properties"][text(&path[1])]),
        _ => text(value),
    };
    // Resources have no order that a parser must keep.
    let mut roles = Vec::new();
    for resource in resources.values() {
        let all = &resource["Properties"];
        let description = optional(all.get("Description"));
        match resource["Type"].as_str().unwrap() {
            "ALIYUN::RAM::Role" => {
                let trust = &all["AssumeRolePolicyDocument"];
                for statement in trust["Statement"].as_array().unwrap() {
                    assert!(statement["Action"].is_string(), "{statement}");
                    let principals = statement["Principal"].as_object().unwrap();
                    assert!(principals.values().all(Value::is_array), "{statement}");
                }
                found.take_role(&text(&all["RoleName"]), description, &trust.to_string());
                found.session = all.get("MaxSessionDuration").map(Value::to_string);
            }
            "ALIYUN::RAM::ManagedPolicy" => {
                let document = all["PolicyDocumentUnchecked"].to_string();
                found.take_policy(&text(&all["PolicyName"]), description, &document);
            }
            "ALIYUN::RAM::AttachPolicyToRole" => {
                roles.push(named(&all["RoleName"]));
                found.attach(text(&all["PolicyType"]), named(&all["PolicyName"]));
            }
            other => panic!("{other}"),
        }
    }
    assert!(roles.iter().all(|role| *role == found.role), "{roles:?}");
    let commands: Vec<_> = file
        .lines()
        .filter_map(|line| line.strip_prefix("#   "))
        .collect();
    found.tags = from_commands(&commands.join("\n")).tags;
    found
}

/// Splits the script into words like a shell.
fn from_commands(script: &str) -> Found {
    let words = shell_words::split(script).unwrap();
    let mut found = Found::default();
    let starts = |index: &usize| words[*index..].starts_with(&["aliyun".into(), "ram".into()]);
    let starts: Vec<_> = (0..words.len()).filter(starts).collect();
    for (number, start) in starts.iter().enumerate() {
        let end = starts.get(number + 1).copied().unwrap_or(words.len());
        let (flags, mut rest) = (&words[start + 3..end], BTreeMap::new());
        let mut flags = flags.iter();
        // Like the CLI's parser: `--name=value`, or a value that does not start with `-`.
        while let Some(flag) = flags.next().filter(|flag| *flag != "set") {
            let flag = flag.strip_prefix("--").unwrap();
            let (name, value) = flag.split_once('=').unwrap_or_else(|| {
                let value = flags.next().unwrap();
                assert!(!value.starts_with('-'), "{value}");
                (flag, value)
            });
            rest.insert(name.to_owned(), value.to_owned());
        }
        let get = |name: &str| rest[name].clone();
        let tags = rest
            .get("Tag")
            .map(|tags| tag_list(tags))
            .unwrap_or_default();
        let description = rest.get("Description").cloned();
        match words[start + 2].as_str() {
            "CreateRole" => {
                let trust = get("AssumeRolePolicyDocument");
                found.take_role(&get("RoleName"), description, &trust);
                found.session = rest.get("MaxSessionDuration").map(ToString::to_string);
                found.take_tags(&get("RoleName"), tags);
            }
            "CreatePolicy" => {
                found.take_policy(&get("PolicyName"), description, &get("PolicyDocument"));
                found.take_tags(&get("PolicyName"), tags);
            }
            "AttachPolicyToRole" => {
                assert_eq!(get("RoleName"), found.role, "the role comes first");
                let (policy_type, name) = (get("PolicyType"), get("PolicyName"));
                let there = policy_type == "System" || found.policies.contains_key(&name);
                assert!(there, "the policy comes first");
                found.attach(policy_type, name);
            }
            "TagResources" => {
                let names: [String; 1] = serde_json::from_str(&get("ResourceNames")).unwrap();
                found.take_tags(&names[0], tags);
            }
            other => panic!("{other}"),
        }
    }
    found
}

fn tag_list(json: &str) -> BTreeMap<String, String> {
    let tags: Vec<BTreeMap<String, String>> = serde_json::from_str(json).unwrap();
    let pair = |tag: BTreeMap<String, String>| (tag["Key"].clone(), tag["Value"].clone());
    tags.into_iter().map(pair).collect()
}
