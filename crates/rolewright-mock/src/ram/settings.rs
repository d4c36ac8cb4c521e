//! The account's alias, password policy and security preferences.

use rolewright_core::operation::{
    AccessKeyPreference, ClearAccountAlias, Done, GetAccountAlias, GetAccountAliasOutput,
    GetPasswordPolicy, GetPasswordPolicyOutput, GetSecurityPreference, GetSecurityPreferenceOutput,
    LoginProfilePreference, MFAPreference, PasswordPolicy, PublicKeyPreference, SecurityPreference,
    SetAccountAlias, SetPasswordPolicy, SetPasswordPolicyOutput, SetSecurityPreference,
    SetSecurityPreferenceOutput,
};

use crate::account::{Account, Moment, PasswordPolicyState, SecurityState};
use crate::error::{Answer, refuse};

pub(crate) fn set_alias(account: &mut Account, _: &Moment, op: &SetAccountAlias) -> Answer<Done> {
    let alias = &op.account_alias;
    if !(3..=63).contains(&alias.len()) {
        return Err(refuse("InvalidParameter.AccountAlias.Length"));
    }
    let parts = || alias.split('-');
    let made_of = |part: &str| {
        part.bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    if parts().any(str::is_empty) || !parts().all(made_of) {
        return Err(refuse("InvalidParameter.AccountAlias.Format"));
    }
    account.settings.alias = Some(alias.clone());
    Ok(Done::default())
}

/// Returns the alias; without one, login names have the account's id (the emulator assumes
/// `account-settings`).
pub(super) fn alias(account: &Account) -> &str {
    account.settings.alias.as_ref().unwrap_or(&account.id)
}

pub(crate) fn get_alias(
    account: &mut Account,
    _: &Moment,
    _: &GetAccountAlias,
) -> Answer<GetAccountAliasOutput> {
    let account_alias = alias(account).to_owned();
    Ok(GetAccountAliasOutput {
        account_alias,
        ..Default::default()
    })
}

pub(crate) fn clear_alias(
    account: &mut Account,
    _: &Moment,
    _: &ClearAccountAlias,
) -> Answer<Done> {
    account.settings.alias = None;
    Ok(Done::default())
}

fn wire(policy: &PasswordPolicyState) -> PasswordPolicy {
    PasswordPolicy {
        minimum_password_length: Some(policy.minimum_length),
        require_lowercase_characters: Some(policy.lowercase),
        require_uppercase_characters: Some(policy.uppercase),
        require_numbers: Some(policy.numbers),
        require_symbols: Some(policy.symbols),
        hard_expiry: Some(policy.hard_expiry),
        max_login_attempts: Some(policy.login_attempts),
        password_reuse_prevention: Some(policy.reuse_prevention),
        max_password_age: Some(policy.days),
        ..Default::default()
    }
}

/// Replaces the policy: what is not set gets its default (the emulator assumes `account-settings`).
pub(crate) fn set_password_policy(
    account: &mut Account,
    _: &Moment,
    op: &SetPasswordPolicy,
) -> Answer<SetPasswordPolicyOutput> {
    let policy = password_policy(op)?;
    let password_policy = wire(&policy);
    account.settings.password_policy = policy;
    Ok(SetPasswordPolicyOutput {
        password_policy,
        ..Default::default()
    })
}

/// Returns the requested policy.
pub(super) fn password_policy(op: &SetPasswordPolicy) -> Answer<PasswordPolicyState> {
    let default = PasswordPolicyState::default();
    let number = |name: &str, value: Option<u32>, default: u32, (least, most)| {
        let value = value.unwrap_or(default);
        if (least..=most).contains(&value) {
            return Ok(value);
        }
        let text =
            format!("The parameter - \"{name}\" MUST be in the range of {least} and {most}.");
        Err(refuse(format!("InvalidParameter.{name}.Range")).with_message(text))
    };
    Ok(PasswordPolicyState {
        minimum_length: number(
            "MinimumPasswordLength",
            op.minimum_password_length,
            default.minimum_length,
            (8, 32),
        )?,
        lowercase: op.require_lowercase_characters.unwrap_or(default.lowercase),
        uppercase: op.require_uppercase_characters.unwrap_or(default.uppercase),
        numbers: op.require_numbers.unwrap_or(default.numbers),
        symbols: op.require_symbols.unwrap_or(default.symbols),
        hard_expiry: op.hard_expiry.unwrap_or(default.hard_expiry),
        login_attempts: number(
            "MaxLoginAttemps",
            op.max_login_attempts,
            default.login_attempts,
            (0, 32),
        )?,
        reuse_prevention: number(
            "PasswordReusePrevention",
            op.password_reuse_prevention,
            default.reuse_prevention,
            (0, 24),
        )?,
        days: number(
            "MaxPasswordAge",
            op.max_password_age,
            default.days,
            (0, 1095),
        )?,
    })
}

pub(crate) fn get_password_policy(
    account: &mut Account,
    _: &Moment,
    _: &GetPasswordPolicy,
) -> Answer<GetPasswordPolicyOutput> {
    let password_policy = wire(&account.settings.password_policy);
    Ok(GetPasswordPolicyOutput {
        password_policy,
        ..Default::default()
    })
}

fn preference(security: &SecurityState) -> SecurityPreference {
    SecurityPreference {
        login_profile_preference: LoginProfilePreference {
            enable_save_mfa_ticket: Some(security.save_mfa_ticket),
            allow_user_to_change_password: Some(security.change_password),
            login_session_duration: Some(security.session_hours),
            login_network_masks: Some(security.networks.clone()),
            ..Default::default()
        },
        access_key_preference: AccessKeyPreference {
            allow_user_to_manage_access_keys: Some(security.manage_access_keys),
            ..Default::default()
        },
        mfa_preference: MFAPreference {
            allow_user_to_manage_mfa_devices: Some(security.manage_mfa_devices),
            ..Default::default()
        },
        public_key_preference: PublicKeyPreference {
            allow_user_to_manage_public_keys: Some(security.manage_public_keys),
            ..Default::default()
        },
        ..Default::default()
    }
}

/// Changes what is set; used by RAM and by IMS.
pub(crate) fn change_security(
    security: &mut SecurityState,
    op: &SetSecurityPreference,
) -> Answer<()> {
    let mut changed = security.clone();
    let set = |to: &mut bool, value: Option<bool>| *to = value.unwrap_or(*to);
    set(&mut changed.save_mfa_ticket, op.enable_save_mfa_ticket);
    set(
        &mut changed.change_password,
        op.allow_user_to_change_password,
    );
    set(
        &mut changed.manage_access_keys,
        op.allow_user_to_manage_access_keys,
    );
    set(
        &mut changed.manage_mfa_devices,
        op.allow_user_to_manage_mfa_devices,
    );
    set(
        &mut changed.manage_public_keys,
        op.allow_user_to_manage_public_keys,
    );
    if let Some(hours) = op.login_session_duration {
        if !(1..=24).contains(&hours) {
            return Err(refuse("InvalidParameter.LoginSessionDuration"));
        }
        changed.session_hours = hours;
    }
    if let Some(networks) = &op.login_network_masks {
        let is_network = |network: &str| {
            let (address, bits) = network.split_once('/').unwrap_or((network, "32"));
            let bits = bits.parse::<u8>().is_ok_and(|bits| bits <= 32);
            bits && address.parse::<std::net::Ipv4Addr>().is_ok()
        };
        let named = || networks.split(';').filter(|network| !network.is_empty());
        if named().count() > 40 || !named().all(is_network) {
            return Err(refuse("InvalidParameter.LoginNetworkMasks"));
        }
        changed.networks.clone_from(networks);
    }
    *security = changed;
    Ok(())
}

pub(crate) fn set_security(
    account: &mut Account,
    _: &Moment,
    op: &SetSecurityPreference,
) -> Answer<SetSecurityPreferenceOutput> {
    change_security(&mut account.settings.security, op)?;
    let security_preference = preference(&account.settings.security);
    Ok(SetSecurityPreferenceOutput {
        security_preference,
        ..Default::default()
    })
}

pub(crate) fn get_security(
    account: &mut Account,
    _: &Moment,
    _: &GetSecurityPreference,
) -> Answer<GetSecurityPreferenceOutput> {
    let security_preference = preference(&account.settings.security);
    Ok(GetSecurityPreferenceOutput {
        security_preference,
        ..Default::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Lab;

    #[test]
    fn an_alias_is_set_replaced_and_cleared() {
        let mut lab = Lab::default();
        let set = |alias: &str| SetAccountAlias {
            account_alias: alias.into(),
            ..Default::default()
        };
        assert_eq!(
            lab.ok(GetAccountAlias::default()).account_alias,
            "1234567890123456"
        );
        lab.ok(set("first"));
        lab.ok(set("my-team-2"));
        assert_eq!(
            lab.ok(GetAccountAlias::default()).account_alias,
            "my-team-2"
        );
        for (alias, code) in [
            ("ab", "Length"),
            (&*"a".repeat(64), "Length"),
            ("Abc", "Format"),
            ("-abc", "Format"),
            ("abc-", "Format"),
            ("a--b", "Format"),
            ("a_b", "Format"),
        ] {
            let refused = format!("400 InvalidParameter.AccountAlias.{code}");
            assert_eq!(lab.refusal(set(alias)), refused, "{alias}");
        }
        lab.ok(ClearAccountAlias::default());
        lab.ok(ClearAccountAlias::default());
        assert_eq!(
            lab.ok(GetAccountAlias::default()).account_alias,
            "1234567890123456"
        );
    }

    #[test]
    fn a_password_policy_is_replaced_as_a_whole() {
        let mut lab = Lab::default();
        let strict = SetPasswordPolicy {
            minimum_password_length: Some(12),
            require_symbols: Some(true),
            ..SetPasswordPolicy::default()
        };
        let set = lab.ok(strict).password_policy;
        assert_eq!(lab.ok(GetPasswordPolicy::default()).password_policy, set);
        assert_eq!(
            (set.minimum_password_length, set.require_symbols),
            (Some(12), Some(true))
        );
        let set = lab.ok(SetPasswordPolicy::default()).password_policy;
        assert_eq!(
            (set.minimum_password_length, set.require_symbols),
            (Some(8), Some(false))
        );
        for (field, request) in [
            (
                "MinimumPasswordLength",
                SetPasswordPolicy {
                    minimum_password_length: Some(7),
                    ..SetPasswordPolicy::default()
                },
            ),
            (
                "MaxLoginAttemps",
                SetPasswordPolicy {
                    max_login_attempts: Some(33),
                    ..SetPasswordPolicy::default()
                },
            ),
            (
                "PasswordReusePrevention",
                SetPasswordPolicy {
                    password_reuse_prevention: Some(25),
                    ..SetPasswordPolicy::default()
                },
            ),
            (
                "MaxPasswordAge",
                SetPasswordPolicy {
                    max_password_age: Some(1096),
                    ..SetPasswordPolicy::default()
                },
            ),
        ] {
            let refused = format!("400 InvalidParameter.{field}.Range");
            assert_eq!(lab.refusal(request), refused);
        }
    }

    #[test]
    fn security_preferences_keep_what_is_not_set() {
        let mut lab = Lab::default();
        let before = lab.ok(GetSecurityPreference::default()).security_preference;
        let set = SetSecurityPreference {
            enable_save_mfa_ticket: Some(true),
            login_session_duration: Some(8),
            login_network_masks: Some("10.0.0.0/8;192.0.2.1".into()),
            ..SetSecurityPreference::default()
        };
        let set = lab.ok(set).security_preference;
        assert_eq!(
            lab.ok(GetSecurityPreference::default()).security_preference,
            set
        );
        assert_eq!(set.mfa_preference, before.mfa_preference);
        assert_eq!(set.login_profile_preference.login_session_duration, Some(8));
        for (parameter, request) in [
            (
                "LoginSessionDuration",
                SetSecurityPreference {
                    login_session_duration: Some(25),
                    ..SetSecurityPreference::default()
                },
            ),
            (
                "LoginNetworkMasks",
                SetSecurityPreference {
                    login_network_masks: Some("10.0.0.0/33".into()),
                    ..SetSecurityPreference::default()
                },
            ),
        ] {
            let refused = format!("400 InvalidParameter.{parameter}");
            assert_eq!(lab.refusal(request), refused);
        }
    }
}
