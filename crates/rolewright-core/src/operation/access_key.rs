//! Access keys of users and, if no user is named, of the account.

use crate::provider::Secret;

wire! {
    /// A new access key. The service returns its secret only once.
    pub struct NewAccessKey {
        /// Access key ID.
        pub access_key_id: String,
        /// Access key secret.
        pub access_key_secret: Secret,
        /// `Active` or `Inactive`.
        pub status: String,
        /// Creation time, `YYYY-MM-DDThh:mm:ssZ`.
        pub create_date: String,
    }

    /// An access key in a list, without its secret.
    pub struct AccessKey {
        /// Access key ID.
        pub access_key_id: String,
        /// `Active` or `Inactive`.
        pub status: String,
        /// Creation time.
        pub create_date: String,
    }

    /// List of access keys, as on the wire.
    pub struct AccessKeys {
        /// The access keys.
        pub access_key: Vec<AccessKey>,
    }

    /// Last use of an access key.
    pub struct AccessKeyLastUsed {
        /// Time of the last use, `YYYY-MM-DDThh:mm:ssZ`.
        pub last_used_date: String,
    }
}

operation! {
    RAM Write;
    /// Creates an access key. Only this response contains its secret.
    pub struct CreateAccessKey {
        /// User name; defaults to the caller.
        pub user_name: Option<String>,
    }
    /// Output of `CreateAccessKey`.
    pub struct CreateAccessKeyOutput {
        /// The access key.
        pub access_key: NewAccessKey,
    }
}

operation! {
    RAM IdempotentWrite;
    /// Activates or deactivates an access key.
    pub struct UpdateAccessKey {
        /// Access key ID. Required.
        pub user_access_key_id: String,
        /// `Active` or `Inactive`. Required.
        pub status: String,
        /// User name; defaults to the caller.
        pub user_name: Option<String>,
    }
}

operation! {
    RAM Write;
    /// Deletes an access key.
    pub struct DeleteAccessKey {
        /// Access key ID. Required.
        pub user_access_key_id: String,
        /// User name; defaults to the caller.
        pub user_name: Option<String>,
    }
}

operation! {
    RAM Read;
    /// Lists the access keys of a user. Not paginated.
    pub struct ListAccessKeys {
        /// User name; defaults to the caller.
        pub user_name: Option<String>,
    }
    /// Output of `ListAccessKeys`.
    pub struct ListAccessKeysOutput {
        /// The access keys.
        pub access_keys: AccessKeys,
    }
}

operation! {
    RAM Read;
    /// Returns when an access key was last used.
    pub struct GetAccessKeyLastUsed {
        /// Access key ID. Required.
        pub user_access_key_id: String,
        /// User name; defaults to the caller.
        pub user_name: Option<String>,
    }
    /// Output of `GetAccessKeyLastUsed`.
    pub struct GetAccessKeyLastUsedOutput {
        /// The last use.
        pub access_key_last_used: AccessKeyLastUsed,
    }
}
