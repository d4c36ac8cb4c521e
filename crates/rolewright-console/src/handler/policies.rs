//! Lists of policies, and single ones with their versions.

use std::sync::Arc;

use futures_util::future::join_all;
use rolewright::operation::{
    GetPolicy, GetPolicyVersion, ListEntitiesForPolicy, ListPolicies, ListPolicyVersions, Policy,
    PolicyType, PolicyVersion,
};
use rolewright::policy::{self, PolicyDocument};
use rolewright::{RamProviderExt, Result};
use rolewright_report::policy::PolicyDiff;

use super::roles::listed;
use super::{ok, problem};
use crate::answer::Answer;
use crate::asked::Asked;
use crate::console::Console;
use crate::page::policies::{self, PolicyState};

pub(crate) async fn list(console: &Arc<Console>, asked: &Asked) -> Answer {
    let provider = &*console.cloud.provider;
    let read = |marker, size| async move {
        let operation = ListPolicies {
            policy_type: Some(PolicyType::Custom),
            marker,
            max_items: Some(size),
            ..ListPolicies::default()
        };
        let page = provider.send(operation).await?;
        Ok((
            page.policies.policy,
            page.marker.filter(|_| page.is_truncated),
        ))
    };
    let state = listed(asked, read, |policy: &Policy| &policy.policy_name).await;
    ok(policies::policies(&console.view(asked), &state))
}

pub(crate) async fn show(console: &Arc<Console>, asked: &Asked) -> Answer {
    let (provider, name) = (&*console.cloud.provider, asked.fields.get("name"));
    let policy_type = match asked.fields.get("type") {
        "System" => PolicyType::System,
        "Custom" => PolicyType::Custom,
        _ => type_of(console, name).await,
    };
    let policy_name = || name.to_owned();
    let (policy, versions, attached) = tokio::join!(
        provider.send(GetPolicy {
            policy_name: policy_name(),
            policy_type: policy_type.clone(),
            ..Default::default()
        }),
        provider.send(ListPolicyVersions {
            policy_type: policy_type.clone(),
            policy_name: policy_name(),
            ..Default::default()
        }),
        provider.send(ListEntitiesForPolicy {
            policy_type: policy_type.clone(),
            policy_name: policy_name(),
            ..Default::default()
        }),
    );
    let mut versions = versions.map(|output| output.policy_versions.policy_version);
    if let Ok(all) = &mut versions {
        all.sort_by_key(|one| number(&one.version_id));
    }
    let sides = sides(asked, versions.as_deref().unwrap_or_default());
    let sides = sides.into_iter().map(|version_id| {
        provider.send(GetPolicyVersion {
            policy_type: policy_type.clone(),
            policy_name: policy_name(),
            version_id,
            ..Default::default()
        })
    });
    let sides = join_all(sides).await.into_iter();
    let sides: Vec<_> = sides
        .map(|one| one.map(|output| output.policy_version))
        .collect();
    let state = PolicyState {
        name,
        kind: policy_type.to_string(),
        policy: policy.map(|output| output.policy).map_err(problem),
        versions: versions.map_err(problem),
        changes: changes(&sides),
        sides: sides
            .into_iter()
            .map(|side| side.map_err(|error| Box::new(problem(error))))
            .collect(),
        attached: attached.map_err(problem),
    };
    ok(policies::policy(&console.view(asked), &state))
}

/// Returns the type of the policy with this name. A name may be that of a policy of either type, of which the
/// custom one is more likely meant.
async fn type_of(console: &Console, name: &str) -> PolicyType {
    match console.cloud.provider.get_policy(name).await {
        Err(error) if error.is_not_found() => PolicyType::System,
        _ => PolicyType::Custom,
    }
}

/// The number of a version: 12 for `v12`.
fn number(version: &str) -> u64 {
    version.trim_start_matches('v').parse().unwrap_or_default()
}

/// The versions to show: those that were chosen, else the last two.
fn sides(asked: &Asked, all: &[PolicyVersion]) -> Vec<String> {
    let chosen = ["from", "to"].map(|name| asked.fields.get(name));
    if chosen.iter().all(|id| !id.is_empty()) {
        return chosen.map(str::to_owned).to_vec();
    }
    let skipped = all.len().saturating_sub(2);
    all.iter()
        .skip(skipped)
        .map(|one| one.version_id.clone())
        .collect()
}

/// The differences in meaning between two versions.
fn changes(sides: &[Result<PolicyVersion>]) -> Option<Vec<rolewright::setup::DiffLine>> {
    let [Ok(before), Ok(after)] = sides else {
        return None;
    };
    let before = PolicyDocument::parse_either(&before.policy_document).ok()?;
    let after = PolicyDocument::parse_either(&after.policy_document).ok()?;
    Some(PolicyDiff::new(policy::diff(&before, &after)).lines())
}
