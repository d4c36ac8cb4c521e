//! Snapshots of an account, to detect changes.

use std::collections::{BTreeMap, BTreeSet};

use rolewright_core::operation::{
    GetAccountAlias, GetGroup, GetLoginProfile, GetPasswordPolicy, GetPolicy, GetRole,
    GetSecurityPreference, GetUser, ListAccessKeys, ListEntitiesForPolicy, ListGroups,
    ListGroupsForUser, ListInstance, ListPolicies, ListPoliciesForGroup, ListPoliciesForRole,
    ListPoliciesForUser, ListPolicyVersions, ListRoles, ListTagResources, ListUsers,
    ListUsersForGroup, PolicyType,
};
use rolewright_core::provider::Paged;
use rolewright_core::{ErrorKind, Operation, RamProvider, RamProviderExt, Result};
use serde_json::Value;

use crate::outcome::{Outcome, ensure};

/// The contents of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot(BTreeMap<String, Value>);

impl Snapshot {
    /// Checks that `after` is equal.
    ///
    /// # Errors
    /// The first difference.
    pub fn ensure_same(&self, after: &Self) -> Outcome {
        let names: BTreeSet<_> = self.0.keys().chain(after.0.keys()).collect();
        for name in names {
            let (was, is) = (self.0.get(name), after.0.get(name));
            ensure(was == is, format_args!("{name} unchanged: {was:?}"), is)?;
        }
        Ok(())
    }

    async fn read<O: Operation>(
        &mut self,
        ram: &dyn RamProvider,
        name: &str,
        operation: O,
    ) -> Result<()> {
        if let Some(output) = supported(ram.send(operation).await)? {
            self.keep(format!("{} {name}", O::ACTION), &output);
        }
        Ok(())
    }

    fn keep<T: serde::Serialize>(&mut self, name: String, output: &T) {
        // Serializing can't fail: the output was decoded from JSON.
        self.0
            .insert(name, serde_json::to_value(output).unwrap_or_default());
    }

    async fn read_roles(&mut self, ram: &dyn RamProvider) -> Result<()> {
        for role in listed(ram, ListRoles::default()).await? {
            let name = &role.role_name;
            self.keep(format!("ListRoles {name}"), &role);
            let role_name = name.clone();
            self.read(
                ram,
                name,
                GetRole {
                    role_name,
                    ..Default::default()
                },
            )
            .await?;
            let role_name = name.clone();
            let policies = ListPoliciesForRole {
                role_name,
                ..Default::default()
            };
            self.read(ram, name, policies).await?;
        }
        Ok(())
    }

    async fn read_policies(&mut self, ram: &dyn RamProvider) -> Result<()> {
        let custom = ListPolicies {
            policy_type: Some(PolicyType::Custom),
            ..ListPolicies::default()
        };
        for policy in listed(ram, custom).await? {
            let name = &policy.policy_name;
            self.keep(format!("ListPolicies {name}"), &policy);
            let get = GetPolicy {
                policy_name: name.clone(),
                policy_type: PolicyType::Custom,
                ..Default::default()
            };
            self.read(ram, name, get).await?;
            let versions = ListPolicyVersions {
                policy_name: name.clone(),
                policy_type: PolicyType::Custom,
                ..Default::default()
            };
            self.read(ram, name, versions).await?;
            let entities = ListEntitiesForPolicy {
                policy_name: name.clone(),
                policy_type: PolicyType::Custom,
                ..Default::default()
            };
            self.read(ram, name, entities).await?;
        }
        Ok(())
    }

    async fn read_users(&mut self, ram: &dyn RamProvider) -> Result<()> {
        for user in listed(ram, ListUsers::default()).await? {
            let name = &user.user_name;
            let user_name = name.clone();
            self.read(
                ram,
                name,
                GetUser {
                    user_name,
                    ..Default::default()
                },
            )
            .await?;
            let user_name = name.clone();
            let policies = ListPoliciesForUser {
                user_name,
                ..Default::default()
            };
            self.read(ram, name, policies).await?;
            let user_name = name.clone();
            let groups = ListGroupsForUser {
                user_name,
                ..Default::default()
            };
            self.read(ram, name, groups).await?;
            let user_name = name.clone();
            let login = ram
                .send(GetLoginProfile {
                    user_name,
                    ..Default::default()
                })
                .await;
            let login = login.map(Some).or_else(|error| match error.kind() {
                ErrorKind::NotFound => Ok(None),
                _ => Err(error),
            });
            if let Some(login) = supported(login)?.flatten() {
                self.keep(format!("GetLoginProfile {name}"), &login);
            }
            let user_name = Some(name.clone());
            let keys = ListAccessKeys {
                user_name,
                ..Default::default()
            };
            self.read(ram, name, keys).await?;
        }
        Ok(())
    }

    async fn read_groups(&mut self, ram: &dyn RamProvider) -> Result<()> {
        for group in listed(ram, ListGroups::default()).await? {
            let name = &group.group_name;
            let group_name = name.clone();
            self.read(
                ram,
                name,
                GetGroup {
                    group_name,
                    ..Default::default()
                },
            )
            .await?;
            let group_name = name.clone();
            let policies = ListPoliciesForGroup {
                group_name,
                ..Default::default()
            };
            self.read(ram, name, policies).await?;
            let members = ListUsersForGroup {
                group_name: name.clone(),
                ..ListUsersForGroup::default()
            };
            let members = listed(ram, members).await?;
            self.keep(format!("ListUsersForGroup {name}"), &members);
        }
        Ok(())
    }

    async fn read_tags(&mut self, ram: &dyn RamProvider) -> Result<()> {
        for resource_type in ["role", "policy"] {
            let tags = ListTagResources {
                resource_type: resource_type.into(),
                ..ListTagResources::default()
            };
            let tags = listed(ram, tags).await?;
            self.keep(format!("ListTagResources {resource_type}"), &tags);
        }
        Ok(())
    }

    async fn read_settings(&mut self, ram: &dyn RamProvider) -> Result<()> {
        self.read(ram, "", GetAccountAlias::default()).await?;
        self.read(ram, "", GetPasswordPolicy::default()).await?;
        self.read(ram, "", GetSecurityPreference::default()).await
    }

    async fn read_instances(&mut self, ram: &dyn RamProvider) -> Result<()> {
        let instances = ListInstance {
            region_id: "cn-hangzhou".into(),
            ..ListInstance::default()
        };
        let instances = listed(ram, instances).await?;
        self.keep("ListInstance cn-hangzhou".into(), &instances);
        Ok(())
    }
}

/// Returns the output, or `None` if the provider does not support the operation.
fn supported<T>(answer: Result<T>) -> Result<Option<T>> {
    match answer {
        Ok(output) => Ok(Some(output)),
        Err(error) if error.kind() == ErrorKind::Unsupported => Ok(None),
        Err(error) => Err(error),
    }
}

/// Returns every item, or none if the provider does not support the operation.
async fn listed<O: Paged>(ram: &dyn RamProvider, operation: O) -> Result<Vec<O::Item>> {
    Ok(supported(list_all(ram, operation).await)?.unwrap_or_default())
}

/// Reads the contents of the account; of instances, those in cn-hangzhou.
///
/// Unsupported operations are skipped, and so are system policies, which no call changes.
///
/// # Errors
/// The first call that fails for another reason.
pub async fn snapshot(ram: &dyn RamProvider) -> Result<Snapshot> {
    let mut snapshot = Snapshot::default();
    snapshot.read_roles(ram).await?;
    snapshot.read_policies(ram).await?;
    snapshot.read_users(ram).await?;
    snapshot.read_groups(ram).await?;
    snapshot.read_tags(ram).await?;
    snapshot.read_settings(ram).await?;
    snapshot.read_instances(ram).await?;
    Ok(snapshot)
}

/// Returns every item of a list operation, from all pages.
///
/// # Errors
/// The first call that fails.
pub async fn list_all<O: Paged>(ram: &dyn RamProvider, operation: O) -> Result<Vec<O::Item>> {
    ram.pages(operation).collect().await
}
