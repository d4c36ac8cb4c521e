//! What is wrong with a recipe file.

use std::collections::BTreeSet;

use super::model::{ParameterKind, RecipeFile, RoleTable};
use super::template::{ACCOUNT, Template};
use crate::arn::Arn;
use crate::name::{AccountId, PolicyName, RoleName};
use crate::text::{excerpt, nearest};

/// Limits of the session duration of a role, in seconds. Source: the page on `CreateRole`.
const SESSION: std::ops::RangeInclusive<u32> = 3_600..=43_200;

/// Something that is wrong with a recipe file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileProblem {
    /// The place, for example `role[0].policy.statement[1].actions[0]`.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// How to fix it.
    pub help: String,
}

impl FileProblem {
    pub(super) fn new(
        path: impl Into<String>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            path: path.into(),
            message: message.into(),
            help: help.into(),
        }
    }
}

/// Problems of names, parameters and texts. Only a file without these can be bound.
pub(super) fn in_form(file: &RecipeFile) -> Vec<FileProblem> {
    let mut all = Vec::new();
    if !is_id(&file.id) {
        all.push(FileProblem::new(
            "id",
            format!("`{}` is not an id", excerpt(&file.id, 80)),
            "write lower-case words with hyphens, and slashes between them, for example `log/oss-shipping`",
        ));
    }
    if file.roles.is_empty() && file.include.is_empty() {
        all.push(FileProblem::new(
            "",
            "the recipe has no role",
            "add a table `[[role]]`",
        ));
    }
    all.extend(parameters(file));
    let (mut names, mut policies) = (BTreeSet::new(), BTreeSet::new());
    for (place, role) in file.roles.iter().enumerate() {
        let at = format!("role[{place}]");
        // Role names are not case-sensitive.
        if !names.insert(role.name.to_ascii_lowercase()) {
            let text = format!("two roles are named `{}`", role.name);
            all.push(FileProblem::new(
                format!("{at}.name"),
                text,
                "merge them into one",
            ));
        }
        if let Some(policy) = &role.policy
            && !policies.insert(policy.name.to_ascii_lowercase())
        {
            let text = format!("two policies are named `{}`", policy.name);
            let path = format!("{at}.policy.name");
            all.push(FileProblem::new(
                path,
                text,
                "give each role a policy of its own",
            ));
        }
        all.extend(role_in_form(role, &at));
        for (path, text) in texts(role, &at) {
            all.extend(text_in_form(file, path, text));
        }
    }
    all
}

fn is_id(text: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    text.len() <= 80 && text.split(['/', '-']).all(is_word)
}

fn parameters(file: &RecipeFile) -> Vec<FileProblem> {
    let mut all = Vec::new();
    let texts: Vec<_> = file.roles.iter().flat_map(|role| texts(role, "")).collect();
    for (name, parameter) in &file.parameters {
        let path = format!("parameter.{name}");
        let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if name.is_empty() || !name.chars().all(is_word) || name == ACCOUNT {
            let help = if name == ACCOUNT {
                "leave it out: `{account}` is always the current account"
            } else {
                "write lower-case letters, digits and `_`"
            };
            let text = format!("`{}` can't name a parameter", excerpt(name, 40));
            all.push(FileProblem::new(&path, text, help));
        }
        let named = |(_, text): &(String, &str)| {
            Template::parse(text).is_ok_and(|one| one.parameters().any(|used| used == name))
        };
        // The region of buckets is checked, whether a text names it or not.
        let is_used = parameter.kind == ParameterKind::Region || texts.iter().any(named);
        if !is_used {
            let text = format!("parameter `{name}` is not used");
            let help = format!("write `{{{name}}}` in a text, or leave the parameter out");
            all.push(FileProblem::new(&path, text, help));
        }
    }
    all
}

fn role_in_form(role: &RoleTable, at: &str) -> Vec<FileProblem> {
    let mut all = Vec::new();
    let mut add = |path: String, message: String, help: &str| {
        all.push(FileProblem::new(format!("{at}{path}"), message, help));
    };
    if let Err(error) = RoleName::new(role.name.as_str()) {
        add(
            ".name".into(),
            error.to_string(),
            "write the exact name of the role",
        );
    }
    if role.trust.is_empty() {
        add(
            String::new(),
            "`trust` is empty".into(),
            "name the service that assumes the role",
        );
    }
    if role
        .max_session_duration
        .is_some_and(|seconds| !SESSION.contains(&seconds))
    {
        add(
            ".max_session_duration".into(),
            "the session duration is out of range".into(),
            "write 3600 to 43200 seconds",
        );
    }
    if role.policy.is_none() && role.system_policies.is_empty() {
        add(
            String::new(),
            format!("role `{}` has no policy", role.name),
            "add `system_policies`, or a table `[role.policy]`",
        );
    }
    for (place, name) in role.system_policies.iter().enumerate() {
        if let Err(error) = PolicyName::new(name.as_str()) {
            add(
                format!(".system_policies[{place}]"),
                error.to_string(),
                "write its exact name",
            );
        }
    }
    if let Some(policy) = &role.policy {
        if let Err(error) = PolicyName::new(policy.name.as_str()) {
            add(
                ".policy.name".into(),
                error.to_string(),
                "choose another name",
            );
        }
        if policy.statements.is_empty() {
            add(
                ".policy".into(),
                "the policy has no statement".into(),
                "add a statement",
            );
        }
        for (place, statement) in policy.statements.iter().enumerate() {
            if statement.actions.is_empty() || statement.resources.is_empty() {
                add(
                    format!(".policy.statement[{place}]"),
                    "a statement without actions or resources grants nothing".into(),
                    "name at least one of each, or leave the statement out",
                );
            }
        }
    }
    for (place, access) in role.accesses.iter().enumerate() {
        if access.actions.is_empty() {
            let help = "name at least one action, or leave the access out";
            add(
                format!(".access[{place}]"),
                "`actions` is empty".into(),
                help,
            );
        }
        for (index, action) in access.actions.iter().enumerate() {
            let is_name = action.split_once(':').is_some_and(|(code, name)| {
                !code.is_empty() && !name.is_empty() && !action.contains(['*', '?'])
            });
            if !is_name {
                add(
                    format!(".access[{place}].actions[{index}]"),
                    format!("`{}` is not an action", excerpt(action, 80)),
                    "write the service and the name, for example `oss:GetObject`",
                );
            }
        }
    }
    all
}

/// Each text that may contain parameters, with its path.
fn texts<'r>(role: &'r RoleTable, at: &str) -> Vec<(String, &'r str)> {
    let mut all: Vec<(String, &str)> = Vec::new();
    for (place, text) in role.trust.iter().enumerate() {
        all.push((format!("{at}.trust[{place}]"), text));
    }
    all.extend(
        role.account
            .as_deref()
            .map(|text| (format!("{at}.account"), text)),
    );
    let statements = role.policy.iter().flat_map(|policy| &policy.statements);
    for (place, statement) in statements.enumerate() {
        for (index, text) in statement.resources.iter().enumerate() {
            let path = format!("{at}.policy.statement[{place}].resources[{index}]");
            all.push((path, text));
        }
    }
    for (place, access) in role.accesses.iter().enumerate() {
        all.push((format!("{at}.access[{place}].resource"), &access.resource));
    }
    all
}

fn text_in_form(file: &RecipeFile, path: String, text: &str) -> Option<FileProblem> {
    let template = match Template::parse(text) {
        Ok(template) => template,
        Err(message) => return Some(FileProblem::new(path, message, "write `{name}`")),
    };
    for name in template.parameters() {
        if name == ACCOUNT || file.parameters.contains_key(name) {
            continue;
        }
        let known = file.parameters.keys().map(String::as_str);
        let help = match nearest(name, known.chain([ACCOUNT])) {
            Some(meant) => format!("did you mean `{{{meant}}}`?"),
            None => format!("add a table `[parameter.{name}]`"),
        };
        let text = format!("`{{{}}}` is not a parameter", excerpt(name, 40));
        return Some(FileProblem::new(path, text, help));
    }
    let is_key = |name: &str| {
        let parameter = file.parameters.get(name);
        parameter.is_some_and(|one| one.kind == ParameterKind::KmsKey)
    };
    let part = |name: &&str| is_key(name) && text != format!("{{{name}}}");
    if let Some(name) = template.parameters().find(part) {
        let message = format!("`{{{name}}}` is the whole ARN of a key");
        let help = format!("write `{{{name}}}` alone");
        return Some(FileProblem::new(path, message, help));
    }
    let expanded = template.expand(&file.example_values());
    let one = expanded
        .first()
        .map(|one| one.text.as_str())
        .unwrap_or_default();
    let is_principal = |text: &str| {
        text.parse::<AccountId>().is_ok()
            || (text.starts_with("acs:") && text.parse::<Arn>().is_ok())
            || (text.contains('.') && !text.contains([':', '/', '*']))
    };
    if path.ends_with(']') && path.contains(".trust[") && !is_principal(one) {
        return Some(FileProblem::new(
            path,
            format!("`{}` is not a principal", excerpt(text, 80)),
            "write a service, for example `ecs.aliyuncs.com`, an account id, or an ARN",
        ));
    }
    if path.ends_with(".account") && one.parse::<AccountId>().is_err() {
        let text = format!("`{}` is not an account", excerpt(text, 80));
        return Some(FileProblem::new(
            path,
            text,
            "write an account id, or a parameter",
        ));
    }
    None
}
