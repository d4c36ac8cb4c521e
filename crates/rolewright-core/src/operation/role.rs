//! Roles: identities without a key that a trusted principal assumes.

use crate::operation::{Tag, Tags};

wire! {
    /// A role, as `GetRole`, `CreateRole` and `UpdateRole` answer it.
    pub struct Role {
        /// The service's own id, a long decimal number.
        pub role_id: String,
        /// The name, unique in the account.
        pub role_name: String,
        /// `acs:ram::<account>:role/<name>`; the live service shows the name in lower case here.
        pub arn: String,
        /// Free text.
        pub description: Option<String>,
        /// The trust policy, as JSON text: who may assume the role.
        pub assume_role_policy_document: String,
        /// When it was made, `YYYY-MM-DDThh:mm:ssZ`.
        pub create_date: String,
        /// When it was last changed.
        pub update_date: Option<String>,
        /// The longest session, in seconds: 3600 to 43200.
        pub max_session_duration: Option<u32>,
        /// `<name>@role.<alias or account>.onaliyunservice.com`.
        pub role_principal_name: Option<String>,
        /// Whether a service made it for itself and alone may change it.
        pub is_service_linked_role: Option<bool>,
        /// Whether it may be assumed in the console.
        pub allow_console_login: Option<bool>,
        /// The last attempt to delete a service's role.
        pub latest_deletion_task: Option<DeletionTask>,
    }

    /// An attempt to delete a service's role.
    pub struct DeletionTask {
        /// When it began, `YYYY-MM-DDThh:mm:ssZ`.
        pub create_date: String,
        /// Its id, as `DeleteServiceLinkedRole` answered it.
        pub deletion_task_id: String,
    }

    /// A role in a list, which comes without its trust policy.
    pub struct RoleSummary {
        /// The service's own id.
        pub role_id: String,
        /// The name.
        pub role_name: String,
        /// The ARN.
        pub arn: String,
        /// Free text.
        pub description: Option<String>,
        /// When it was made.
        pub create_date: String,
        /// When it was last changed.
        pub update_date: Option<String>,
        /// The longest session, in seconds.
        pub max_session_duration: Option<u32>,
        /// Whether it may be assumed in the console.
        pub allow_console_login: Option<bool>,
        /// Its tags.
        pub tags: Option<Tags>,
    }

    /// The wire's wrapper of a list of roles.
    pub struct Roles {
        /// The roles.
        pub role: Vec<RoleSummary>,
    }
}

operation! {
    RAM Write;
    /// Makes a role. `EntityAlreadyExists.Role` when the name is taken, `LimitExceeded.Role` at
    /// 1,000 roles.
    pub struct CreateRole {
        /// 1 to 64 letters, digits, `.` and `-`. Required.
        pub role_name: String,
        /// The trust policy as JSON text. Required.
        pub assume_role_policy_document: String,
        /// 1 to 1,024 characters.
        pub description: Option<String>,
        /// Seconds, 3600 to 43200; the service takes 3600 when absent.
        pub max_session_duration: Option<u32>,
        /// Whether it may be assumed in the console.
        pub allow_console_login: Option<bool>,
        /// At most 20.
        pub tag: Vec<Tag>,
    }
    /// The role that was made.
    pub struct CreateRoleOutput {
        /// The role.
        pub role: Role,
    }
}

operation! {
    RAM Read;
    /// Reads a role with its trust policy. `EntityNotExist.Role` when there is none.
    pub struct GetRole {
        /// Required.
        pub role_name: String,
    }
    /// The role that was asked for.
    pub struct GetRoleOutput {
        /// The role.
        pub role: Role,
    }
}

operation! {
    RAM IdempotentWrite;
    /// Replaces a role's trust policy, description or session length; what is absent stays.
    /// A trust policy has no versions: the last writer wins.
    pub struct UpdateRole {
        /// Required.
        pub role_name: String,
        /// The new trust policy as JSON text.
        pub new_assume_role_policy_document: Option<String>,
        /// 1 to 1,024 characters.
        pub new_description: Option<String>,
        /// Seconds, 3600 to 43200.
        pub new_max_session_duration: Option<u32>,
        /// Whether it may be assumed in the console.
        pub new_allow_console_login: Option<bool>,
    }
    /// The role after the change.
    pub struct UpdateRoleOutput {
        /// The role.
        pub role: Role,
    }
}

operation! {
    RAM Write;
    /// Deletes a role. `DeleteConflict.Role.Policy` while a policy is attached to it.
    pub struct DeleteRole {
        /// Required.
        pub role_name: String,
    }
}

operation! {
    RAM Read;
    /// Lists roles, a page at a time.
    pub struct ListRoles {
        /// The page to read, from the answer before.
        pub marker: Option<String>,
        /// The page's size, 1 to 1,000; the service takes 100 when absent.
        pub max_items: Option<u32>,
        /// Only those that have all of these.
        pub tag: Vec<Tag>,
    }
    /// One page of roles.
    pub struct ListRolesOutput {
        /// The roles.
        pub roles: Roles,
        /// Whether there are more.
        pub is_truncated: bool,
        /// The next page's marker, present only when there is one.
        pub marker: Option<String>,
    }
}

paged!(ListRoles, roles.role: RoleSummary);
