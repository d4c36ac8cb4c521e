//! Operations on RAM's objects that other services have: Identity Management (IMS) and Resource
//! Manager.

use std::borrow::Cow;

use rolewright_core::operation::{
    CreateServiceLinkedRole, DeleteServiceLinkedRole, Operation, SetSecurityPreference,
};
use rolewright_core::permission::Permission;
use rolewright_core::provider::{Service, decode_params};
use rolewright_core::{Call, Error, Reply, Result};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{service_linked_role, settings};
use crate::account::{Account, Moment, SecurityState};
use crate::error::{Answer, refuse};
use crate::params::present;

/// Identity Management.
pub(crate) const IMS: Service = Service {
    name: Cow::Borrowed("ims"),
    version: Cow::Borrowed("2019-08-15"),
};

/// Resource Manager.
pub(crate) const MANAGER: Service = Service {
    name: Cow::Borrowed("resourcemanager"),
    version: Cow::Borrowed("2020-03-31"),
};

const DELETION_STATUS: &str = "GetServiceLinkedRoleDeletionStatus";

/// The operations of IMS; each needs the action of RAM with its name.
const OF_IMS: [&str; 3] = [
    "GetAccountSummary",
    "GetSecurityPreference",
    "SetSecurityPreference",
];

/// Returns the call of RAM that a call of Resource Manager is.
fn of_ram(call: &Call) -> Option<Call> {
    let same = [
        CreateServiceLinkedRole::ACTION,
        DeleteServiceLinkedRole::ACTION,
    ];
    (call.service == MANAGER && same.contains(&call.action.as_ref())).then(|| Call {
        service: Service::RAM,
        ..call.clone()
    })
}

/// Returns the permission that one of the operations needs.
pub(crate) fn permission(call: &Call, account: &str) -> Option<Permission> {
    if let Some(call) = of_ram(call) {
        return rolewright_core::permission::of(&call, account, None);
    }
    is_known(call).then(|| {
        let action = format!("ram:{}", call.action);
        Permission::new(action, format!("acs:ram:*:{account}:*"))
    })
}

fn is_known(call: &Call) -> bool {
    let action = call.action.as_ref();
    (call.service == IMS && OF_IMS.contains(&action))
        || (call.service == MANAGER && action == DELETION_STATUS)
}

/// Executes one of the operations; `None` for any other call.
pub(crate) fn execute(
    account: &mut Account,
    call: &Call,
    moment: &Moment,
) -> Option<Result<Reply>> {
    if let Some(call) = of_ram(call) {
        return Some(account.execute(&call, moment));
    }
    is_known(call).then(|| {
        let answer = match call.action.as_ref() {
            "GetAccountSummary" => Ok(summary(account)),
            "GetSecurityPreference" => Ok(preference(&account.settings.security)),
            "SetSecurityPreference" => set_security(account, call),
            _ => deletion_status(account, call),
        };
        let refused = |refusal: crate::error::Refusal| refusal.into_error(&moment.request_id);
        Reply::encode(&answer.map_err(refused)?, &moment.request_id)
    })
}

fn deletion_status(account: &Account, call: &Call) -> Answer<Value> {
    let task = call.params.get("DeletionTaskId").unwrap_or_default();
    let status = service_linked_role::deletion_status(account, task)?;
    Ok(json!({ "Status": status }))
}

/// The preferences that RAM does not have.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct More {
    allow_user_to_manage_personal_ding_talk: Option<bool>,
    allow_user_to_login_with_passkey: Option<bool>,
    operation_for_risk_login: Option<String>,
    #[serde(rename = "MFAOperationForLogin")]
    mfa_operation_for_login: Option<String>,
    max_idle_days_for_users: Option<u32>,
    max_idle_days_for_access_keys: Option<u32>,
}

fn set_security(account: &mut Account, call: &Call) -> Answer<Value> {
    let unreadable = |error: Error| refuse("InvalidParameter").with_message(error.message());
    let params = present(&call.params).map_err(unreadable)?;
    let op: SetSecurityPreference = decode_params(&params).map_err(unreadable)?;
    let more: More = decode_params(&params).map_err(unreadable)?;
    for (parameter, value, known) in [
        (
            "OperationForRiskLogin",
            &more.operation_for_risk_login,
            &["autonomous", "enforceVerify"][..],
        ),
        (
            "MFAOperationForLogin",
            &more.mfa_operation_for_login,
            &["mandatory", "independent", "adaptive"][..],
        ),
    ] {
        if value
            .as_deref()
            .is_some_and(|value| !known.contains(&value))
        {
            return Err(refuse(format!("InvalidParameter.{parameter}")));
        }
    }
    let mut changed = account.settings.security.clone();
    settings::change_security(&mut changed, &op)?;
    let set = |to: &mut bool, value: Option<bool>| *to = value.unwrap_or(*to);
    set(
        &mut changed.manage_dingtalk,
        more.allow_user_to_manage_personal_ding_talk,
    );
    set(&mut changed.passkeys, more.allow_user_to_login_with_passkey);
    changed.risk_login = more.operation_for_risk_login.unwrap_or(changed.risk_login);
    changed.mfa_login = more.mfa_operation_for_login.unwrap_or(changed.mfa_login);
    changed.idle_user_days = more
        .max_idle_days_for_users
        .unwrap_or(changed.idle_user_days);
    changed.idle_key_days = more
        .max_idle_days_for_access_keys
        .unwrap_or(changed.idle_key_days);
    let answer = preference(&changed);
    account.settings.security = changed;
    Ok(answer)
}

fn preference(security: &SecurityState) -> Value {
    json!({ "SecurityPreference": {
        "LoginProfilePreference": {
            "EnableSaveMFATicket": security.save_mfa_ticket,
            "LoginSessionDuration": security.session_hours,
            "LoginNetworkMasks": security.networks,
            "AllowUserToChangePassword": security.change_password,
            "OperationForRiskLogin": security.risk_login,
            "MFAOperationForLogin": security.mfa_login,
            "AllowUserToLoginWithPasskey": security.passkeys,
        },
        "AccessKeyPreference": { "AllowUserToManageAccessKeys": security.manage_access_keys },
        "MFAPreference": { "AllowUserToManageMFADevices": security.manage_mfa_devices },
        "PersonalInfoPreference": {
            "AllowUserToManagePersonalDingTalk": security.manage_dingtalk,
        },
        "VerificationPreference": { "VerificationTypes": security.verifications },
        "MaxIdleDays": {
            "MaxIdleDaysForUsers": security.idle_user_days,
            "MaxIdleDaysForAccessKeys": security.idle_key_days,
        },
    } })
}

/// Counts and quotas, with the fields of the official Python SDK for IMS.
fn summary(account: &Account) -> Value {
    let limits = &account.limits;
    let bound = account.users.values();
    let bound = bound.filter(|user| user.mfa_device.is_some()).count();
    json!({ "SummaryMap": {
        "Users": account.users.len(),
        "UsersQuota": limits.users,
        "Groups": account.groups.len(),
        "GroupsQuota": limits.groups,
        "Roles": account.roles.len(),
        "RolesQuota": limits.roles,
        "Policies": account.policies.len(),
        "PoliciesQuota": limits.custom_policies,
        "PolicySizeQuota": limits.document_bytes,
        "VersionsPerPolicyQuota": limits.versions,
        "AccessKeysPerUserQuota": limits.access_keys,
        "AttachedPoliciesPerUserQuota": limits.custom_policies_per_role,
        "AttachedPoliciesPerGroupQuota": limits.custom_policies_per_role,
        "AttachedPoliciesPerRoleQuota": limits.custom_policies_per_role,
        "AttachedSystemPoliciesPerUserQuota": limits.system_policies_per_role,
        "AttachedSystemPoliciesPerGroupQuota": limits.system_policies_per_role,
        "AttachedSystemPoliciesPerRoleQuota": limits.system_policies_per_role,
        "MFADevices": bound,
        "MFADevicesInUse": bound,
    } })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Lab;
    use rolewright_core::Access;

    fn call(service: Service, action: &'static str, params: &[(&'static str, &str)]) -> Call {
        let call = Call::new(service, action, Access::Write);
        let params = params.iter();
        params.fold(call, |call, (name, value)| call.with_param(*name, *value))
    }

    fn ask(lab: &mut Lab, call: &Call) -> std::result::Result<Value, String> {
        let answer = lab.call(call).map_err(|error| {
            let service = error.service().unwrap();
            format!("{} {}", service.status, service.code)
        })?;
        Ok(serde_json::from_slice(answer.body()).unwrap())
    }

    #[test]
    fn preferences_of_ims_keep_what_is_not_set() {
        let mut lab = Lab::default();
        let set = |params: &[(&'static str, &str)]| call(IMS, "SetSecurityPreference", params);
        let get = call(IMS, "GetSecurityPreference", &[]);
        let before = ask(&mut lab, &get).unwrap();
        let changed = [
            ("EnableSaveMFATicket", "true"),
            ("LoginSessionDuration", "8"),
            ("MFAOperationForLogin", "mandatory"),
            ("MaxIdleDaysForUsers", "90"),
            ("VerificationTypes", ""),
        ];
        ask(&mut lab, &set(&changed)).unwrap();
        let after = ask(&mut lab, &get).unwrap();
        let login = &after["SecurityPreference"]["LoginProfilePreference"];
        assert_eq!(login["EnableSaveMFATicket"], true);
        assert_eq!(login["MFAOperationForLogin"], "mandatory");
        let part = |value: &Value, name: &str| value["SecurityPreference"][name].clone();
        assert_eq!(
            part(&after, "MFAPreference"),
            part(&before, "MFAPreference")
        );
        assert_eq!(part(&after, "MaxIdleDays")["MaxIdleDaysForUsers"], 90);
        for (params, code) in [
            ([("LoginSessionDuration", "x")], "400 InvalidParameter"),
            (
                [("LoginSessionDuration", "0")],
                "400 InvalidParameter.LoginSessionDuration",
            ),
            (
                [("MFAOperationForLogin", "x")],
                "400 InvalidParameter.MFAOperationForLogin",
            ),
        ] {
            assert_eq!(ask(&mut lab, &set(&params)).unwrap_err(), code);
        }
        let unknown = call(IMS, "GetUser", &[]);
        assert_eq!(
            ask(&mut lab, &unknown).unwrap_err(),
            "404 InvalidAction.NotFound"
        );
    }

    #[test]
    fn the_summary_counts() {
        let mut lab = Lab::default().with_user("alice").with_role("r");
        let summary = ask(&mut lab, &call(IMS, "GetAccountSummary", &[])).unwrap();
        let count = |name: &str| summary["SummaryMap"][name].as_u64().unwrap();
        assert_eq!((count("Users"), count("Roles"), count("Groups")), (1, 1, 0));
        assert_eq!((count("UsersQuota"), count("RolesQuota")), (5000, 1000));
    }

    #[test]
    fn resource_manager_has_service_linked_roles_too() {
        let mut lab = Lab::default();
        let service = [("ServiceName", "polardb.aliyuncs.com")];
        let role = ask(
            &mut lab,
            &call(MANAGER, "CreateServiceLinkedRole", &service),
        )
        .unwrap();
        let name = role["Role"]["RoleName"].as_str().unwrap().to_owned();
        let delete = call(MANAGER, "DeleteServiceLinkedRole", &[("RoleName", &name)]);
        let deleted = ask(&mut lab, &delete).unwrap();
        let task = deleted["DeletionTaskId"].as_str().unwrap().to_owned();
        let status = |lab: &mut Lab, task: &str| {
            let task = [("DeletionTaskId", task)];
            ask(lab, &call(MANAGER, DELETION_STATUS, &task))
        };
        assert_eq!(status(&mut lab, &task).unwrap()["Status"], "SUCCEEDED");
        for (task, code) in [
            ("short", "400 InvalidParameter.DeletionTaskId.Length"),
            (&*"x".repeat(30), "400 InvalidParameter.DeletionTaskId"),
            (
                "task/acs-service-role/a/b/c/d",
                "404 EntityNotExist.ServiceLinkedRole.DeletionTask",
            ),
        ] {
            assert_eq!(status(&mut lab, task).unwrap_err(), code);
        }
    }
}
