//! Policies: named documents of permissions, with versions.

use crate::operation::{PolicyType, PolicyVersion, Tag, Tags};

wire! {
    /// A policy without its document.
    pub struct Policy {
        /// The name, unique for its type in the account.
        pub policy_name: String,
        /// `Custom` or `System`.
        pub policy_type: PolicyType,
        /// Free text.
        pub description: Option<String>,
        /// The version in force, for example `v1`.
        pub default_version: String,
        /// When it was made, `YYYY-MM-DDThh:mm:ssZ`.
        pub create_date: String,
        /// When it was last changed.
        pub update_date: Option<String>,
        /// How many users, groups and roles it is attached to.
        pub attachment_count: Option<u32>,
        /// Its tags, in lists only.
        pub tags: Option<Tags>,
    }

    /// The wire's wrapper of a list of policies.
    pub struct Policies {
        /// The policies.
        pub policy: Vec<Policy>,
    }
}

operation! {
    RAM Write;
    /// Makes a custom policy with version `v1` in force. `EntityAlreadyExists.Policy` when the
    /// name is taken, `LimitExceeded.Policy` at 1,500 custom policies.
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
    /// The policy that was made.
    pub struct CreatePolicyOutput {
        /// The policy.
        pub policy: Policy,
    }
}

operation! {
    RAM Read;
    /// Reads a policy and the version in force. `EntityNotExist.Policy` when there is none.
    pub struct GetPolicy {
        /// Required.
        pub policy_name: String,
        /// Required.
        pub policy_type: PolicyType,
    }
    /// The policy that was asked for.
    pub struct GetPolicyOutput {
        /// The policy.
        pub policy: Policy,
        /// The version in force, with its document.
        pub default_policy_version: PolicyVersion,
    }
}

operation! {
    RAM IdempotentWrite;
    /// Replaces a custom policy's description.
    pub struct UpdatePolicyDescription {
        /// Required.
        pub policy_name: String,
        /// 1 to 1,024 characters. Required.
        pub new_description: String,
    }
    /// The policy after the change.
    pub struct UpdatePolicyDescriptionOutput {
        /// The policy.
        pub policy: Policy,
    }
}

operation! {
    RAM Write;
    /// Deletes a custom policy. A `DeleteConflict.Policy.*` while it is attached to anything, or
    /// has versions besides the default one and `cascading_delete` is not set.
    pub struct DeletePolicy {
        /// Required.
        pub policy_name: String,
        /// Whether all versions go with it; the service takes false when absent.
        pub cascading_delete: Option<bool>,
    }
}

operation! {
    RAM Read;
    /// Lists policies, a page at a time.
    pub struct ListPolicies {
        /// Only this type; both when absent.
        pub policy_type: Option<PolicyType>,
        /// The page to read, from the answer before.
        pub marker: Option<String>,
        /// The page's size, 1 to 1,000; the service takes 100 when absent.
        pub max_items: Option<u32>,
        /// Only those that have all of these.
        pub tag: Vec<Tag>,
    }
    /// One page of policies.
    pub struct ListPoliciesOutput {
        /// The policies.
        pub policies: Policies,
        /// Whether there are more.
        pub is_truncated: bool,
        /// The next page's marker, present only when there is one.
        pub marker: Option<String>,
    }
}

paged!(ListPolicies, policies.policy: Policy);
