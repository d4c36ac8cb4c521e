//! The simulated system policies: written by Alibaba Cloud, the same in every account.

use std::borrow::Cow;

use rolewright_core::recipe::library;

use super::service_linked_role;
use crate::account::{PolicyState, VersionState};

struct SystemPolicy {
    name: &'static str,
    description: &'static str,
    version: u32,
    created: &'static str,
    updated: &'static str,
    document: &'static str,
}

/// The day on which these policies were last compared with the published ones: `YYYY-MM-DD`.
pub const SYSTEM_POLICIES_CHECKED: &str = "2026-11-29";

/// Undocumented policies are guessed or empty (rule `system-policies`).
const SYSTEM_POLICIES: &[SystemPolicy] = &[
    guessed(
        "AdministratorAccess",
        "Provides full access to Alibaba Cloud services and resources.",
        r#"{"Version":"1","Statement":[{"Action":"*","Resource":"*","Effect":"Allow"}]}"#,
    ),
    guessed(
        "AliyunContainerRegistryFullAccess",
        "Provides full access to Container Registry.",
        r#"{"Version":"1","Statement":[{"Action":"cr:*","Resource":"*","Effect":"Allow"}]}"#,
    ),
    guessed(
        "AliyunContainerRegistryReadOnlyAccess",
        "Provides read-only access to Container Registry.",
        concat!(
            r#"{"Version":"1","Statement":[{"Action":["cr:Get*","cr:List*","#,
            r#""cr:PullRepository"],"Resource":"*","Effect":"Allow"}]}"#
        ),
    ),
    guessed(
        "AliyunContainerRegistryRolePolicy",
        "The policy for the role AliyunContainerRegistryDefaultRole.",
        r#"{"Version":"1","Statement":[]}"#,
    ),
    guessed(
        "AliyunOSSFullAccess",
        "Provides full access to Object Storage Service.",
        r#"{"Version":"1","Statement":[{"Action":"oss:*","Resource":"*","Effect":"Allow"}]}"#,
    ),
    SystemPolicy {
        name: "AliyunOSSReadOnlyAccess",
        description: "Provides read-only access to Object Storage Service.",
        version: 1,
        created: "2015-04-28T16:15:45Z",
        updated: "2017-08-17T08:57:31Z",
        document: concat!(
            r#"{"Statement":[{"Action":["oss:Get*","oss:List*"],"Effect":"Allow","#,
            r#""Resource":"*"}],"Version":"1"}"#
        ),
    },
    guessed(
        "AliyunRAMFullAccess",
        "Provides full access to Resource Access Management.",
        r#"{"Version":"1","Statement":[{"Action":"ram:*","Resource":"*","Effect":"Allow"}]}"#,
    ),
    SystemPolicy {
        name: "AliyunRAMReadOnlyAccess",
        description: "Provides read-only access to Resource Access Management.",
        version: 3,
        created: "2015-04-28T16:15:45Z",
        updated: "2025-12-03T10:03:48Z",
        document: concat!(
            r#"{"Version":"1","Statement":[{"Action":["ram:Get*","ram:List*","#,
            r#""ram:GenerateCredentialReport"],"Resource":"*","Effect":"Allow"},"#,
            r#"{"Effect":"Allow","Action":["accessanalyzer:Get*","accessanalyzer:List*"],"#,
            r#""Resource":"*"}]}"#
        ),
    },
    guessed(
        "AliyunSTSAssumeRoleAccess",
        "Provides access to the AssumeRole operation of Security Token Service.",
        r#"{"Version":"1","Statement":[{"Action":"sts:AssumeRole","Resource":"*","Effect":"Allow"}]}"#,
    ),
];

const UNKNOWN_DATE: &str = "2015-04-28T16:15:45Z";

const fn guessed(
    name: &'static str,
    description: &'static str,
    document: &'static str,
) -> SystemPolicy {
    let (created, updated) = (UNKNOWN_DATE, UNKNOWN_DATE);
    SystemPolicy {
        name,
        description,
        version: 1,
        created,
        updated,
        document,
    }
}

/// A policy of a service role, of which only the name is known.
const OF_SERVICE_ROLE: SystemPolicy = guessed(
    "",
    "The policy for a service role.",
    r#"{"Version":"1","Statement":[]}"#,
);

/// The policy of a service-linked role, of which only the last statement is known: each published
/// one ends with it.
fn of_linked_role(service: &str) -> PolicyState {
    let document = format!(
        r#"{{"Version":"1","Statement":[{{"Action":"ram:DeleteServiceLinkedRole","Resource":"*","Effect":"Allow","Condition":{{"StringEquals":{{"ram:ServiceName":"{service}"}}}}}}]}}"#
    );
    let mut state = state(&OF_SERVICE_ROLE);
    state.description = Some("The policy for a service-linked role.".into());
    for version in state.versions.values_mut() {
        version.document.clone_from(&document);
    }
    state
}

/// Returns all system policies by name.
pub(crate) fn all() -> impl Iterator<Item = (Cow<'static, str>, PolicyState)> {
    let known = SYSTEM_POLICIES.iter();
    let known = known.map(|policy| (policy.name.into(), state(policy)));
    let named = library::system_policies().iter();
    let named = named.filter(|name| known_as(name).is_none());
    let named = named.map(|name| ((*name).into(), state(&OF_SERVICE_ROLE)));
    let linked = service_linked_role::policies();
    let linked = linked.map(|(name, service)| (name.into(), of_linked_role(service)));
    known.chain(named).chain(linked)
}

pub(crate) fn find(name: &str) -> Option<PolicyState> {
    let is_of_service_role = library::system_policies().contains(name);
    let known = known_as(name).or(is_of_service_role.then_some(&OF_SERVICE_ROLE));
    let linked = || service_linked_role::service_of_policy(name).map(of_linked_role);
    known.map(state).or_else(linked)
}

fn known_as(name: &str) -> Option<&'static SystemPolicy> {
    SYSTEM_POLICIES.iter().find(|policy| policy.name == name)
}

/// Returns a system policy as a custom policy, with its default version only.
fn state(policy: &SystemPolicy) -> PolicyState {
    let document = policy.document.into();
    let version = VersionState {
        document,
        created: policy.updated.into(),
        ..VersionState::default()
    };
    PolicyState {
        description: Some(policy.description.into()),
        created: policy.created.into(),
        updated: policy.updated.into(),
        default_version: policy.version,
        next_version: policy.version + 1,
        versions: [(policy.version, version)].into(),
        tags: Default::default(),
        ..PolicyState::default()
    }
}
