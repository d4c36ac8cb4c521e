//! Attachments: which policies hold for which role, user or group.

use crate::operation::PolicyType;

wire! {
    /// A policy that is attached to a role, a user or a group.
    pub struct AttachedPolicy {
        /// The policy's name.
        pub policy_name: String,
        /// `Custom` or `System`.
        pub policy_type: PolicyType,
        /// Free text.
        pub description: Option<String>,
        /// The version in force.
        pub default_version: String,
        /// When it was attached, `YYYY-MM-DDThh:mm:ssZ`.
        pub attach_date: String,
    }

    /// The wire's wrapper of a list of attached policies.
    pub struct AttachedPolicies {
        /// The policies.
        pub policy: Vec<AttachedPolicy>,
    }

    /// A role that a policy is attached to.
    pub struct AttachedRole {
        /// The service's own id.
        pub role_id: String,
        /// The role's name.
        pub role_name: String,
        /// The role's ARN.
        pub arn: String,
        /// Free text.
        pub description: Option<String>,
        /// When it was attached.
        pub attach_date: String,
    }

    /// A user that a policy is attached to.
    pub struct AttachedUser {
        /// The service's own id.
        pub user_id: String,
        /// The user's name.
        pub user_name: String,
        /// The name that is shown.
        pub display_name: Option<String>,
        /// When it was attached.
        pub attach_date: String,
    }

    /// A group that a policy is attached to.
    pub struct AttachedGroup {
        /// The group's name.
        pub group_name: String,
        /// Free text.
        pub comments: Option<String>,
        /// When it was attached.
        pub attach_date: String,
    }

    /// The wire's wrapper of a list of roles.
    pub struct AttachedRoles {
        /// The roles.
        pub role: Vec<AttachedRole>,
    }

    /// The wire's wrapper of a list of users.
    pub struct AttachedUsers {
        /// The users.
        pub user: Vec<AttachedUser>,
    }

    /// The wire's wrapper of a list of groups.
    pub struct AttachedGroups {
        /// The groups.
        pub group: Vec<AttachedGroup>,
    }
}

operation! {
    RAM Write;
    /// Attaches a policy to a role. `EntityAlreadyExists.Role.Policy` when it is attached already. `LimitExceeded.Role.Policy` at ten custom or
    /// twenty system policies.
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
    /// Detaches a policy from a role. `EntityNotExist.Role.Policy` when it is not attached.
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
    /// Lists the policies that are attached to a role, all at once.
    pub struct ListPoliciesForRole {
        /// Required.
        pub role_name: String,
    }
    /// The policies of the role.
    pub struct ListPoliciesForRoleOutput {
        /// The policies.
        pub policies: AttachedPolicies,
    }
}

operation! {
    RAM Write;
    /// Attaches a policy to a user. `EntityAlreadyExists.User.Policy` when it is attached already.
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
    /// Detaches a policy from a user. `EntityNotExist.User.Policy` when it is not attached.
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
    /// Lists the policies that are attached to a user, all at once.
    pub struct ListPoliciesForUser {
        /// Required.
        pub user_name: String,
    }
    /// The policies of the user.
    pub struct ListPoliciesForUserOutput {
        /// The policies.
        pub policies: AttachedPolicies,
    }
}

operation! {
    RAM Write;
    /// Attaches a policy to a group. `EntityAlreadyExists.Group.Policy` when it is attached already.
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
    /// Detaches a policy from a group. `EntityNotExist.Group.Policy` when it is not attached.
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
    /// Lists the policies that are attached to a group, all at once.
    pub struct ListPoliciesForGroup {
        /// Required.
        pub group_name: String,
    }
    /// The policies of the group.
    pub struct ListPoliciesForGroupOutput {
        /// The policies.
        pub policies: AttachedPolicies,
    }
}

operation! {
    RAM Read;
    /// Lists the users, groups and roles that a policy is attached to, all at once.
    pub struct ListEntitiesForPolicy {
        /// Required.
        pub policy_type: PolicyType,
        /// Required.
        pub policy_name: String,
    }
    /// Everything that the policy is attached to.
    pub struct ListEntitiesForPolicyOutput {
        /// The groups.
        pub groups: AttachedGroups,
        /// The users.
        pub users: AttachedUsers,
        /// The roles.
        pub roles: AttachedRoles,
    }
}
