//! Policy versions: a custom policy has at most five, one of them the default.

use crate::operation::PolicyType;

wire! {
    /// A version of a policy.
    pub struct PolicyVersion {
        /// `v1`, `v2` and so on.
        pub version_id: String,
        /// Whether it is the default version.
        pub is_default_version: bool,
        /// The document as JSON text.
        pub policy_document: String,
        /// Creation time, `YYYY-MM-DDThh:mm:ssZ`.
        pub create_date: String,
    }

    /// List of policy versions, as on the wire.
    pub struct PolicyVersions {
        /// The versions.
        pub policy_version: Vec<PolicyVersion>,
    }
}

operation! {
    RAM Write;
    /// Creates a version. Fails with `LimitExceeded.Policy.Version` at five versions, unless
    /// `rotate_strategy` is set.
    pub struct CreatePolicyVersion {
        /// Required.
        pub policy_name: String,
        /// The document as JSON text, at most 6,144 bytes. Required.
        pub policy_document: String,
        /// Whether to set it as default version; default false.
        pub set_as_default: Option<bool>,
        /// `None`, or `DeleteOldestNonDefaultVersionWhenLimitExceeded`.
        pub rotate_strategy: Option<String>,
    }
    /// Output of `CreatePolicyVersion`.
    pub struct CreatePolicyVersionOutput {
        /// The version.
        pub policy_version: PolicyVersion,
    }
}

operation! {
    RAM Read;
    /// Returns a version. Fails with `EntityNotExist.Policy.Version` if it does not exist.
    pub struct GetPolicyVersion {
        /// Required.
        pub policy_type: PolicyType,
        /// Required.
        pub policy_name: String,
        /// `v1`, `v2` and so on. Required.
        pub version_id: String,
    }
    /// Output of `GetPolicyVersion`.
    pub struct GetPolicyVersionOutput {
        /// The version.
        pub policy_version: PolicyVersion,
    }
}

operation! {
    RAM Read;
    /// Lists the versions of a policy. Not paginated.
    pub struct ListPolicyVersions {
        /// Required.
        pub policy_type: PolicyType,
        /// Required.
        pub policy_name: String,
    }
    /// Output of `ListPolicyVersions`.
    pub struct ListPolicyVersionsOutput {
        /// The versions.
        pub policy_versions: PolicyVersions,
    }
}

operation! {
    RAM IdempotentWrite;
    /// Sets the default version.
    pub struct SetDefaultPolicyVersion {
        /// Required.
        pub policy_name: String,
        /// Required.
        pub version_id: String,
    }
}

operation! {
    RAM Write;
    /// Deletes a version. Fails with `DeleteConflict.Policy.Version.Default` for the default version.
    pub struct DeletePolicyVersion {
        /// Required.
        pub policy_name: String,
        /// Required.
        pub version_id: String,
    }
}
