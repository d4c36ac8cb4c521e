//! Operations with all that they need filled in.

use rolewright::operation::{
    AddUserToGroup, CreatePolicyVersion, DeleteGroup, DeletePolicy, DeletePolicyVersion,
    DeleteRole, DeleteUser, GetGroup, GetPolicy, GetPolicyVersion, GetRole, GetUser,
    ListEntitiesForPolicy, ListPolicies, ListPolicyVersions, ListUsersForGroup, PolicyType,
    RemoveUserFromGroup, SetDefaultPolicyVersion, Tag, UpdateRole, UpdateUser,
};
use rolewright::{Access, Call, Service};

use crate::fixture::document;

/// A call of RAM by name.
pub(crate) fn by_name(action: &'static str, access: Access, params: &[(&str, &str)]) -> Call {
    let call = Call::new(Service::RAM, action, access);
    params
        .iter()
        .fold(call, |call, (name, value)| call.with_param(*name, *value))
}

pub(crate) fn tag(key: &str, value: &str) -> Tag {
    let (key, value) = (key.into(), value.into());
    Tag { key, value }
}

pub(crate) fn get_role(name: &str) -> GetRole {
    let role_name = name.into();
    GetRole { role_name }
}

/// An update that changes nothing yet.
pub(crate) fn update_role(name: &str) -> UpdateRole {
    let role_name = name.into();
    UpdateRole {
        role_name,
        ..UpdateRole::default()
    }
}

pub(crate) fn delete_role(name: &str) -> DeleteRole {
    let role_name = name.into();
    DeleteRole { role_name }
}

pub(crate) fn get_policy(policy_type: PolicyType, name: &str) -> GetPolicy {
    let policy_name = name.into();
    GetPolicy {
        policy_name,
        policy_type,
    }
}

pub(crate) fn delete_policy(name: &str, cascading_delete: Option<bool>) -> DeletePolicy {
    let policy_name = name.into();
    DeletePolicy {
        policy_name,
        cascading_delete,
    }
}

pub(crate) fn list_custom_policies() -> ListPolicies {
    let policy_type = Some(PolicyType::Custom);
    ListPolicies {
        policy_type,
        ..ListPolicies::default()
    }
}

pub(crate) fn list_entities(policy_type: PolicyType, policy: &str) -> ListEntitiesForPolicy {
    let policy_name = policy.into();
    ListEntitiesForPolicy {
        policy_type,
        policy_name,
    }
}

/// A further version whose document differs by that text.
pub(crate) fn version(policy: &str, text: &str) -> CreatePolicyVersion {
    let (policy_name, policy_document) = (policy.into(), document(text));
    CreatePolicyVersion {
        policy_name,
        policy_document,
        ..CreatePolicyVersion::default()
    }
}

pub(crate) fn get_version(policy_type: PolicyType, policy: &str, id: &str) -> GetPolicyVersion {
    let (policy_name, version_id) = (policy.into(), id.into());
    GetPolicyVersion {
        policy_type,
        policy_name,
        version_id,
    }
}

pub(crate) fn list_versions(policy_type: PolicyType, policy: &str) -> ListPolicyVersions {
    let policy_name = policy.into();
    ListPolicyVersions {
        policy_type,
        policy_name,
    }
}

pub(crate) fn set_default(policy: &str, id: &str) -> SetDefaultPolicyVersion {
    let (policy_name, version_id) = (policy.into(), id.into());
    SetDefaultPolicyVersion {
        policy_name,
        version_id,
    }
}

pub(crate) fn delete_version(policy: &str, id: &str) -> DeletePolicyVersion {
    let (policy_name, version_id) = (policy.into(), id.into());
    DeletePolicyVersion {
        policy_name,
        version_id,
    }
}

pub(crate) fn get_user(name: &str) -> GetUser {
    let user_name = name.into();
    GetUser { user_name }
}

/// An update that changes nothing yet.
pub(crate) fn update_user(name: &str) -> UpdateUser {
    let user_name = name.into();
    UpdateUser {
        user_name,
        ..UpdateUser::default()
    }
}

pub(crate) fn delete_user(name: &str) -> DeleteUser {
    let user_name = name.into();
    DeleteUser { user_name }
}

pub(crate) fn get_group(name: &str) -> GetGroup {
    let group_name = name.into();
    GetGroup { group_name }
}

pub(crate) fn delete_group(name: &str) -> DeleteGroup {
    let group_name = name.into();
    DeleteGroup { group_name }
}

pub(crate) fn list_members(group: &str) -> ListUsersForGroup {
    let group_name = group.into();
    ListUsersForGroup {
        group_name,
        ..ListUsersForGroup::default()
    }
}

pub(crate) fn join(user: &str, group: &str) -> AddUserToGroup {
    let (user_name, group_name) = (user.into(), group.into());
    AddUserToGroup {
        user_name,
        group_name,
    }
}

pub(crate) fn leave(user: &str, group: &str) -> RemoveUserFromGroup {
    let (user_name, group_name) = (user.into(), group.into());
    RemoveUserFromGroup {
        user_name,
        group_name,
    }
}
