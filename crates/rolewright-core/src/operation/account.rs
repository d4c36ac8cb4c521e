//! Account settings: alias, password policy and security preferences.

operation! {
    RAM IdempotentWrite;
    /// Sets the account alias, which is part of login names. Replaces an existing alias.
    pub struct SetAccountAlias {
        /// Required.
        pub account_alias: String,
    }
}

operation! {
    RAM Read;
    /// Returns the account alias.
    pub struct GetAccountAlias {}
    /// Output of `GetAccountAlias`.
    pub struct GetAccountAliasOutput {
        /// The alias.
        pub account_alias: String,
    }
}

operation! {
    RAM Write;
    /// Removes the account alias.
    pub struct ClearAccountAlias {}
}

wire! {
    /// Password policy of the account.
    pub struct PasswordPolicy {
        /// Minimum password length.
        pub minimum_password_length: Option<u32>,
        /// Whether a lower-case letter is required.
        pub require_lowercase_characters: Option<bool>,
        /// Whether an upper-case letter is required.
        pub require_uppercase_characters: Option<bool>,
        /// Whether a digit is required.
        pub require_numbers: Option<bool>,
        /// Whether a character other than a letter or digit is required.
        pub require_symbols: Option<bool>,
        /// Whether an expired password blocks login.
        pub hard_expiry: Option<bool>,
        /// Failed logins per hour after which login is blocked for the rest of the hour. The wire
        /// name is misspelled: `MaxLoginAttemps`.
        #[serde(rename = "MaxLoginAttemps")]
        pub max_login_attempts: Option<u32>,
        /// Number of previous passwords that can't be reused.
        pub password_reuse_prevention: Option<u32>,
        /// Password lifetime in days; 0 for no expiry.
        pub max_password_age: Option<u32>,
    }
}

operation! {
    RAM IdempotentWrite;
    /// Sets the password policy of the account.
    pub struct SetPasswordPolicy {
        /// Minimum password length.
        pub minimum_password_length: Option<u32>,
        /// Whether a lower-case letter is required.
        pub require_lowercase_characters: Option<bool>,
        /// Whether an upper-case letter is required.
        pub require_uppercase_characters: Option<bool>,
        /// Whether a digit is required.
        pub require_numbers: Option<bool>,
        /// Whether a character other than a letter or digit is required.
        pub require_symbols: Option<bool>,
        /// Whether an expired password blocks login.
        pub hard_expiry: Option<bool>,
        /// Failed logins per hour after which login is blocked for the rest of the hour. The wire
        /// name is misspelled: `MaxLoginAttemps`.
        #[serde(rename = "MaxLoginAttemps")]
        pub max_login_attempts: Option<u32>,
        /// Number of previous passwords that can't be reused.
        pub password_reuse_prevention: Option<u32>,
        /// Password lifetime in days; 0 for no expiry.
        pub max_password_age: Option<u32>,
    }
    /// Output of `SetPasswordPolicy`.
    pub struct SetPasswordPolicyOutput {
        /// The password policy.
        pub password_policy: PasswordPolicy,
    }
}

operation! {
    RAM Read;
    /// Returns the password policy of the account.
    pub struct GetPasswordPolicy {}
    /// Output of `GetPasswordPolicy`.
    pub struct GetPasswordPolicyOutput {
        /// The password policy.
        pub password_policy: PasswordPolicy,
    }
}

wire! {
    /// Security preferences of the account.
    pub struct SecurityPreference {
        /// Login preferences.
        pub login_profile_preference: LoginProfilePreference,
        /// Access key preferences.
        pub access_key_preference: AccessKeyPreference,
        /// MFA preferences.
        #[serde(rename = "MFAPreference")]
        pub mfa_preference: MFAPreference,
        /// Public key preferences.
        pub public_key_preference: PublicKeyPreference,
    }

    /// Login preferences.
    pub struct LoginProfilePreference {
        /// Whether MFA can be remembered for seven days.
        #[serde(rename = "EnableSaveMFATicket")]
        pub enable_save_mfa_ticket: Option<bool>,
        /// Whether users can change their own passwords.
        pub allow_user_to_change_password: Option<bool>,
        /// Login session duration in hours.
        pub login_session_duration: Option<u32>,
        /// Networks that users can log in from, separated by `;`. Empty for all networks.
        pub login_network_masks: Option<String>,
    }

    /// Access key preferences.
    pub struct AccessKeyPreference {
        /// Whether users can manage their own access keys.
        pub allow_user_to_manage_access_keys: Option<bool>,
    }

    /// MFA preferences.
    pub struct MFAPreference {
        /// Whether users can bind and unbind their own MFA devices.
        #[serde(rename = "AllowUserToManageMFADevices")]
        pub allow_user_to_manage_mfa_devices: Option<bool>,
    }

    /// Public key preferences.
    pub struct PublicKeyPreference {
        /// Whether users can manage their own public keys.
        pub allow_user_to_manage_public_keys: Option<bool>,
    }
}

operation! {
    RAM IdempotentWrite;
    /// Sets the security preferences of the account. Absent values stay unchanged.
    pub struct SetSecurityPreference {
        /// Whether MFA can be remembered for seven days.
        #[serde(rename = "EnableSaveMFATicket")]
        pub enable_save_mfa_ticket: Option<bool>,
        /// Whether users can change their own passwords.
        pub allow_user_to_change_password: Option<bool>,
        /// Whether users can manage their own access keys.
        pub allow_user_to_manage_access_keys: Option<bool>,
        /// Whether users can bind and unbind their own MFA devices.
        #[serde(rename = "AllowUserToManageMFADevices")]
        pub allow_user_to_manage_mfa_devices: Option<bool>,
        /// Whether users can manage their own public keys.
        pub allow_user_to_manage_public_keys: Option<bool>,
        /// Login session duration in hours.
        pub login_session_duration: Option<u32>,
        /// Networks that users can log in from, separated by `;`.
        pub login_network_masks: Option<String>,
    }
    /// Output of `SetSecurityPreference`.
    pub struct SetSecurityPreferenceOutput {
        /// The preferences.
        pub security_preference: SecurityPreference,
    }
}

operation! {
    RAM Read;
    /// Returns the security preferences of the account.
    pub struct GetSecurityPreference {}
    /// Output of `GetSecurityPreference`.
    pub struct GetSecurityPreferenceOutput {
        /// The preferences.
        pub security_preference: SecurityPreference,
    }
}
