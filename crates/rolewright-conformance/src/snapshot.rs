//! Everything that an account holds, to see whether something changed.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::TryStreamExt;
use rolewright_core::operation::{
    GetGroup, GetPolicy, GetRole, GetUser, ListAccessKeys, ListEntitiesForPolicy, ListGroups,
    ListGroupsForUser, ListInstance, ListPolicies, ListPoliciesForGroup, ListPoliciesForRole,
    ListPoliciesForUser, ListPolicyVersions, ListRoles, ListTagResources, ListUsers,
    ListUsersForGroup, PolicyType,
};
use rolewright_core::provider::Paged;
use rolewright_core::{Operation, RamProvider, RamProviderExt, Result};
use serde_json::Value;

use crate::expect::{Outcome, ensure};

/// What an account holds, by a name for each part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot(BTreeMap<String, Value>);

impl Snapshot {
    /// Fails unless `after` holds the same.
    ///
    /// # Errors
    /// What differs first.
    pub fn ensure_same(&self, after: &Self) -> Outcome {
        let names: BTreeSet<_> = self.0.keys().chain(after.0.keys()).collect();
        for name in names {
            let (was, is) = (self.0.get(name), after.0.get(name));
            ensure(was == is, format_args!("{name} stays {was:?}"), is)?;
        }
        Ok(())
    }

    async fn read<O: Operation>(
        &mut self,
        ram: &dyn RamProvider,
        name: &str,
        operation: O,
    ) -> Result<()> {
        let output = ram.send(operation).await?;
        self.keep(format!("{} {name}", O::ACTION), &output);
        Ok(())
    }

    fn keep<T: serde::Serialize>(&mut self, name: String, output: &T) {
        // An answer that was read from JSON is JSON.
        self.0
            .insert(name, serde_json::to_value(output).unwrap_or_default());
    }

    async fn read_roles(&mut self, ram: &dyn RamProvider) -> Result<()> {
        for role in list_all(ram, ListRoles::default()).await? {
            let role_name = role.role_name.clone();
            self.keep(format!("ListRoles {role_name}"), &role);
            self.read(
                ram,
                &role_name,
                GetRole {
                    role_name: role_name.clone(),
                },
            )
            .await?;
            self.read(
                ram,
                &role_name,
                ListPoliciesForRole {
                    role_name: role_name.clone(),
                },
            )
            .await?;
        }
        Ok(())
    }

    async fn read_policies(&mut self, ram: &dyn RamProvider) -> Result<()> {
        let policy_type = PolicyType::Custom;
        let custom = ListPolicies {
            policy_type: Some(policy_type.clone()),
            ..ListPolicies::default()
        };
        for policy in list_all(ram, custom).await? {
            let name = policy.policy_name.clone();
            self.keep(format!("ListPolicies {name}"), &policy);
            let (policy_name, policy_type) = (name.clone(), policy_type.clone());
            self.read(
                ram,
                &name,
                GetPolicy {
                    policy_name,
                    policy_type,
                },
            )
            .await?;
            let (policy_name, policy_type) = (name.clone(), PolicyType::Custom);
            self.read(
                ram,
                &name,
                ListPolicyVersions {
                    policy_name,
                    policy_type,
                },
            )
            .await?;
            let (policy_name, policy_type) = (name.clone(), PolicyType::Custom);
            self.read(
                ram,
                &name,
                ListEntitiesForPolicy {
                    policy_name,
                    policy_type,
                },
            )
            .await?;
        }
        Ok(())
    }

    async fn read_users(&mut self, ram: &dyn RamProvider) -> Result<()> {
        for user in list_all(ram, ListUsers::default()).await? {
            let user_name = user.user_name;
            self.read(
                ram,
                &user_name,
                GetUser {
                    user_name: user_name.clone(),
                },
            )
            .await?;
            self.read(
                ram,
                &user_name,
                ListPoliciesForUser {
                    user_name: user_name.clone(),
                },
            )
            .await?;
            self.read(
                ram,
                &user_name,
                ListGroupsForUser {
                    user_name: user_name.clone(),
                },
            )
            .await?;
            let keys = ListAccessKeys {
                user_name: Some(user_name.clone()),
            };
            self.read(ram, &user_name, keys).await?;
        }
        Ok(())
    }

    async fn read_groups(&mut self, ram: &dyn RamProvider) -> Result<()> {
        for group in list_all(ram, ListGroups::default()).await? {
            let group_name = group.group_name;
            self.read(
                ram,
                &group_name,
                GetGroup {
                    group_name: group_name.clone(),
                },
            )
            .await?;
            let policies = ListPoliciesForGroup {
                group_name: group_name.clone(),
            };
            self.read(ram, &group_name, policies).await?;
            let (name, members) = (
                format!("ListUsersForGroup {group_name}"),
                group_name.clone(),
            );
            let members = ListUsersForGroup {
                group_name: members,
                ..Default::default()
            };
            self.keep(name, &list_all(ram, members).await?);
        }
        Ok(())
    }

    async fn read_tags(&mut self, ram: &dyn RamProvider) -> Result<()> {
        for resource_type in ["role", "policy"] {
            let tags = ListTagResources {
                resource_type: resource_type.into(),
                ..Default::default()
            };
            self.keep(
                format!("ListTagResources {resource_type}"),
                &list_all(ram, tags).await?,
            );
        }
        Ok(())
    }

    async fn read_instances(&mut self, ram: &dyn RamProvider) -> Result<()> {
        let instances = ListInstance {
            region_id: "cn-hangzhou".into(),
            ..Default::default()
        };
        let instances = list_all(ram, instances).await?;
        self.keep("ListInstance cn-hangzhou".into(), &instances);
        Ok(())
    }
}

/// Reads everything that the account holds, of the instances those of one region. System policies are left out: nobody changes them.
///
/// # Errors
/// The first call that fails.
pub async fn snapshot(ram: &dyn RamProvider) -> Result<Snapshot> {
    let mut snapshot = Snapshot::default();
    snapshot.read_roles(ram).await?;
    snapshot.read_policies(ram).await?;
    snapshot.read_users(ram).await?;
    snapshot.read_groups(ram).await?;
    snapshot.read_tags(ram).await?;
    snapshot.read_instances(ram).await?;
    Ok(snapshot)
}

/// Every item of a list operation, page after page.
///
/// # Errors
/// The first call that fails.
pub async fn list_all<O: Paged>(ram: &dyn RamProvider, operation: O) -> Result<Vec<O::Item>> {
    ram.pages(operation).try_collect().await
}
