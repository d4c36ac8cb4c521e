//! Settings of the whole account: its alias, its rules for passwords, what users may do themselves.

operation! {
    RAM IdempotentWrite;
    /// Gives the account another name for logins, in place of the one before.
    pub struct SetAccountAlias {
        /// Required.
        pub account_alias: String,
    }
}

operation! {
    RAM Read;
    /// Reads the account's alias.
    pub struct GetAccountAlias {}
    /// The account's alias.
    pub struct GetAccountAliasOutput {
        /// The alias.
        pub account_alias: String,
    }
}

operation! {
    RAM Write;
    /// Takes the account's alias away.
    pub struct ClearAccountAlias {}
}

wire! {
    /// The account's rules for passwords.
    pub struct PasswordPolicy {
        /// The fewest characters.
        pub minimum_password_length: Option<u32>,
        /// Whether there has to be a lower-case letter.
        pub require_lowercase_characters: Option<bool>,
        /// Whether there has to be an upper-case letter.
        pub require_uppercase_characters: Option<bool>,
        /// Whether there has to be a digit.
        pub require_numbers: Option<bool>,
        /// Whether there has to be a character that is neither letter nor digit.
        pub require_symbols: Option<bool>,
        /// Whether nobody can log in with a password that is too old.
        pub hard_expiry: Option<bool>,
        /// After how many failures within an hour nobody can log in for the rest of it. The wire
        /// name lacks a letter: `MaxLoginAttemps`.
        #[serde(rename = "MaxLoginAttemps")]
        pub max_login_attempts: Option<u32>,
        /// How many of the last passwords can't be used again.
        pub password_reuse_prevention: Option<u32>,
        /// After how many days a password is too old; 0 is never.
        pub max_password_age: Option<u32>,
    }
}

operation! {
    RAM IdempotentWrite;
    /// Sets the account's rules for passwords.
    pub struct SetPasswordPolicy {
        /// The fewest characters.
        pub minimum_password_length: Option<u32>,
        /// Whether there has to be a lower-case letter.
        pub require_lowercase_characters: Option<bool>,
        /// Whether there has to be an upper-case letter.
        pub require_uppercase_characters: Option<bool>,
        /// Whether there has to be a digit.
        pub require_numbers: Option<bool>,
        /// Whether there has to be a character that is neither letter nor digit.
        pub require_symbols: Option<bool>,
        /// Whether nobody can log in with a password that is too old.
        pub hard_expiry: Option<bool>,
        /// After how many failures within an hour nobody can log in for the rest of it. The wire
        /// name lacks a letter: `MaxLoginAttemps`.
        #[serde(rename = "MaxLoginAttemps")]
        pub max_login_attempts: Option<u32>,
        /// How many of the last passwords can't be used again.
        pub password_reuse_prevention: Option<u32>,
        /// After how many days a password is too old; 0 is never.
        pub max_password_age: Option<u32>,
    }
    /// The rules after the change.
    pub struct SetPasswordPolicyOutput {
        /// The rules.
        pub password_policy: PasswordPolicy,
    }
}

operation! {
    RAM Read;
    /// Reads the account's rules for passwords.
    pub struct GetPasswordPolicy {}
    /// The rules.
    pub struct GetPasswordPolicyOutput {
        /// The rules.
        pub password_policy: PasswordPolicy,
    }
}

wire! {
    /// What users may do themselves, and how they log in.
    pub struct SecurityPreference {
        /// About logins.
        pub login_profile_preference: LoginProfilePreference,
        /// About access keys.
        pub access_key_preference: AccessKeyPreference,
        /// About second factors.
        #[serde(rename = "MFAPreference")]
        pub mfa_preference: MFAPreference,
        /// About public keys.
        pub public_key_preference: PublicKeyPreference,
    }

    /// About logins.
    pub struct LoginProfilePreference {
        /// Whether a second factor holds for seven days.
        #[serde(rename = "EnableSaveMFATicket")]
        pub enable_save_mfa_ticket: Option<bool>,
        /// Whether users may change their passwords.
        pub allow_user_to_change_password: Option<bool>,
        /// How long a login holds, in hours.
        pub login_session_duration: Option<u32>,
        /// From where users may log in: masks, separated by `;`. From everywhere when empty.
        pub login_network_masks: Option<String>,
    }

    /// About access keys.
    pub struct AccessKeyPreference {
        /// Whether users may make, switch off and delete their own.
        pub allow_user_to_manage_access_keys: Option<bool>,
    }

    /// About second factors.
    pub struct MFAPreference {
        /// Whether users may bind and unbind their own devices.
        #[serde(rename = "AllowUserToManageMFADevices")]
        pub allow_user_to_manage_mfa_devices: Option<bool>,
    }

    /// About public keys.
    pub struct PublicKeyPreference {
        /// Whether users may manage their own.
        pub allow_user_to_manage_public_keys: Option<bool>,
    }
}

operation! {
    RAM IdempotentWrite;
    /// Sets what users may do themselves, and how they log in; what is absent stays.
    pub struct SetSecurityPreference {
        /// Whether a second factor holds for seven days.
        #[serde(rename = "EnableSaveMFATicket")]
        pub enable_save_mfa_ticket: Option<bool>,
        /// Whether users may change their passwords.
        pub allow_user_to_change_password: Option<bool>,
        /// Whether users may make, switch off and delete their own access keys.
        pub allow_user_to_manage_access_keys: Option<bool>,
        /// Whether users may bind and unbind their own devices.
        #[serde(rename = "AllowUserToManageMFADevices")]
        pub allow_user_to_manage_mfa_devices: Option<bool>,
        /// Whether users may manage their own public keys.
        pub allow_user_to_manage_public_keys: Option<bool>,
        /// How long a login holds, in hours.
        pub login_session_duration: Option<u32>,
        /// From where users may log in: masks, separated by `;`.
        pub login_network_masks: Option<String>,
    }
    /// The preferences after the change.
    pub struct SetSecurityPreferenceOutput {
        /// The preferences.
        pub security_preference: SecurityPreference,
    }
}

operation! {
    RAM Read;
    /// Reads what users may do themselves, and how they log in.
    pub struct GetSecurityPreference {}
    /// The preferences.
    pub struct GetSecurityPreferenceOutput {
        /// The preferences.
        pub security_preference: SecurityPreference,
    }
}
