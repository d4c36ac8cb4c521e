//! System policies.

use rolewright_core::operation::PolicyType;
use rolewright_core::{RamProvider, RamProviderExt};

use crate::case::cases;
use crate::expect::{Outcome, ensure, equal, present, refuses};
use crate::fixture::holder::Holder;
use crate::fixture::ops::{delete_policy, get_policy, get_version, list_entities, list_versions};
use crate::fixture::{DOCUMENT, SYSTEM_POLICIES, make_policy};

cases! { system_policy:
    system_policies_are_read_like_custom_policies needs(SystemPolicies),
    the_version_of_a_system_policy_is_read needs(SystemPolicies),
    a_system_policy_is_attached_like_a_custom_policy needs(SystemPolicies),
    a_system_policy_is_attached_to_users_and_groups_too needs(Users, Groups, SystemPolicies),
    a_system_policy_is_not_found_as_a_custom_one needs(SystemPolicies),
    other_system_policies_exist needs(SystemPolicies) assumed "system-policies",
    a_custom_policy_may_have_the_name_of_a_system_policy
        needs(SystemPolicies)
        assumed "custom-beside-system",
}

const SYSTEM: PolicyType = PolicyType::System;

/// `AliyunOSSReadOnlyAccess` has its own page.
async fn system_policies_are_read_like_custom_policies(ram: &dyn RamProvider) -> Outcome {
    for name in SYSTEM_POLICIES {
        let read = ram.send(get_policy(SYSTEM, name)).await?;
        equal("PolicyName", &read.policy.policy_name, name)?;
        equal("PolicyType", &read.policy.policy_type, &SYSTEM)?;
        let version = read.default_policy_version;
        let default = &read.policy.default_version;
        equal("VersionId", &version.version_id, default)?;
        let about_oss = version.policy_document.contains("oss:");
        ensure(about_oss, "a document about oss", version)?;
    }
    Ok(())
}

/// Read operations accept `PolicyType` `System`. API models of SDK 1.3.0.
async fn the_version_of_a_system_policy_is_read(ram: &dyn RamProvider) -> Outcome {
    let [name, _] = SYSTEM_POLICIES;
    let listed = ram.send(list_versions(SYSTEM, name)).await?;
    let listed = listed.policy_versions.policy_version;
    let defaults = listed.iter().filter(|version| version.is_default_version);
    equal("default versions", &defaults.count(), &1)?;
    for version in listed {
        let get = get_version(SYSTEM, name, &version.version_id);
        let read = ram.send(get).await?.policy_version;
        equal("GetPolicyVersion", &read, &version)?;
    }
    Ok(())
}

async fn attach_and_detach(ram: &dyn RamProvider, holders: &[Holder]) -> Outcome {
    let [name, _] = SYSTEM_POLICIES;
    for holder in holders {
        holder.make(ram, "demo").await?;
        ram.execute(holder.attach(&SYSTEM, name, "demo")).await?;
        let listed = holder.attached(ram, "demo").await?;
        let policy = present("the policy", listed.first())?;
        equal("PolicyName", &policy.policy_name, name)?;
        equal("PolicyType", &policy.policy_type, &SYSTEM)?;
    }
    let count = ram.send(get_policy(SYSTEM, name)).await?.policy;
    let attached = count
        .attachment_count
        .and_then(|count| count.try_into().ok());
    equal("AttachmentCount", &attached, &Some(holders.len()))?;
    let entities = ram.send(list_entities(SYSTEM, name)).await?;
    equal("roles with the policy", &entities.roles.role.len(), &1)?;
    for holder in holders {
        ram.execute(holder.detach(&SYSTEM, name, "demo")).await?;
        let left = holder.attached(ram, "demo").await?;
        equal("attached policies", &left, &[])?;
    }
    Ok(())
}

/// `PolicyType` `System`. SDK 1.3.0.
async fn a_system_policy_is_attached_like_a_custom_policy(ram: &dyn RamProvider) -> Outcome {
    attach_and_detach(ram, &[Holder::Role]).await
}

/// `PolicyType` `System`. SDK 1.3.0.
async fn a_system_policy_is_attached_to_users_and_groups_too(ram: &dyn RamProvider) -> Outcome {
    attach_and_detach(ram, &Holder::ALL).await
}

/// The type is part of the request. API pages.
async fn a_system_policy_is_not_found_as_a_custom_one(ram: &dyn RamProvider) -> Outcome {
    for name in SYSTEM_POLICIES {
        let get = get_policy(PolicyType::Custom, name);
        refuses(ram, get, 404, "EntityNotExist.Policy").await?;
    }
    make_policy(ram, "images").await?;
    let get = get_policy(SYSTEM, "images");
    refuses(ram, get, 404, "EntityNotExist.Policy").await
}

/// The set of system policies changes over time.
async fn other_system_policies_exist(ram: &dyn RamProvider) -> Outcome {
    for name in [
        "AdministratorAccess",
        "AliyunRAMReadOnlyAccess",
        "AliyunRAMFullAccess",
    ] {
        ram.send(get_policy(SYSTEM, name)).await?;
    }
    Ok(())
}

/// Every operation takes the type with the name.
async fn a_custom_policy_may_have_the_name_of_a_system_policy(ram: &dyn RamProvider) -> Outcome {
    let [name, _] = SYSTEM_POLICIES;
    make_policy(ram, name).await?;
    let read = ram.get_policy(name).await?.default_policy_version;
    equal("PolicyDocument", &read.policy_document, DOCUMENT)?;
    ram.send(delete_policy(name, None)).await?;
    ram.send(get_policy(SYSTEM, name)).await?;
    Ok(())
}
