//! Identity Management (IMS): settings of the account, and users by their principal names.

use rolewright_core::operation::{SetPasswordPolicy, SetSecurityPreference};
use rolewright_core::provider::{Params, Service, decode_params};
use rolewright_core::{Call, Error};
use serde::Deserialize;
use serde_json::{Value, json};

use super::settings;
use crate::account::{Account, PasswordPolicyState, SecurityState, UserState};
use crate::error::{Answer, refuse};
use crate::params::present;

/// Identity Management.
pub(crate) const IMS: Service = Service::new("ims", "2019-08-15");

/// The operations; each needs the action of RAM with its name.
pub(super) const OPERATIONS: [&str; 6] = [
    "GetAccountSummary",
    "GetPasswordPolicy",
    "GetSecurityPreference",
    "GetUser",
    "SetPasswordPolicy",
    "SetSecurityPreference",
];

/// Answers one of the operations.
pub(super) fn answer(account: &mut Account, call: &Call) -> Answer<Value> {
    let unreadable = |error: Error| refuse("InvalidParameter").with_message(error.message());
    let params = present(&call.params).map_err(unreadable)?;
    match call.action.as_ref() {
        "GetPasswordPolicy" => Ok(password_policy(&account.settings.password_policy)),
        "SetPasswordPolicy" => set_password_policy(account, &params),
        "GetSecurityPreference" => Ok(preference(&account.settings.security)),
        "SetSecurityPreference" => set_security(account, &params),
        "GetUser" => user(account, &params),
        _ => Ok(summary(account)),
    }
}

fn decode<T: serde::de::DeserializeOwned>(params: &Params) -> Answer<T> {
    let unreadable = |error: Error| refuse("InvalidParameter").with_message(error.message());
    decode_params(params).map_err(unreadable)
}

/// IMS spells `HardExpire`; the fields that RAM does not have are not simulated.
fn set_password_policy(account: &mut Account, params: &Params) -> Answer<Value> {
    let mut params = params.clone();
    if let Some(hard) = params.get("HardExpire").map(str::to_owned) {
        params.insert("HardExpiry", hard);
    }
    let policy = settings::password_policy(&decode::<SetPasswordPolicy>(&params)?)?;
    let answer = password_policy(&policy);
    account.settings.password_policy = policy;
    Ok(answer)
}

fn password_policy(policy: &PasswordPolicyState) -> Value {
    json!({ "PasswordPolicy": {
        "MinimumPasswordLength": policy.minimum_length,
        "RequireLowercaseCharacters": policy.lowercase,
        "RequireUppercaseCharacters": policy.uppercase,
        "RequireNumbers": policy.numbers,
        "RequireSymbols": policy.symbols,
        "HardExpire": policy.hard_expiry,
        "MaxLoginAttemps": policy.login_attempts,
        "PasswordReusePrevention": policy.reuse_prevention,
        "MaxPasswordAge": policy.days,
    } })
}

/// Finds a user by its principal name, `<user>@<alias or account>.onaliyun.com`, or by its id.
fn user(account: &Account, params: &Params) -> Answer<Value> {
    let principal = params.get("UserPrincipalName");
    let id = params.get("UserId");
    if principal.is_none() && id.is_none() {
        return Err(refuse("MissingParameter.UserPrincipalName"));
    }
    let domain = format!("{}.onaliyun.com", settings::alias(account));
    let name_of = |principal: &str| {
        let (name, given) = principal.split_once('@')?;
        let own = given == domain || given == format!("{}.onaliyun.com", account.id);
        own.then(|| name.to_owned())
    };
    let name = principal.and_then(name_of);
    let fits = |(known, user): &(&String, &UserState)| {
        name.as_ref().is_some_and(|name| name == *known) || id == Some(&*user.id)
    };
    let found = account.users.iter().find(fits);
    let (name, user) = found.ok_or_else(|| refuse("EntityNotExist.User"))?;
    Ok(json!({ "User": {
        "UserId": user.id,
        "UserPrincipalName": format!("{name}@{domain}"),
        "DisplayName": user.display_name,
        "MobilePhone": user.mobile_phone,
        "Email": user.email,
        "Comments": user.comments,
        "CreateDate": user.created,
        "UpdateDate": user.updated,
        "ProvisionType": "Manual",
    } }))
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

fn set_security(account: &mut Account, params: &Params) -> Answer<Value> {
    let op: SetSecurityPreference = decode(params)?;
    let more: More = decode(params)?;
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
    use rolewright_core::operation::SetAccountAlias;

    fn ask(
        lab: &mut Lab,
        action: &'static str,
        params: &[(&'static str, &str)],
    ) -> std::result::Result<Value, String> {
        let call = Call::new(IMS, action, Access::Write);
        let params = params.iter();
        let call = params.fold(call, |call, (name, value)| call.with_param(*name, *value));
        let answer = lab.call(&call).map_err(|error| {
            let service = error.service().unwrap();
            format!("{} {}", service.status, service.code)
        })?;
        Ok(serde_json::from_slice(answer.body()).unwrap())
    }

    #[test]
    fn preferences_keep_what_is_not_set() {
        let mut lab = Lab::default();
        let before = ask(&mut lab, "GetSecurityPreference", &[]).unwrap();
        let changed = [
            ("EnableSaveMFATicket", "true"),
            ("LoginSessionDuration", "8"),
            ("MFAOperationForLogin", "mandatory"),
            ("MaxIdleDaysForUsers", "90"),
            ("VerificationTypes", ""),
        ];
        ask(&mut lab, "SetSecurityPreference", &changed).unwrap();
        let after = ask(&mut lab, "GetSecurityPreference", &[]).unwrap();
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
            let refused = ask(&mut lab, "SetSecurityPreference", &params);
            assert_eq!(refused.unwrap_err(), code);
        }
        let unknown = ask(&mut lab, "ListUsers", &[]);
        assert_eq!(unknown.unwrap_err(), "404 InvalidAction.NotFound");
    }

    #[test]
    fn the_summary_counts() {
        let mut lab = Lab::default().with_user("alice").with_role("r");
        let summary = ask(&mut lab, "GetAccountSummary", &[]).unwrap();
        let count = |name: &str| summary["SummaryMap"][name].as_u64().unwrap();
        assert_eq!((count("Users"), count("Roles"), count("Groups")), (1, 1, 0));
        assert_eq!((count("UsersQuota"), count("RolesQuota")), (5000, 1000));
    }

    #[test]
    fn the_password_policy_is_that_of_ram() {
        let mut lab = Lab::default();
        let strict = [("MinimumPasswordLength", "12"), ("HardExpire", "true")];
        ask(&mut lab, "SetPasswordPolicy", &strict).unwrap();
        let read = ask(&mut lab, "GetPasswordPolicy", &[]).unwrap();
        assert_eq!(read["PasswordPolicy"]["HardExpire"], true);
        assert_eq!(lab.account.settings.password_policy.minimum_length, 12);
        let short = ask(
            &mut lab,
            "SetPasswordPolicy",
            &[("MinimumPasswordLength", "7")],
        );
        assert_eq!(
            short.unwrap_err(),
            "400 InvalidParameter.MinimumPasswordLength.Range"
        );
    }

    #[test]
    fn a_user_is_found_by_its_principal_name_and_its_id() {
        let mut lab = Lab::default().with_user("alice");
        lab.ok(SetAccountAlias {
            account_alias: "my-team".into(),
            ..Default::default()
        });
        let id = lab.account.users["alice"].id.clone();
        for params in [
            ("UserPrincipalName", "alice@my-team.onaliyun.com"),
            ("UserPrincipalName", "alice@1234567890123456.onaliyun.com"),
            ("UserId", &*id),
        ] {
            let user = ask(&mut lab, "GetUser", &[params]).unwrap();
            let name = &user["User"]["UserPrincipalName"];
            assert_eq!(name, "alice@my-team.onaliyun.com");
        }
        let missing = ask(&mut lab, "GetUser", &[]);
        assert_eq!(
            missing.unwrap_err(),
            "400 MissingParameter.UserPrincipalName"
        );
        for name in [
            "bob@my-team.onaliyun.com",
            "alice@other.onaliyun.com",
            "alice",
        ] {
            let absent = ask(&mut lab, "GetUser", &[("UserPrincipalName", name)]);
            assert_eq!(absent.unwrap_err(), "404 EntityNotExist.User");
        }
    }
}
