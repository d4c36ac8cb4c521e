//! Console logins of users.

use crate::provider::Secret;

wire! {
    /// Console login settings of a user.
    pub struct LoginProfile {
        /// User name.
        pub user_name: String,
        /// Whether the user must change the password at the next login.
        pub password_reset_required: Option<bool>,
        /// Whether the user must bind an MFA device at the next login.
        #[serde(rename = "MFABindRequired")]
        pub mfa_bind_required: Option<bool>,
        /// Creation time, `YYYY-MM-DDThh:mm:ssZ`.
        pub create_date: String,
    }
}

operation! {
    RAM Write secret: "Password";
    /// Enables console login for a user.
    pub struct CreateLoginProfile {
        /// Required.
        pub user_name: String,
        /// Password; it must comply with the account's password policy. Required.
        pub password: Secret,
        /// Whether the user must change it at the next login.
        pub password_reset_required: Option<bool>,
        /// Whether the user must bind an MFA device at the next login.
        #[serde(rename = "MFABindRequired")]
        pub mfa_bind_required: Option<bool>,
    }
    /// Output of `CreateLoginProfile`.
    pub struct CreateLoginProfileOutput {
        /// The login settings.
        pub login_profile: LoginProfile,
    }
}

operation! {
    RAM Read;
    /// Returns the console login settings of a user.
    pub struct GetLoginProfile {
        /// Required.
        pub user_name: String,
    }
    /// Output of `GetLoginProfile`.
    pub struct GetLoginProfileOutput {
        /// The login settings.
        pub login_profile: LoginProfile,
    }
}

operation! {
    RAM Write secret: "Password";
    /// Updates the console login settings of a user. Absent values stay unchanged. Not idempotent:
    /// the service can reject a password that was used before.
    pub struct UpdateLoginProfile {
        /// Required.
        pub user_name: String,
        /// New password.
        pub password: Option<Secret>,
        /// Whether the user must change it at the next login.
        pub password_reset_required: Option<bool>,
        /// Whether the user must bind an MFA device at the next login.
        #[serde(rename = "MFABindRequired")]
        pub mfa_bind_required: Option<bool>,
    }
}

operation! {
    RAM Write;
    /// Disables console login for a user.
    pub struct DeleteLoginProfile {
        /// Required.
        pub user_name: String,
    }
}

operation! {
    RAM Write secret: "OldPassword" secret: "NewPassword";
    /// Changes the password of the calling user.
    pub struct ChangePassword {
        /// Current password. Required.
        pub old_password: Secret,
        /// New password. Required.
        pub new_password: Secret,
    }
}
