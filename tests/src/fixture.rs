//! What the cases work with: documents, and calls with all that they need filled in.

use rolewright::operation::{CreateGroup, CreatePolicy, CreateRole, CreateUser, PolicyType, Role};
use rolewright::{Call, Operation, RamProvider, RamProviderExt, Result};
use serde_json::Value;

use crate::expect::{Failure, Outcome, ensure};
use crate::holder::Holder;

/// A trust policy for Container Registry.
pub(crate) const TRUST: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["cr.aliyuncs.com"]}}]}"#;
/// A trust policy for another service.
pub(crate) const OTHER_TRUST: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["ecs.aliyuncs.com"]}}]}"#;
/// A policy's document.
pub(crate) const DOCUMENT: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":["oss:GetObject"],"Resource":["acs:oss:*:*:images/*"]}]}"#;
/// System policies that every account has.
pub(crate) const SYSTEM_POLICIES: [&str; 2] = ["AliyunOSSReadOnlyAccess", "AliyunOSSFullAccess"];

/// A document that differs by a text in it, and is that much longer.
pub(crate) fn document(text: &str) -> String {
    DOCUMENT.replace("images", &format!("images{text}"))
}

/// A document of that many bytes.
pub(crate) fn document_of(bytes: u32) -> String {
    let filler = usize::try_from(bytes)
        .unwrap_or(0)
        .saturating_sub(DOCUMENT.len());
    document(&"x".repeat(filler))
}

pub(crate) fn role(name: &str) -> CreateRole {
    CreateRole {
        role_name: name.into(),
        assume_role_policy_document: TRUST.into(),
        ..CreateRole::default()
    }
}

pub(crate) fn policy(name: &str) -> CreatePolicy {
    CreatePolicy {
        policy_name: name.into(),
        policy_document: DOCUMENT.into(),
        ..CreatePolicy::default()
    }
}

pub(crate) fn user(name: &str) -> CreateUser {
    CreateUser {
        user_name: name.into(),
        ..CreateUser::default()
    }
}

pub(crate) fn group(name: &str) -> CreateGroup {
    CreateGroup {
        group_name: name.into(),
        ..CreateGroup::default()
    }
}

/// Makes a role.
pub(crate) async fn make_role(ram: &dyn RamProvider, name: &str) -> Result<Role> {
    Ok(ram.send(role(name)).await?.role)
}

/// Makes a custom policy.
pub(crate) async fn make_policy(ram: &dyn RamProvider, name: &str) -> Result<()> {
    ram.send(policy(name)).await.map(drop)
}

/// Attaches a custom policy to a role.
pub(crate) async fn attach(ram: &dyn RamProvider, policy: &str, role: &str) -> Result<()> {
    ram.execute(Holder::Role.attach(&PolicyType::Custom, policy, role))
        .await
        .map(drop)
}

/// The answer as it came.
pub(crate) async fn wire<O: Operation>(ram: &dyn RamProvider, operation: O) -> Outcome<Value> {
    let reply = ram.execute(Call::of(&operation)).await?;
    serde_json::from_slice(reply.body()).map_err(|error| Failure {
        expected: format!("{} answers JSON", O::ACTION),
        got: error.to_string(),
    })
}

/// Fails unless the text is a moment as the service writes it, `YYYY-MM-DDThh:mm:ssZ`.
pub(crate) fn ensure_date(what: &str, text: &str) -> Outcome {
    let form = "dddd-dd-ddTdd:dd:ddZ";
    let fits = |(c, form): (char, char)| {
        if form == 'd' {
            c.is_ascii_digit()
        } else {
            c == form
        }
    };
    let good = text.len() == form.len() && text.chars().zip(form.chars()).all(fits);
    ensure(
        good,
        format_args!("{what} in the form YYYY-MM-DDThh:mm:ssZ"),
        text,
    )
}
