//! Users' passwords for the console.

use crate::provider::Secret;

wire! {
    /// How a user logs in to the console.
    pub struct LoginProfile {
        /// The user's name.
        pub user_name: String,
        /// Whether the password has to be changed at the next login.
        pub password_reset_required: Option<bool>,
        /// Whether the user has to bind an MFA device at the next login.
        #[serde(rename = "MFABindRequired")]
        pub mfa_bind_required: Option<bool>,
        /// When it was made, `YYYY-MM-DDThh:mm:ssZ`.
        pub create_date: String,
    }
}

operation! {
    RAM Write secret: "Password";
    /// Lets a user log in to the console.
    pub struct CreateLoginProfile {
        /// Required.
        pub user_name: String,
        /// The password, as the account's password policy wants it. Required.
        pub password: Secret,
        /// Whether it has to be changed at the next login.
        pub password_reset_required: Option<bool>,
        /// Whether the user has to bind an MFA device at the next login.
        #[serde(rename = "MFABindRequired")]
        pub mfa_bind_required: Option<bool>,
    }
    /// What was made.
    pub struct CreateLoginProfileOutput {
        /// How the user logs in.
        pub login_profile: LoginProfile,
    }
}

operation! {
    RAM Read;
    /// Reads how a user logs in.
    pub struct GetLoginProfile {
        /// Required.
        pub user_name: String,
    }
    /// How a user logs in.
    pub struct GetLoginProfileOutput {
        /// How the user logs in.
        pub login_profile: LoginProfile,
    }
}

operation! {
    RAM Write secret: "Password";
    /// Changes how a user logs in; what is absent stays. A password that was used before may be
    /// refused, so a second one is not as good as the first.
    pub struct UpdateLoginProfile {
        /// Required.
        pub user_name: String,
        /// The new password.
        pub password: Option<Secret>,
        /// Whether it has to be changed at the next login.
        pub password_reset_required: Option<bool>,
        /// Whether the user has to bind an MFA device at the next login.
        #[serde(rename = "MFABindRequired")]
        pub mfa_bind_required: Option<bool>,
    }
}

operation! {
    RAM Write;
    /// Lets a user no longer log in to the console.
    pub struct DeleteLoginProfile {
        /// Required.
        pub user_name: String,
    }
}

operation! {
    RAM Write secret: "OldPassword" secret: "NewPassword";
    /// Changes the calling user's own password.
    pub struct ChangePassword {
        /// The password until now. Required.
        pub old_password: Secret,
        /// The password from now on. Required.
        pub new_password: Secret,
    }
}
