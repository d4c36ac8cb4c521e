//! The operations of RAM and STS, and one of Container Registry: one pair of plain structs each,
//! which say everything about it.
//!
//! Requests and answers carry the service's own names and nesting. They hold plain strings,
//! because the service, not the client, judges them. Shapes are those of the official Python
//! SDKs `alibabacloud-ram20150501` 1.3.0 and `alibabacloud-sts20150401` 1.2.0.

#[macro_use]
mod macros;

mod attachment;
mod group;
mod instance;
mod policy;
mod policy_version;
mod role;
mod sts;
mod tag;
mod user;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use attachment::*;
pub use group::*;
pub use instance::*;
pub use policy::*;
pub use policy_version::*;
pub use role::*;
pub use sts::*;
pub use tag::*;
pub use user::*;

use crate::provider::{Access, Service};

wire! {
    /// The answer of an operation that says no more than that it was done.
    pub struct Done {}
}

/// Everything there is to say about one operation of the API.
pub trait Operation: Serialize + DeserializeOwned + schemars::JsonSchema + Send + 'static {
    /// What the service answers.
    type Output: Serialize + DeserializeOwned + schemars::JsonSchema + Send + 'static;
    /// The API it belongs to.
    const SERVICE: Service;
    /// Its name, as the API spells it.
    const ACTION: &'static str;
    /// What carrying it out does.
    const ACCESS: Access;
    /// The wire names of parameters that are shown to nobody.
    const SECRETS: &'static [&'static str];
}

/// One line of [`ALL`].
#[derive(Clone, Copy, Debug)]
pub struct OperationInfo {
    /// The API it belongs to.
    pub service: &'static Service,
    /// Its name, as the API spells it.
    pub action: &'static str,
    /// What carrying it out does.
    pub access: Access,
    /// The schemas of its request and of its answer.
    pub schemas: fn() -> (schemars::Schema, schemars::Schema),
}

macro_rules! operations {
    ($($operation:ident),* $(,)?) => {
        /// Every operation that has structs here, in the order of the API's own pages.
        pub const ALL: &[OperationInfo] = &[$(OperationInfo {
            service: &<$operation as Operation>::SERVICE,
            action: <$operation as Operation>::ACTION,
            access: <$operation as Operation>::ACCESS,
            schemas: || (
                schemars::schema_for!($operation),
                schemars::schema_for!(<$operation as Operation>::Output),
            ),
        }),*];
    };
}

operations! {
    CreateRole, GetRole, UpdateRole, DeleteRole, ListRoles,
    CreatePolicy, GetPolicy, UpdatePolicyDescription, DeletePolicy, ListPolicies,
    CreatePolicyVersion, GetPolicyVersion, ListPolicyVersions, SetDefaultPolicyVersion,
    DeletePolicyVersion,
    AttachPolicyToRole, DetachPolicyFromRole, AttachPolicyToUser, DetachPolicyFromUser,
    AttachPolicyToGroup, DetachPolicyFromGroup, ListPoliciesForRole, ListPoliciesForUser,
    ListPoliciesForGroup, ListEntitiesForPolicy,
    TagResources, UntagResources, ListTagResources,
    CreateUser, GetUser, UpdateUser, DeleteUser, ListUsers,
    CreateGroup, GetGroup, DeleteGroup, ListGroups, AddUserToGroup, RemoveUserFromGroup,
    ListGroupsForUser, ListUsersForGroup,
    GetCallerIdentity, AssumeRole,
    ListInstance,
}

/// The line of the operation of that name.
#[must_use]
pub fn find(action: &str) -> Option<&'static OperationInfo> {
    ALL.iter().find(|operation| operation.action == action)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_operation_is_listed_once_under_its_own_name() {
        let names: BTreeSet<_> = ALL.iter().map(|operation| operation.action).collect();
        assert_eq!(names.len(), ALL.len());
    }

    #[test]
    fn reads_and_only_reads_start_with_get_or_list() {
        for operation in ALL {
            let reads = operation.action.starts_with("Get") || operation.action.starts_with("List");
            // AssumeRole hands out credentials: it changes nothing, but is no mere look.
            assert_eq!(
                operation.access == Access::Read,
                reads,
                "{}",
                operation.action
            );
        }
    }
}
