//! Operations: all of RAM's, and those of STS and Container Registry that a set-up needs, with a
//! request struct and a response struct each.
//!
//! Requests and responses have the service's names and nesting. They hold plain strings, because
//! the service validates them. A test compares the fields with the official Python SDKs.
//!
//! ```
//! use rolewright_core::Call;
//! use rolewright_core::operation::{AttachPolicyToRole, PolicyType};
//!
//! let attach = AttachPolicyToRole {
//!     policy_type: PolicyType::Custom,
//!     policy_name: "images".into(),
//!     role_name: "demo".into(),
//!     ..Default::default()
//! };
//! // `provider.send(attach).await?` makes the call. As a value it can be printed, stored and compared:
//! let call = Call::of(&attach);
//! assert_eq!((&*call.action, call.is_read()), ("AttachPolicyToRole", false));
//! assert_eq!(call.params.get("PolicyType"), Some("Custom"));
//! ```
//!
//! # Room for new fields
//!
//! The service adds fields to requests and responses, and a new field here is a minor change. So all
//! structs are written with `..Default::default()` and matched with `..`; nothing else compiles:
//!
//! ```compile_fail,E0063
//! use rolewright_core::operation::GetRole;
//!
//! let get = GetRole { role_name: "demo".into() };
//! ```
//!
//! ```compile_fail
//! use rolewright_core::operation::GetRoleOutput;
//!
//! let GetRoleOutput { role } = GetRoleOutput::default();
//! ```
//!
//! Options and other values that programs write follow the same rule. Reports and other results are
//! `#[non_exhaustive]`.

#[macro_use]
mod macros;

mod access_key;
mod account;
mod attachment;
mod definition;
mod diagnosis;
mod group;
mod instance;
mod login_profile;
mod mfa;
mod policy;
mod policy_type;
mod policy_version;
mod role;
mod service_linked_role;
mod sts;
mod tag;
mod user;
#[cfg(test)]
#[cfg(feature = "schema")]
mod wire_names;

pub use access_key::*;
pub use account::*;
pub use attachment::*;
pub(crate) use definition::Field;
pub use definition::{Done, Operation, OperationInfo};
pub use diagnosis::*;
pub use group::*;
pub use instance::*;
pub use login_profile::*;
pub use mfa::*;
pub use policy::*;
pub use policy_type::*;
pub use policy_version::*;
pub use role::*;
pub use service_linked_role::*;
pub use sts::*;
pub use tag::*;
pub use user::*;

macro_rules! operations {
    ($($operation:ident),* $(,)?) => {
        /// All operations with structs in this crate, in the order of the API reference.
        pub const ALL: &[OperationInfo] = &[$(OperationInfo {
            service: &<$operation as Operation>::SERVICE,
            action: <$operation as Operation>::ACTION,
            access: <$operation as Operation>::ACCESS,
            secrets: <$operation as Operation>::SECRETS,
            module: <$operation as Operation>::MODULE,
            #[cfg(feature = "schema")]
            schemas: || (
                schemars::schema_for!($operation),
                schemars::schema_for!(<$operation as Operation>::Output),
            ),
        }),*];
    };
}

operations! {
    CreateRole, GetRole, UpdateRole, DeleteRole, ListRoles,
    CreateServiceLinkedRole, DeleteServiceLinkedRole, GetServiceLinkedRoleTemplate,
    CreatePolicy, GetPolicy, UpdatePolicyDescription, DeletePolicy, ListPolicies,
    CreatePolicyVersion, GetPolicyVersion, ListPolicyVersions, SetDefaultPolicyVersion,
    DeletePolicyVersion,
    AttachPolicyToRole, DetachPolicyFromRole, AttachPolicyToUser, DetachPolicyFromUser,
    AttachPolicyToGroup, DetachPolicyFromGroup, ListPoliciesForRole, ListPoliciesForUser,
    ListPoliciesForGroup, ListEntitiesForPolicy,
    TagResources, UntagResources, ListTagResources,
    CreateUser, GetUser, UpdateUser, DeleteUser, ListUsers,
    CreateGroup, GetGroup, UpdateGroup, DeleteGroup, ListGroups, AddUserToGroup,
    RemoveUserFromGroup, ListGroupsForUser, ListUsersForGroup,
    CreateAccessKey, UpdateAccessKey, DeleteAccessKey, ListAccessKeys, GetAccessKeyLastUsed,
    CreateLoginProfile, GetLoginProfile, UpdateLoginProfile, DeleteLoginProfile, ChangePassword,
    CreateVirtualMFADevice, ListVirtualMFADevices, DeleteVirtualMFADevice, BindMFADevice,
    UnbindMFADevice, GetUserMFAInfo,
    SetAccountAlias, GetAccountAlias, ClearAccountAlias,
    SetPasswordPolicy, GetPasswordPolicy, SetSecurityPreference, GetSecurityPreference,
    DecodeDiagnosticMessage,
    GetCallerIdentity, AssumeRole, AssumeRoleWithOIDC, AssumeRoleWithSAML,
    GetInstance, ListInstance,
}

/// Returns the metadata of the operation with this name.
#[must_use]
pub fn find(action: &str) -> Option<&'static OperationInfo> {
    ALL.iter().find(|operation| operation.action == action)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::Access;
    use serde_json::Value;
    use std::collections::BTreeSet;

    #[test]
    fn every_operation_is_listed_once_under_its_own_name() {
        let names: BTreeSet<_> = ALL.iter().map(|operation| operation.action).collect();
        assert_eq!(names.len(), ALL.len());
    }

    #[test]
    fn all_operations_of_ram_are_listed() {
        let ram = ALL
            .iter()
            .filter(|operation| operation.service.name == "ram");
        assert_eq!(ram.count(), 69);
    }

    #[test]
    fn reads_and_only_reads_start_with_get_list_or_decode() {
        for operation in ALL {
            let starts = ["Get", "List", "Decode"];
            let reads = starts
                .iter()
                .any(|start| operation.action.starts_with(start));
            // AssumeRole issues credentials, so it is not a read although it changes nothing.
            assert_eq!(
                operation.access == Access::Read,
                reads,
                "{}",
                operation.action
            );
        }
    }

    #[cfg(feature = "schema")]
    #[test]
    fn secret_parameters_and_no_others_are_declared_secret() {
        for operation in ALL {
            let (request, _) = (operation.schemas)();
            let properties = request.get("properties").and_then(Value::as_object);
            let is_secret = |schema: &Value| schema.to_string().contains("/Secret\"");
            let typed: BTreeSet<&str> = properties
                .into_iter()
                .flatten()
                .filter(|(_, schema)| is_secret(schema))
                .map(|(name, _)| name.as_str())
                .collect();
            let declared = operation.secrets.iter().copied().collect();
            assert_eq!(typed, declared, "{}", operation.action);
            for name in properties.into_iter().flatten().map(|(name, _)| name) {
                let ends = ["Password", "Token", "Assertion", "Secret", "Code1", "Code2"];
                let allowed = name == "NextToken" || name.starts_with("Allow");
                let sounds = !allowed && ends.iter().any(|end| name.ends_with(end));
                let known = typed.contains(name.as_str());
                assert!(!sounds || known, "{} {name}", operation.action);
            }
        }
    }

    #[test]
    fn debug_masks_secrets_of_a_request() {
        let token = AssumeRoleWithOIDC {
            oidc_token: "hunter2".into(),
            ..AssumeRoleWithOIDC::default()
        };
        let call = crate::Call::of(&token);
        for text in [format!("{token:?}"), format!("{call:?}")] {
            assert!(!text.contains("hunter2"), "{text}");
        }
        assert_eq!(
            call.params.for_wire().unwrap().get("OIDCToken"),
            Some(&"hunter2")
        );
        assert!(!call.needs_key());
    }
}
