//! Policy versions: at most five of a custom policy, one of them in force.

use crate::operation::PolicyType;

wire! {
    /// One version of a policy.
    pub struct PolicyVersion {
        /// `v1`, `v2` and so on.
        pub version_id: String,
        /// Whether it is the version in force.
        pub is_default_version: bool,
        /// The document as JSON text.
        pub policy_document: String,
        /// When it was made, `YYYY-MM-DDThh:mm:ssZ`.
        pub create_date: String,
    }

    /// The wire's wrapper of a list of versions.
    pub struct PolicyVersions {
        /// The versions.
        pub policy_version: Vec<PolicyVersion>,
    }
}

operation! {
    RAM Write;
    /// Adds a version. `LimitExceeded.Policy.Version` at five versions, unless the service is
    /// told to rotate.
    pub struct CreatePolicyVersion {
        /// Required.
        pub policy_name: String,
        /// The document as JSON text, at most 6,144 bytes. Required.
        pub policy_document: String,
        /// Whether it is put in force; the service takes false when absent.
        pub set_as_default: Option<bool>,
        /// `None`, or `DeleteOldestNonDefaultVersionWhenLimitExceeded`.
        pub rotate_strategy: Option<String>,
    }
    /// The version that was added.
    pub struct CreatePolicyVersionOutput {
        /// The version.
        pub policy_version: PolicyVersion,
    }
}

operation! {
    RAM Read;
    /// Reads one version. `EntityNotExist.Policy.Version` when there is none of that id.
    pub struct GetPolicyVersion {
        /// Required.
        pub policy_type: PolicyType,
        /// Required.
        pub policy_name: String,
        /// `v1`, `v2` and so on. Required.
        pub version_id: String,
    }
    /// The version that was asked for.
    pub struct GetPolicyVersionOutput {
        /// The version.
        pub policy_version: PolicyVersion,
    }
}

operation! {
    RAM Read;
    /// Lists a policy's versions, all at once.
    pub struct ListPolicyVersions {
        /// Required.
        pub policy_type: PolicyType,
        /// Required.
        pub policy_name: String,
    }
    /// Every version of the policy.
    pub struct ListPolicyVersionsOutput {
        /// The versions.
        pub policy_versions: PolicyVersions,
    }
}

operation! {
    RAM IdempotentWrite;
    /// Puts a version in force.
    pub struct SetDefaultPolicyVersion {
        /// Required.
        pub policy_name: String,
        /// Required.
        pub version_id: String,
    }
}

operation! {
    RAM Write;
    /// Deletes a version. `DeleteConflict.Policy.Version.Default` for the one in force.
    pub struct DeletePolicyVersion {
        /// Required.
        pub policy_name: String,
        /// Required.
        pub version_id: String,
    }
}
