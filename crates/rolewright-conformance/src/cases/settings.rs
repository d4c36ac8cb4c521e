//! Settings of the whole account. No case changes one: they write back what they read.

use rolewright_core::operation::{
    GetAccountAlias, GetPasswordPolicy, GetSecurityPreference, GetServiceLinkedRoleTemplate,
    SetPasswordPolicy, SetSecurityPreference,
};
use rolewright_core::{RamProvider, RamProviderExt};

use crate::case::cases;
use crate::expect::{Outcome, equal, refuses};

cases! { settings:
    the_alias_is_readable needs(AccountSettings),
    a_password_policy_is_read_as_set needs(AccountSettings),
    a_minimum_length_out_of_range_is_refused needs(AccountSettings),
    security_preferences_are_read_as_set needs(AccountSettings),
    services_have_templates_for_their_roles needs(ServiceLinkedRoles),
}

/// API model of SDK 1.3.0.
async fn the_alias_is_readable(ram: &dyn RamProvider) -> Outcome {
    ram.send(GetAccountAlias::default()).await?;
    Ok(())
}

/// API model of SDK 1.3.0.
async fn a_password_policy_is_read_as_set(ram: &dyn RamProvider) -> Outcome {
    let policy = ram
        .send(GetPasswordPolicy::default())
        .await?
        .password_policy;
    let again = SetPasswordPolicy {
        minimum_password_length: policy.minimum_password_length,
        require_lowercase_characters: policy.require_lowercase_characters,
        require_uppercase_characters: policy.require_uppercase_characters,
        require_numbers: policy.require_numbers,
        require_symbols: policy.require_symbols,
        hard_expiry: policy.hard_expiry,
        max_login_attempts: policy.max_login_attempts,
        password_reuse_prevention: policy.password_reuse_prevention,
        max_password_age: policy.max_password_age,
        ..Default::default()
    };
    let set = ram.send(again).await?.password_policy;
    equal("SetPasswordPolicy returns", &set, &policy)?;
    let read = ram
        .send(GetPasswordPolicy::default())
        .await?
        .password_policy;
    equal("GetPasswordPolicy returns", &read, &policy)
}

/// 8 to 32. RAM error page.
async fn a_minimum_length_out_of_range_is_refused(ram: &dyn RamProvider) -> Outcome {
    for length in [7, 33] {
        let policy = SetPasswordPolicy {
            minimum_password_length: Some(length),
            ..SetPasswordPolicy::default()
        };
        let code = "InvalidParameter.MinimumPasswordLength.Range";
        refuses(ram, policy, 400, code).await?;
    }
    Ok(())
}

/// API model of SDK 1.3.0.
async fn security_preferences_are_read_as_set(ram: &dyn RamProvider) -> Outcome {
    let before = ram.send(GetSecurityPreference::default()).await?;
    let before = before.security_preference;
    let ticket = before.login_profile_preference.enable_save_mfa_ticket;
    let same = SetSecurityPreference {
        enable_save_mfa_ticket: ticket,
        ..SetSecurityPreference::default()
    };
    let set = ram.send(same).await?.security_preference;
    equal("SetSecurityPreference returns", &set, &before)?;
    let read = ram.send(GetSecurityPreference::default()).await?;
    equal(
        "GetSecurityPreference returns",
        &read.security_preference,
        &before,
    )
}

/// Page of `CreateServiceLinkedRole`.
async fn services_have_templates_for_their_roles(ram: &dyn RamProvider) -> Outcome {
    let of = |service: &str| GetServiceLinkedRoleTemplate {
        service_name: service.into(),
        ..Default::default()
    };
    let template = ram.send(of("polardb.aliyuncs.com")).await?;
    let prefix = &template.service_linked_role_template.role_name_prefix;
    equal("RoleNamePrefix", prefix, "AliyunServiceRoleForPolarDB")
}
