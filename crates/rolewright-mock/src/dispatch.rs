//! Dispatches a call to the function that executes it, and encodes the reply.

use rolewright_core::operation::*;
use rolewright_core::provider::decode_params;
use rolewright_core::{Call, Error, Reply, Result};

use crate::account::{Account, Moment};
use crate::error::{Answer, Refusal, refuse};
use crate::params::present;
use crate::ram::attachment::{Holder, attach, detach, list, list_entities};
use crate::ram::{
    access_key, diagnosis, group, login_profile, mfa, policy, policy_version, role,
    service_linked_role, settings, tag, user,
};
use crate::sts::{oidc, session};
use crate::untyped;

/// One line per operation: name, required parameters, function.
macro_rules! table {
    ($call:ident: $($operation:ident($($required:ident),*) => $function:expr;)*) => {
        /// The simulated operations; any other returns `InvalidAction.NotFound`.
        pub const SIMULATED: &[&str] = &[
            $(<$operation as Operation>::ACTION,)*
            GetInstance::ACTION,
            ListInstance::ACTION,
        ];

        fn run(account: &mut Account, $call: &Call, moment: &Moment) -> Result<Reply> {
            match $call.action.as_ref() {
                $(<$operation as Operation>::ACTION => {
                    let required = &[$(stringify!($required)),*];
                    answer::<$operation>(account, $call, moment, required, $function)
                })*
                _ => Err(refuse("InvalidAction.NotFound").into_error(&moment.request_id)),
            }
        }
    };
}

table! {
    call:
    CreateRole(RoleName, AssumeRolePolicyDocument) => role::create;
    GetRole(RoleName) => role::get;
    UpdateRole(RoleName) => role::update;
    DeleteRole(RoleName) => role::delete;
    ListRoles() => role::list;
    CreateServiceLinkedRole(ServiceName) => service_linked_role::create;
    DeleteServiceLinkedRole(RoleName) => service_linked_role::delete;
    GetServiceLinkedRoleTemplate(ServiceName) => service_linked_role::template;

    CreatePolicy(PolicyName, PolicyDocument) => policy::create;
    GetPolicy(PolicyName, PolicyType) => policy::get;
    UpdatePolicyDescription(PolicyName, NewDescription) => policy::update_description;
    DeletePolicy(PolicyName) => policy::delete;
    ListPolicies() => policy::list;
    CreatePolicyVersion(PolicyName, PolicyDocument) => policy_version::create;
    GetPolicyVersion(PolicyType, PolicyName, VersionId) => policy_version::get;
    ListPolicyVersions(PolicyType, PolicyName) => policy_version::list;
    SetDefaultPolicyVersion(PolicyName, VersionId) => policy_version::set_default;
    DeletePolicyVersion(PolicyName, VersionId) => policy_version::delete;

    AttachPolicyToRole(PolicyType, PolicyName, RoleName) => |account, moment, op| {
        let named = (&op.policy_type, &*op.policy_name, resource_group(call));
        attach(account, moment, Holder::Role(&op.role_name), named)
    };
    AttachPolicyToUser(PolicyType, PolicyName, UserName) => |account, moment, op| {
        let named = (&op.policy_type, &*op.policy_name, resource_group(call));
        attach(account, moment, Holder::User(&op.user_name), named)
    };
    AttachPolicyToGroup(PolicyType, PolicyName, GroupName) => |account, moment, op| {
        let named = (&op.policy_type, &*op.policy_name, resource_group(call));
        attach(account, moment, Holder::Group(&op.group_name), named)
    };
    DetachPolicyFromRole(PolicyType, PolicyName, RoleName) => |account, _, op| {
        let named = (&op.policy_type, &*op.policy_name, resource_group(call));
        detach(account, Holder::Role(&op.role_name), named)
    };
    DetachPolicyFromUser(PolicyType, PolicyName, UserName) => |account, _, op| {
        let named = (&op.policy_type, &*op.policy_name, resource_group(call));
        detach(account, Holder::User(&op.user_name), named)
    };
    DetachPolicyFromGroup(PolicyType, PolicyName, GroupName) => |account, _, op| {
        let named = (&op.policy_type, &*op.policy_name, resource_group(call));
        detach(account, Holder::Group(&op.group_name), named)
    };
    ListPoliciesForRole(RoleName) => |account, _, op| {
        let policies = list(account, Holder::Role(&op.role_name))?;
        Ok(ListPoliciesForRoleOutput { policies, ..Default::default() })
    };
    ListPoliciesForUser(UserName) => |account, _, op| {
        let policies = list(account, Holder::User(&op.user_name))?;
        Ok(ListPoliciesForUserOutput { policies, ..Default::default() })
    };
    ListPoliciesForGroup(GroupName) => |account, _, op| {
        let policies = list(account, Holder::Group(&op.group_name))?;
        Ok(ListPoliciesForGroupOutput { policies, ..Default::default() })
    };
    ListEntitiesForPolicy(PolicyType, PolicyName) => list_entities;

    TagResources(ResourceType, ResourceNames, Tag) => tag::tag;
    UntagResources(ResourceType, ResourceNames) => tag::untag;
    ListTagResources(ResourceType) => tag::list;

    CreateUser(UserName) => user::create;
    GetUser(UserName) => user::get;
    UpdateUser(UserName) => user::update;
    DeleteUser(UserName) => user::delete;
    ListUsers() => user::list;

    CreateGroup(GroupName) => group::create;
    GetGroup(GroupName) => group::get;
    UpdateGroup(GroupName) => group::update;
    DeleteGroup(GroupName) => group::delete;
    ListGroups() => group::list;
    AddUserToGroup(UserName, GroupName) => group::add_user;
    RemoveUserFromGroup(UserName, GroupName) => group::remove_user;
    ListGroupsForUser(UserName) => group::list_for_user;
    ListUsersForGroup(GroupName) => group::list_users;

    CreateAccessKey() => access_key::create;
    UpdateAccessKey(UserAccessKeyId, Status) => access_key::update;
    DeleteAccessKey(UserAccessKeyId) => access_key::delete;
    ListAccessKeys() => access_key::list;
    GetAccessKeyLastUsed(UserAccessKeyId) => access_key::last_used;

    CreateLoginProfile(UserName, Password) => login_profile::create;
    GetLoginProfile(UserName) => login_profile::get;
    UpdateLoginProfile(UserName) => login_profile::update;
    DeleteLoginProfile(UserName) => login_profile::delete;

    UnbindMFADevice(UserName) => mfa::unbind;
    GetUserMFAInfo(UserName) => mfa::get;

    SetAccountAlias(AccountAlias) => settings::set_alias;
    GetAccountAlias() => settings::get_alias;
    ClearAccountAlias() => settings::clear_alias;
    SetPasswordPolicy() => settings::set_password_policy;
    GetPasswordPolicy() => settings::get_password_policy;
    SetSecurityPreference() => settings::set_security;
    GetSecurityPreference() => settings::get_security;
    DecodeDiagnosticMessage(EncodedDiagnosticMessage) => diagnosis::decode;

    GetCallerIdentity() => session::get_caller_identity;
    AssumeRole(RoleArn, RoleSessionName) => session::assume_role;
    AssumeRoleWithOIDC(OIDCProviderArn, RoleArn, OIDCToken, RoleSessionName) => oidc::assume_role;
}

impl Account {
    /// Executes one call.
    ///
    /// ```
    /// use rolewright_core::{Call, operation::GetRole};
    /// use rolewright_mock::{Account, Moment};
    ///
    /// let moment = Moment::new("2026-01-02T03:04:05Z".parse().unwrap(), "R-1");
    /// let call = Call::of(&GetRole { role_name: "demo".into(), ..Default::default() });
    /// let error = Account::default().execute(&call, &moment).unwrap_err();
    /// assert_eq!(error.code(), Some("EntityNotExist.Role"));
    /// ```
    ///
    /// # Errors
    /// The service's error, with RAM's code and status; the account is then unchanged. An
    /// operation that is not simulated returns `InvalidAction.NotFound`.
    pub fn execute(&mut self, call: &Call, moment: &Moment) -> Result<Reply> {
        if call.needs_key() {
            let exists = moment.caller.check(self);
            exists.map_err(|refusal| refusal.into_error(&moment.request_id))?;
        }
        if let Some(row) = untyped::find(call) {
            return untyped::answer(row, (self, call), &present(&call.params)?, moment);
        }
        match crate::ram::elsewhere::execute(self, call, moment) {
            Some(done) => done,
            None => run(self, call, moment),
        }
    }
}

/// Executes `AssumeRole` of a role of this account for the caller of another one.
#[cfg(feature = "emulator")]
pub(crate) fn assume_role_as(
    account: &mut Account,
    call: &Call,
    moment: &Moment,
    principal: Option<&str>,
) -> Result<Reply> {
    let required = &["RoleArn", "RoleSessionName"];
    answer::<AssumeRole>(account, call, moment, required, |account, moment, op| {
        session::assume_role_as(account, moment, op, principal)
    })
}

fn answer<O: Operation>(
    account: &mut Account,
    call: &Call,
    moment: &Moment,
    required: &[&str],
    function: impl FnOnce(&mut Account, &Moment, &O) -> Answer<O::Output>,
) -> Result<Reply> {
    let output = decode::<O>(call, required).and_then(|op| function(account, moment, &op));
    let refused = |refusal: Refusal| refusal.into_error(&moment.request_id);
    let reply = Reply::encode(&output.map_err(refused)?, &moment.request_id)?;
    Ok(reply.with_date(Some(moment.now)))
}

/// The resource group of an attachment; the typed operations know none.
fn resource_group(call: &Call) -> Option<&str> {
    let group = call.params.get("ResourceGroupId");
    group.filter(|group| !group.is_empty())
}

fn decode<O: Operation>(call: &Call, required: &[&str]) -> Answer<O> {
    // Rule `unknown-action`.
    if call.service.name != O::SERVICE.name {
        return Err(refuse("InvalidAction.NotFound"));
    }
    if call.service.version != O::SERVICE.version {
        return Err(refuse("InvalidVersion"));
    }
    let unreadable = |error: Error| refuse("InvalidParameter").with_message(error.message());
    let params = present(&call.params).map_err(unreadable)?;
    if let Some(name) = required.iter().find(|name| params.get(name).is_none()) {
        // Rule `missing-parameter`.
        return Err(refuse(format!("MissingParameter.{name}")));
    }
    // Rule `unreadable-value`.
    decode_params(&params).map_err(unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Lab;
    use rolewright_core::provider::{Access, Service};

    /// Operations of the core that are not simulated, in the order of `ALL`.
    const NOT_SIMULATED: [&str; 6] = [
        "ChangePassword",
        "CreateVirtualMFADevice",
        "ListVirtualMFADevices",
        "DeleteVirtualMFADevice",
        "BindMFADevice",
        "AssumeRoleWithSAML",
    ];

    fn by_name(service: Service, action: &'static str) -> Call {
        Call::new(service, action, Access::Read)
    }

    fn code(lab: &mut Lab, call: &Call) -> String {
        lab.call(call).unwrap_err().code().unwrap().to_owned()
    }

    #[test]
    fn every_operation_of_the_core_is_simulated_or_listed_as_not_simulated() {
        let mut lab = Lab::default();
        for operation in ALL {
            let call = Call::new(
                operation.service.clone(),
                operation.action,
                operation.access,
            );
            let answer = lab.call(&call);
            let code = answer.as_ref().err().and_then(|error| error.code());
            let simulated = SIMULATED.contains(&operation.action);
            let unknown = code == Some("InvalidAction.NotFound");
            assert_eq!(unknown, !simulated, "{}", operation.action);
            let listed = NOT_SIMULATED.contains(&operation.action);
            assert_eq!(unknown, listed, "{}", operation.action);
            // The writes without a required parameter.
            let bare = [
                "CreateAccessKey",
                "ClearAccountAlias",
                "SetPasswordPolicy",
                "SetSecurityPreference",
            ]
            .contains(&operation.action);
            if simulated && operation.access != Access::Read && !bare {
                assert!(
                    code.unwrap().starts_with("MissingParameter."),
                    "{}",
                    operation.action
                );
            }
        }
    }

    #[test]
    fn unknown_operations_and_versions_are_refused() {
        let mut lab = Lab::default();
        let unknown = by_name(Service::RAM, "ChangePassword");
        let error = lab.call(&unknown).unwrap_err();
        assert_eq!(error.kind(), rolewright_core::ErrorKind::Unsupported);
        assert_eq!(error.service().unwrap().status, 404);
        let other = by_name(Service::STS, "GetRole");
        assert_eq!(code(&mut lab, &other), "InvalidAction.NotFound");
        let service = Service::new("ram", "2019-08-15");
        assert_eq!(
            code(&mut lab, &by_name(service, "ListRoles")),
            "InvalidVersion"
        );
    }

    #[test]
    fn missing_parameters_are_checked_first_and_errors_name_the_parameter() {
        let mut lab = Lab::default();
        let call = by_name(Service::RAM, "CreateRole").with_param("MaxSessionDuration", "an hour");
        assert_eq!(code(&mut lab, &call), "MissingParameter.RoleName");
        let call = call
            .with_param("RoleName", "r")
            .with_param("AssumeRolePolicyDocument", "{}");
        let error = lab.call(&call).unwrap_err();
        assert_eq!(error.code(), Some("InvalidParameter"));
        assert!(error.message().contains("`MaxSessionDuration`"), "{error}");
    }

    #[test]
    fn replies_and_errors_have_a_request_id() {
        let mut lab = Lab::default();
        let reply = lab.call(&Call::of(&ListRoles::default())).unwrap();
        assert_eq!(reply.request_id().as_deref(), Some("R-1"));
        let error = lab
            .send(GetRole {
                role_name: "gone".into(),
                ..Default::default()
            })
            .unwrap_err();
        assert_eq!(error.service().unwrap().request_id.as_deref(), Some("R-2"));
    }

    #[test]
    fn empty_values_count_as_absent() {
        let mut lab = Lab::default();
        let call = by_name(Service::RAM, "ListRoles").with_param("MaxItems", "");
        assert!(lab.call(&call.with_param("Marker", "")).is_ok());
    }
}
