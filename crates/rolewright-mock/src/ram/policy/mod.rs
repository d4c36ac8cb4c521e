//! Policies without their versions.

use std::borrow::Cow;

use rolewright_core::operation::{
    CreatePolicy, CreatePolicyOutput, DeletePolicy, Done, GetPolicy, GetPolicyOutput, ListPolicies,
    ListPoliciesOutput, Policies, Policy, PolicyType, UpdatePolicyDescription,
    UpdatePolicyDescriptionOutput,
};

use super::document;
use super::policy_lookup::{find, find_mut};
use super::{attachment, check, page, policy_version, system_policy, tag};
use crate::account::{Account, Moment, PolicyState, VersionState, is_full};
use crate::error::{Answer, refuse};

/// A policy as `CreatePolicy` returns it.
fn wire(policy_type: PolicyType, name: &str, policy: &PolicyState) -> Policy {
    Policy {
        policy_name: name.into(),
        policy_type,
        description: policy.description.clone(),
        default_version: policy_version::id(policy.default_version),
        create_date: policy.created.clone(),
        ..Policy::default()
    }
}

/// A policy as `GetPolicy` and `ListPolicies` return it.
fn counted(account: &Account, policy_type: PolicyType, name: &str, policy: &PolicyState) -> Policy {
    Policy {
        update_date: Some(policy.updated.clone()),
        attachment_count: Some(attachment::count(account, &policy_type, name)),
        ..wire(policy_type, name, policy)
    }
}

pub(crate) fn create(
    account: &mut Account,
    moment: &Moment,
    op: &CreatePolicy,
) -> Answer<CreatePolicyOutput> {
    check::policy_name(&op.policy_name)?;
    check::description("Description", op.description.as_deref())?;
    let tags = tag::set(Default::default(), &op.tag, &account.limits)?;
    document::check_policy(account, &op.policy_document)?;
    if account.policies.contains_key(&op.policy_name) {
        return Err(refuse("EntityAlreadyExists.Policy"));
    }
    if is_full(account.policies.len(), account.limits.custom_policies) {
        return Err(refuse("LimitExceeded.Policy"));
    }
    let first = VersionState {
        document: op.policy_document.clone(),
        created: moment.date(),
        ..VersionState::default()
    };
    let policy = PolicyState {
        description: op.description.clone(),
        created: moment.date(),
        updated: moment.date(),
        default_version: 1,
        next_version: 2,
        versions: [(1, first)].into(),
        tags,
        ..PolicyState::default()
    };
    let answer = wire(PolicyType::Custom, &op.policy_name, &policy);
    account.policies.insert(op.policy_name.clone(), policy);
    Ok(CreatePolicyOutput {
        policy: answer,
        ..Default::default()
    })
}

pub(crate) fn get(account: &mut Account, _: &Moment, op: &GetPolicy) -> Answer<GetPolicyOutput> {
    let policy = find(account, &op.policy_type, &op.policy_name)?;
    Ok(GetPolicyOutput {
        default_policy_version: policy_version::wire(&policy, policy.default_version)?,
        policy: counted(account, op.policy_type.clone(), &op.policy_name, &policy),
        ..Default::default()
    })
}

/// Rule `errors-by-analogy`.
pub(crate) fn update_description(
    account: &mut Account,
    moment: &Moment,
    op: &UpdatePolicyDescription,
) -> Answer<UpdatePolicyDescriptionOutput> {
    check::policy_name(&op.policy_name)?;
    check::description("NewDescription", Some(&op.new_description))?;
    let policy = find_mut(account, &op.policy_name)?;
    check::set_text(&mut policy.description, Some(&op.new_description));
    policy.updated = moment.date();
    let update_date = Some(policy.updated.clone());
    let wire = wire(PolicyType::Custom, &op.policy_name, policy);
    Ok(UpdatePolicyDescriptionOutput {
        policy: Policy {
            update_date,
            ..wire
        },
        ..Default::default()
    })
}

pub(crate) fn delete(account: &mut Account, _: &Moment, op: &DeletePolicy) -> Answer<Done> {
    let name = &op.policy_name;
    let versions = find_mut(account, name)?.versions.len();
    // Attached to a role: rule `policy-attached-to-role`.
    for (kind, count) in attachment::counts(account, &PolicyType::Custom, name) {
        if count > 0 {
            return Err(refuse(format!("DeleteConflict.Policy.{kind}")));
        }
    }
    if versions > 1 && op.cascading_delete != Some(true) {
        return Err(refuse("DeleteConflict.Policy.Version"));
    }
    account.policies.remove(name);
    Ok(Done::default())
}

pub(crate) fn list(
    account: &mut Account,
    _: &Moment,
    op: &ListPolicies,
) -> Answer<ListPoliciesOutput> {
    if matches!(op.policy_type, Some(PolicyType::Other(_))) {
        return Err(refuse("InvalidParameter.PolicyType"));
    }
    let custom = account
        .policies
        .iter()
        .map(|(name, policy)| (PolicyType::Custom, Cow::from(name), Cow::Borrowed(policy)));
    let system =
        system_policy::all().map(|(name, policy)| (PolicyType::System, name, Cow::Owned(policy)));
    let all = custom
        .chain(system)
        .filter(|(policy_type, ..)| {
            op.policy_type
                .as_ref()
                .is_none_or(|requested| requested == policy_type)
        })
        .filter(|(.., policy)| tag::has_all(&policy.tags, &op.tag))
        .map(|(policy_type, name, policy)| {
            let key = format!("{policy_type}/{name}");
            let tags = tag::wire(&policy.tags);
            (
                key,
                Policy {
                    tags,
                    ..counted(account, policy_type, &name, &policy)
                },
            )
        });
    let (policy, marker) = page::page(
        all.collect(),
        op.marker.as_deref(),
        page::max_items(op.max_items),
    )?;
    Ok(ListPoliciesOutput {
        policies: Policies {
            policy,
            ..Default::default()
        },
        is_truncated: marker.is_some(),
        marker,
        ..Default::default()
    })
}

#[cfg(test)]
mod tests;
