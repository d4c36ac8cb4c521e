//! Deletes the objects with the prefix.

use rolewright::operation::{
    AttachedPolicy, DeleteAccessKey, DeleteGroup, DeletePolicy, DeletePolicyVersion, DeleteRole,
    DeleteUser, DetachPolicyFromGroup, DetachPolicyFromRole, DetachPolicyFromUser, ListAccessKeys,
    ListGroups, ListGroupsForUser, ListPolicies, ListPoliciesForGroup, ListPoliciesForRole,
    ListPoliciesForUser, ListPolicyVersions, ListRoles, ListUsers, PolicyType, RemoveUserFromGroup,
};
use rolewright::{RamProvider, RamProviderExt, Result};
use rolewright_conformance::list_all;

use super::Prefix;

/// Deletes users, groups and roles first, because an attached policy can't be deleted.
pub(super) async fn sweep(ram: &dyn RamProvider, prefix: &Prefix) -> Result<()> {
    for user in list_all(ram, ListUsers::default()).await? {
        if prefix.is_on(&user.user_name) {
            delete_user(ram, user.user_name).await?;
        }
    }
    for group in list_all(ram, ListGroups::default()).await? {
        if prefix.is_on(&group.group_name) {
            delete_group(ram, group.group_name).await?;
        }
    }
    for role in list_all(ram, ListRoles::default()).await? {
        if prefix.is_on(&role.role_name) {
            delete_role(ram, role.role_name).await?;
        }
    }
    let custom = ListPolicies {
        policy_type: Some(PolicyType::Custom),
        ..ListPolicies::default()
    };
    for policy in list_all(ram, custom).await? {
        if prefix.is_on(&policy.policy_name) {
            delete_policy(ram, policy.policy_name).await?;
        }
    }
    Ok(())
}

async fn delete_user(ram: &dyn RamProvider, user_name: String) -> Result<()> {
    let list = ListGroupsForUser {
        user_name: user_name.clone(),
        ..Default::default()
    };
    for group in ram.send(list).await?.groups.group {
        ram.send(RemoveUserFromGroup {
            user_name: user_name.clone(),
            group_name: group.group_name,
            ..Default::default()
        })
        .await?;
    }
    let list = ListAccessKeys {
        user_name: Some(user_name.clone()),
        ..Default::default()
    };
    for key in ram.send(list).await?.access_keys.access_key {
        ram.send(DeleteAccessKey {
            user_access_key_id: key.access_key_id,
            user_name: Some(user_name.clone()),
            ..Default::default()
        })
        .await?;
    }
    let list = ListPoliciesForUser {
        user_name: user_name.clone(),
        ..Default::default()
    };
    for policy in ram.send(list).await?.policies.policy {
        let AttachedPolicy {
            policy_type,
            policy_name,
            ..
        } = policy;
        ram.send(DetachPolicyFromUser {
            policy_type,
            policy_name,
            user_name: user_name.clone(),
            ..Default::default()
        })
        .await?;
    }
    ram.send(DeleteUser {
        user_name,
        ..Default::default()
    })
    .await
    .map(drop)
}

async fn delete_group(ram: &dyn RamProvider, group_name: String) -> Result<()> {
    let list = ListPoliciesForGroup {
        group_name: group_name.clone(),
        ..Default::default()
    };
    for policy in ram.send(list).await?.policies.policy {
        let AttachedPolicy {
            policy_type,
            policy_name,
            ..
        } = policy;
        ram.send(DetachPolicyFromGroup {
            policy_type,
            policy_name,
            group_name: group_name.clone(),
            ..Default::default()
        })
        .await?;
    }
    ram.send(DeleteGroup {
        group_name,
        ..Default::default()
    })
    .await
    .map(drop)
}

async fn delete_role(ram: &dyn RamProvider, role_name: String) -> Result<()> {
    let list = ListPoliciesForRole {
        role_name: role_name.clone(),
        ..Default::default()
    };
    for policy in ram.send(list).await?.policies.policy {
        let AttachedPolicy {
            policy_type,
            policy_name,
            ..
        } = policy;
        ram.send(DetachPolicyFromRole {
            policy_type,
            policy_name,
            role_name: role_name.clone(),
            ..Default::default()
        })
        .await?;
    }
    ram.send(DeleteRole {
        role_name,
        ..Default::default()
    })
    .await
    .map(drop)
}

async fn delete_policy(ram: &dyn RamProvider, policy_name: String) -> Result<()> {
    let list = ListPolicyVersions {
        policy_name: policy_name.clone(),
        policy_type: PolicyType::Custom,
        ..Default::default()
    };
    for version in ram.send(list).await?.policy_versions.policy_version {
        if !version.is_default_version {
            ram.send(DeletePolicyVersion {
                policy_name: policy_name.clone(),
                version_id: version.version_id,
                ..Default::default()
            })
            .await?;
        }
    }
    let delete = DeletePolicy {
        policy_name,
        ..DeletePolicy::default()
    };
    ram.send(delete).await.map(drop)
}
