//! Deletes what carries the prefix, and nothing else.

use rolewright::operation::{
    DeletePolicyVersion, ListGroups, ListGroupsForUser, ListPolicies, ListPolicyVersions,
    ListRoles, ListUsers, PolicyType,
};
use rolewright::{RamProvider, RamProviderExt, Result};

use super::Prefix;
use crate::access_key;
use crate::holder::Holder;
use crate::ops::{delete_group, delete_policy, delete_role, delete_user, leave};
use crate::snapshot::list_all;

/// Holders first: a policy goes when nothing holds it any more.
pub(super) async fn sweep(ram: &dyn RamProvider, prefix: &Prefix) -> Result<()> {
    for user in list_all(ram, ListUsers::default()).await? {
        if prefix.is_on(&user.user_name) {
            let name = user.user_name;
            let user_name = name.clone();
            for group in ram
                .send(ListGroupsForUser { user_name })
                .await?
                .groups
                .group
            {
                ram.send(leave(&name, &group.group_name)).await?;
            }
            for key in access_key::listed(ram, &name).await? {
                ram.send(access_key::delete(&key.access_key_id, &name))
                    .await?;
            }
            Holder::User.let_go(ram, &name).await?;
            ram.send(delete_user(&name)).await?;
        }
    }
    for group in list_all(ram, ListGroups::default()).await? {
        if prefix.is_on(&group.group_name) {
            Holder::Group.let_go(ram, &group.group_name).await?;
            ram.send(delete_group(&group.group_name)).await?;
        }
    }
    for role in list_all(ram, ListRoles::default()).await? {
        if prefix.is_on(&role.role_name) {
            Holder::Role.let_go(ram, &role.role_name).await?;
            ram.send(delete_role(&role.role_name)).await?;
        }
    }
    sweep_policies(ram, prefix).await
}

async fn sweep_policies(ram: &dyn RamProvider, prefix: &Prefix) -> Result<()> {
    let custom = ListPolicies {
        policy_type: Some(PolicyType::Custom),
        ..ListPolicies::default()
    };
    for policy in list_all(ram, custom).await? {
        let name = policy.policy_name;
        if !prefix.is_on(&name) {
            continue;
        }
        let (policy_name, policy_type) = (name.clone(), PolicyType::Custom);
        let versions = ListPolicyVersions {
            policy_name,
            policy_type,
        };
        let versions = ram.send(versions).await?.policy_versions.policy_version;
        for version in versions
            .into_iter()
            .filter(|version| !version.is_default_version)
        {
            let (policy_name, version_id) = (name.clone(), version.version_id);
            ram.send(DeletePolicyVersion {
                policy_name,
                version_id,
            })
            .await?;
        }
        ram.send(delete_policy(&name, None)).await?;
    }
    Ok(())
}
