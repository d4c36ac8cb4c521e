//! Security Token Service: who the caller is, and sessions of a role.

use crate::provider::Secret;

operation! {
    STS Read;
    /// Asks whose credentials these are. Needs no permission.
    pub struct GetCallerIdentity {} -> CallerIdentity
}

wire! {
    /// Whose credentials a call was made with.
    pub struct CallerIdentity {
        /// The account.
        pub account_id: String,
        /// The identity's ARN.
        pub arn: String,
        /// `Account`, `RAMUser` or `AssumedRoleUser`.
        pub identity_type: String,
        /// The identity's own id.
        pub principal_id: String,
        /// The user's id, for users and the account itself.
        pub user_id: Option<String>,
        /// The role's id, for sessions.
        pub role_id: Option<String>,
    }

    /// A session's key.
    pub struct Credentials {
        /// The key's id.
        pub access_key_id: String,
        /// The key's secret.
        pub access_key_secret: Secret,
        /// The token that goes with the key.
        pub security_token: Secret,
        /// When it ends, `YYYY-MM-DDThh:mm:ssZ`.
        pub expiration: String,
    }

    /// The session as an identity.
    pub struct AssumedRoleUser {
        /// `acs:ram::<account>:role/<role>/<session>`.
        pub arn: String,
        /// `<role id>:<session>`.
        pub assumed_role_id: String,
    }
}

operation! {
    STS Write;
    /// Opens a session of a role. `NoPermission` when the role does not trust the caller; a role
    /// that trusts only a service can't be assumed by a user.
    pub struct AssumeRole {
        /// `acs:ram::<account>:role/<name>`. Required.
        pub role_arn: String,
        /// 2 to 64 letters, digits, `.`, `@`, `-` and `_`. Required.
        pub role_session_name: String,
        /// Seconds, 900 up to the role's own limit; the service takes 3600 when absent.
        pub duration_seconds: Option<u32>,
        /// A session policy that narrows the role's permissions, at most 2,048 characters.
        pub policy: Option<String>,
        /// The id that the role's trust policy may ask for.
        pub external_id: Option<String>,
    }
    /// The session.
    pub struct AssumeRoleOutput {
        /// The session's key.
        pub credentials: Credentials,
        /// The session as an identity.
        pub assumed_role_user: AssumedRoleUser,
    }
}
