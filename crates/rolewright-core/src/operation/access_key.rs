//! Access keys of users, and of the account itself where no user is named.

use crate::provider::Secret;

wire! {
    /// A key that was just made: the only time that its secret is told.
    pub struct NewAccessKey {
        /// The key's id.
        pub access_key_id: String,
        /// The key's secret.
        pub access_key_secret: Secret,
        /// `Active` or `Inactive`.
        pub status: String,
        /// When it was made, `YYYY-MM-DDThh:mm:ssZ`.
        pub create_date: String,
    }

    /// A key in a list, which comes without its secret.
    pub struct AccessKey {
        /// The key's id.
        pub access_key_id: String,
        /// `Active` or `Inactive`.
        pub status: String,
        /// When it was made.
        pub create_date: String,
    }

    /// The wire's wrapper of a list of keys.
    pub struct AccessKeys {
        /// The keys.
        pub access_key: Vec<AccessKey>,
    }

    /// The last use of a key.
    pub struct AccessKeyLastUsed {
        /// When it was, `YYYY-MM-DDThh:mm:ssZ`.
        pub last_used_date: String,
    }
}

operation! {
    RAM Write;
    /// Makes a key; its secret is told once, in this answer.
    pub struct CreateAccessKey {
        /// Whose; the caller's when absent.
        pub user_name: Option<String>,
    }
    /// The key that was made.
    pub struct CreateAccessKeyOutput {
        /// The key.
        pub access_key: NewAccessKey,
    }
}

operation! {
    RAM IdempotentWrite;
    /// Switches a key on or off.
    pub struct UpdateAccessKey {
        /// The key's id. Required.
        pub user_access_key_id: String,
        /// `Active` or `Inactive`. Required.
        pub status: String,
        /// Whose; the caller's when absent.
        pub user_name: Option<String>,
    }
}

operation! {
    RAM Write;
    /// Deletes a key.
    pub struct DeleteAccessKey {
        /// The key's id. Required.
        pub user_access_key_id: String,
        /// Whose; the caller's when absent.
        pub user_name: Option<String>,
    }
}

operation! {
    RAM Read;
    /// Lists the keys of one user, all of them at once.
    pub struct ListAccessKeys {
        /// Whose; the caller's when absent.
        pub user_name: Option<String>,
    }
    /// The keys.
    pub struct ListAccessKeysOutput {
        /// The keys.
        pub access_keys: AccessKeys,
    }
}

operation! {
    RAM Read;
    /// Asks when a key was used last.
    pub struct GetAccessKeyLastUsed {
        /// The key's id. Required.
        pub user_access_key_id: String,
        /// Whose; the caller's when absent.
        pub user_name: Option<String>,
    }
    /// The last use.
    pub struct GetAccessKeyLastUsedOutput {
        /// The last use.
        pub access_key_last_used: AccessKeyLastUsed,
    }
}
