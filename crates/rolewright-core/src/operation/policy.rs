//! Policies: named permission documents with versions.

use crate::operation::{PolicyType, PolicyVersion, Tag, Tags};

wire! {
    /// A policy without its document.
    pub struct Policy {
        /// Name, unique per type in the account.
        pub policy_name: String,
        /// `Custom` or `System`.
        pub policy_type: PolicyType,
        /// Free text.
        pub description: Option<String>,
        /// Default version, for example `v1`.
        pub default_version: String,
        /// Creation time, `YYYY-MM-DDThh:mm:ssZ`.
        pub create_date: String,
        /// Time of the last change.
        pub update_date: Option<String>,
        /// Number of users, groups and roles that it is attached to.
        pub attachment_count: Option<u32>,
        /// Tags; only in lists.
        pub tags: Option<Tags>,
    }

    /// List of policies, as on the wire.
    pub struct Policies {
        /// The policies.
        pub policy: Vec<Policy>,
    }
}

operation! {
    RAM Write;
    /// Creates a custom policy with the default version `v1`. Fails with
    /// `EntityAlreadyExists.Policy` if the name is taken, and with `LimitExceeded.Policy` at 1,500
    /// custom policies.
    pub struct CreatePolicy {
        /// 1 to 128 letters, digits and `-`. Required.
        pub policy_name: String,
        /// The document as JSON text, at most 6,144 bytes. Required.
        pub policy_document: String,
        /// 1 to 1,024 characters.
        pub description: Option<String>,
        /// At most 20.
        pub tag: Vec<Tag>,
    }
    /// Output of `CreatePolicy`.
    pub struct CreatePolicyOutput {
        /// The policy.
        pub policy: Policy,
    }
}

operation! {
    RAM Read;
    /// Returns a policy with its default version. Fails with `EntityNotExist.Policy` if it does not
    /// exist.
    pub struct GetPolicy {
        /// Required.
        pub policy_name: String,
        /// Required.
        pub policy_type: PolicyType,
    }
    /// Output of `GetPolicy`.
    pub struct GetPolicyOutput {
        /// The policy.
        pub policy: Policy,
        /// Default version, with its document.
        pub default_policy_version: PolicyVersion,
    }
}

operation! {
    RAM IdempotentWrite;
    /// Replaces the description of a custom policy.
    pub struct UpdatePolicyDescription {
        /// Required.
        pub policy_name: String,
        /// 1 to 1,024 characters. Required.
        pub new_description: String,
    }
    /// Output of `UpdatePolicyDescription`.
    pub struct UpdatePolicyDescriptionOutput {
        /// The policy.
        pub policy: Policy,
    }
}

operation! {
    RAM Write;
    /// Deletes a custom policy. Fails with `DeleteConflict.Policy.*` while it is attached, or has
    /// non-default versions and `cascading_delete` is not set.
    pub struct DeletePolicy {
        /// Required.
        pub policy_name: String,
        /// Whether to delete the non-default versions too; default false.
        pub cascading_delete: Option<bool>,
    }
}

operation! {
    RAM Read;
    /// Lists policies. Paginated.
    pub struct ListPolicies {
        /// Filter by type; both types if absent.
        pub policy_type: Option<PolicyType>,
        /// Marker from the previous page; absent for the first page.
        pub marker: Option<String>,
        /// Page size, 1 to 1,000; default 100.
        pub max_items: Option<u32>,
        /// Filter: items that have all of these tags.
        pub tag: Vec<Tag>,
    }
    /// Output of `ListPolicies`.
    pub struct ListPoliciesOutput {
        /// The policies.
        pub policies: Policies,
        /// Whether more pages follow.
        pub is_truncated: bool,
        /// Marker of the next page; absent on the last page.
        pub marker: Option<String>,
    }
}

paged!(ListPolicies, policies.policy: Policy);
