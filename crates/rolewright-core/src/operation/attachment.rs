//! Attachments of policies to roles, users and groups.

use crate::operation::PolicyType;

wire! {
    /// A policy attached to a role, user or group.
    pub struct AttachedPolicy {
        /// The policy's name.
        pub policy_name: String,
        /// `Custom` or `System`.
        pub policy_type: PolicyType,
        /// Free text.
        pub description: Option<String>,
        /// Default version.
        pub default_version: String,
        /// Time of the attachment, `YYYY-MM-DDThh:mm:ssZ`.
        pub attach_date: String,
    }

    /// List of attached policies, as on the wire.
    pub struct AttachedPolicies {
        /// The policies.
        pub policy: Vec<AttachedPolicy>,
    }

    /// A role with the policy attached.
    pub struct AttachedRole {
        /// ID assigned by the service.
        pub role_id: String,
        /// The role's name.
        pub role_name: String,
        /// ARN of the role.
        pub arn: String,
        /// Free text.
        pub description: Option<String>,
        /// Time of the attachment.
        pub attach_date: String,
    }

    /// A user with the policy attached.
    pub struct AttachedUser {
        /// ID assigned by the service.
        pub user_id: String,
        /// The user's name.
        pub user_name: String,
        /// Display name.
        pub display_name: Option<String>,
        /// Time of the attachment.
        pub attach_date: String,
    }

    /// A group with the policy attached.
    pub struct AttachedGroup {
        /// The group's name.
        pub group_name: String,
        /// Free text.
        pub comments: Option<String>,
        /// Time of the attachment.
        pub attach_date: String,
    }

    /// List of roles, as on the wire.
    pub struct AttachedRoles {
        /// The roles.
        pub role: Vec<AttachedRole>,
    }

    /// List of users, as on the wire.
    pub struct AttachedUsers {
        /// The users.
        pub user: Vec<AttachedUser>,
    }

    /// List of groups, as on the wire.
    pub struct AttachedGroups {
        /// The groups.
        pub group: Vec<AttachedGroup>,
    }
}

operation! {
    RAM Write;
    /// Attaches a policy to a role. Fails with `EntityAlreadyExists.Role.Policy` if it is already
    /// attached, and with `LimitExceeded.Role.Policy` at 10 custom or 20 system policies.
    pub struct AttachPolicyToRole {
        /// Required.
        pub policy_type: PolicyType,
        /// Required.
        pub policy_name: String,
        /// Required.
        pub role_name: String,
    }
}

operation! {
    RAM Write;
    /// Detaches a policy from a role. Fails with `EntityNotExist.Role.Policy` if it is not attached.
    pub struct DetachPolicyFromRole {
        /// Required.
        pub policy_type: PolicyType,
        /// Required.
        pub policy_name: String,
        /// Required.
        pub role_name: String,
    }
}

operation! {
    RAM Read;
    /// Lists the policies attached to a role. Not paginated.
    pub struct ListPoliciesForRole {
        /// Required.
        pub role_name: String,
    }
    /// Output of `ListPoliciesForRole`.
    pub struct ListPoliciesForRoleOutput {
        /// The policies.
        pub policies: AttachedPolicies,
    }
}

operation! {
    RAM Write;
    /// Attaches a policy to a user. Fails with `EntityAlreadyExists.User.Policy` if it is already
    /// attached.
    pub struct AttachPolicyToUser {
        /// Required.
        pub policy_type: PolicyType,
        /// Required.
        pub policy_name: String,
        /// Required.
        pub user_name: String,
    }
}

operation! {
    RAM Write;
    /// Detaches a policy from a user. Fails with `EntityNotExist.User.Policy` if it is not attached.
    pub struct DetachPolicyFromUser {
        /// Required.
        pub policy_type: PolicyType,
        /// Required.
        pub policy_name: String,
        /// Required.
        pub user_name: String,
    }
}

operation! {
    RAM Read;
    /// Lists the policies attached to a user. Not paginated.
    pub struct ListPoliciesForUser {
        /// Required.
        pub user_name: String,
    }
    /// Output of `ListPoliciesForUser`.
    pub struct ListPoliciesForUserOutput {
        /// The policies.
        pub policies: AttachedPolicies,
    }
}

operation! {
    RAM Write;
    /// Attaches a policy to a group. Fails with `EntityAlreadyExists.Group.Policy` if it is already
    /// attached.
    pub struct AttachPolicyToGroup {
        /// Required.
        pub policy_type: PolicyType,
        /// Required.
        pub policy_name: String,
        /// Required.
        pub group_name: String,
    }
}

operation! {
    RAM Write;
    /// Detaches a policy from a group. Fails with `EntityNotExist.Group.Policy` if it is not
    /// attached.
    pub struct DetachPolicyFromGroup {
        /// Required.
        pub policy_type: PolicyType,
        /// Required.
        pub policy_name: String,
        /// Required.
        pub group_name: String,
    }
}

operation! {
    RAM Read;
    /// Lists the policies attached to a group. Not paginated.
    pub struct ListPoliciesForGroup {
        /// Required.
        pub group_name: String,
    }
    /// Output of `ListPoliciesForGroup`.
    pub struct ListPoliciesForGroupOutput {
        /// The policies.
        pub policies: AttachedPolicies,
    }
}

operation! {
    RAM Read;
    /// Lists the users, groups and roles that a policy is attached to. Not paginated.
    pub struct ListEntitiesForPolicy {
        /// Required.
        pub policy_type: PolicyType,
        /// Required.
        pub policy_name: String,
    }
    /// Output of `ListEntitiesForPolicy`.
    pub struct ListEntitiesForPolicyOutput {
        /// The groups.
        pub groups: AttachedGroups,
        /// The users.
        pub users: AttachedUsers,
        /// The roles.
        pub roles: AttachedRoles,
    }
}
