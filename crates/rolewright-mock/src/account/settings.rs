//! Settings of an account, and console logins.

use serde::{Deserialize, Serialize};

/// The alias, the password policy and the security preferences of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct SettingsState {
    /// The account alias.
    pub alias: Option<String>,
    /// The password policy.
    pub password_policy: PasswordPolicyState,
    /// The security preferences.
    pub security: SecurityState,
}

impl SettingsState {
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What passwords must have; their history is not simulated.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct PasswordPolicyState {
    /// The minimum length.
    pub minimum_length: u32,
    /// Whether a lower-case letter is required.
    pub lowercase: bool,
    /// Whether an upper-case letter is required.
    pub uppercase: bool,
    /// Whether a digit is required.
    pub numbers: bool,
    /// Whether a character other than a letter or digit is required.
    pub symbols: bool,
    /// Whether an expired password blocks login.
    pub hard_expiry: bool,
    /// Failed logins per hour after which login is blocked.
    pub login_attempts: u32,
    /// The number of previous passwords that can't be reused.
    pub reuse_prevention: u32,
    /// The lifetime in days; 0 for no expiry.
    pub days: u32,
}

impl Default for PasswordPolicyState {
    /// The policy of a new account (the emulator assumes `account-settings`).
    fn default() -> Self {
        Self {
            minimum_length: 8,
            lowercase: false,
            uppercase: false,
            numbers: false,
            symbols: false,
            hard_expiry: false,
            login_attempts: 5,
            reuse_prevention: 0,
            days: 0,
        }
    }
}

/// What users of the account may do, which has no effect on calls.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct SecurityState {
    /// Whether MFA can be remembered for seven days.
    pub save_mfa_ticket: bool,
    /// Whether users can change their passwords.
    pub change_password: bool,
    /// Whether users can manage their access keys.
    pub manage_access_keys: bool,
    /// Whether users can bind and unbind MFA devices.
    pub manage_mfa_devices: bool,
    /// Whether users can manage their public keys.
    pub manage_public_keys: bool,
    /// Whether users can bind a personal `DingTalk` account.
    pub manage_dingtalk: bool,
    /// Whether users can log in with a passkey.
    pub passkeys: bool,
    /// The login session duration in hours.
    pub session_hours: u32,
    /// Networks that users can log in from, separated by `;`; empty for all.
    pub networks: String,
    /// `OperationForRiskLogin`.
    pub risk_login: String,
    /// `MFAOperationForLogin`.
    pub mfa_login: String,
    /// The ways to verify a login.
    pub verifications: Vec<String>,
    /// The days after which an idle user is disabled.
    pub idle_user_days: u32,
    /// The days after which an idle access key is disabled.
    pub idle_key_days: u32,
}

impl Default for SecurityState {
    /// The preferences of a new account (the emulator assumes `account-settings`).
    fn default() -> Self {
        Self {
            save_mfa_ticket: false,
            change_password: true,
            manage_access_keys: false,
            manage_mfa_devices: true,
            manage_public_keys: false,
            manage_dingtalk: true,
            passkeys: true,
            session_hours: 6,
            networks: String::new(),
            risk_login: "autonomous".into(),
            mfa_login: "independent".into(),
            verifications: Vec::new(),
            idle_user_days: 730,
            idle_key_days: 730,
        }
    }
}

/// The console login of a user. Passwords are checked, and not stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LoginState {
    /// When it was created.
    pub created: String,
    /// Whether the user must change the password at the next login.
    pub reset_required: bool,
    /// Whether the user must bind an MFA device at the next login.
    pub mfa_required: bool,
    #[doc(hidden)]
    #[serde(skip)]
    pub __non_exhaustive: (),
}
