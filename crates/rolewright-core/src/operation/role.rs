//! Roles: identities without access keys that trusted principals assume.

use crate::operation::{Tag, Tags};

wire! {
    /// A role as `GetRole`, `CreateRole` and `UpdateRole` return it.
    pub struct Role {
        /// ID assigned by the service, a long decimal number.
        pub role_id: String,
        /// Name, unique in the account.
        pub role_name: String,
        /// `acs:ram::<account>:role/<name>`; the live service returns the name in lower case.
        pub arn: String,
        /// Free text.
        pub description: Option<String>,
        /// Trust policy as JSON text.
        pub assume_role_policy_document: String,
        /// Creation time, `YYYY-MM-DDThh:mm:ssZ`.
        pub create_date: String,
        /// Time of the last change.
        pub update_date: Option<String>,
        /// Maximum session duration in seconds, 3600 to 43200.
        pub max_session_duration: Option<u32>,
        /// `<name>@role.<alias or account>.onaliyunservice.com`.
        pub role_principal_name: Option<String>,
        /// Whether it is a service-linked role, which only its service can change.
        pub is_service_linked_role: Option<bool>,
        /// Whether the role can be assumed in the console.
        pub allow_console_login: Option<bool>,
        /// Latest attempt to delete a service-linked role.
        pub latest_deletion_task: Option<DeletionTask>,
    }

    /// An attempt to delete a service-linked role.
    pub struct DeletionTask {
        /// Start time, `YYYY-MM-DDThh:mm:ssZ`.
        pub create_date: String,
        /// Task ID, as `DeleteServiceLinkedRole` returned it.
        pub deletion_task_id: String,
    }

    /// A role in a list, without its trust policy.
    pub struct RoleSummary {
        /// ID assigned by the service.
        pub role_id: String,
        /// Name.
        pub role_name: String,
        /// ARN.
        pub arn: String,
        /// Free text.
        pub description: Option<String>,
        /// Creation time.
        pub create_date: String,
        /// Time of the last change.
        pub update_date: Option<String>,
        /// Maximum session duration in seconds.
        pub max_session_duration: Option<u32>,
        /// Whether the role can be assumed in the console.
        pub allow_console_login: Option<bool>,
        /// Tags.
        pub tags: Option<Tags>,
    }

    /// List of roles, as on the wire.
    pub struct Roles {
        /// The roles.
        pub role: Vec<RoleSummary>,
    }
}

operation! {
    RAM Write;
    /// Creates a role. Fails with `EntityAlreadyExists.Role` if the name is taken, and with
    /// `LimitExceeded.Role` at 1,000 roles.
    pub struct CreateRole {
        /// 1 to 64 letters, digits, `.` and `-`. Required.
        pub role_name: String,
        /// Trust policy as JSON text. Required.
        pub assume_role_policy_document: String,
        /// 1 to 1,024 characters.
        pub description: Option<String>,
        /// Maximum session duration in seconds, 3600 to 43200; default 3600.
        pub max_session_duration: Option<u32>,
        /// Whether the role can be assumed in the console.
        pub allow_console_login: Option<bool>,
        /// At most 20.
        pub tag: Vec<Tag>,
    }
    /// Output of `CreateRole`.
    pub struct CreateRoleOutput {
        /// The role.
        pub role: Role,
    }
}

operation! {
    RAM Read;
    /// Returns a role with its trust policy. Fails with `EntityNotExist.Role` if it does not exist.
    pub struct GetRole {
        /// Required.
        pub role_name: String,
    }
    /// Output of `GetRole`.
    pub struct GetRoleOutput {
        /// The role.
        pub role: Role,
    }
}

operation! {
    RAM IdempotentWrite;
    /// Updates trust policy, description or maximum session duration of a role. Absent values stay
    /// unchanged. A trust policy has no versions: the last writer wins.
    pub struct UpdateRole {
        /// Required.
        pub role_name: String,
        /// New trust policy as JSON text.
        pub new_assume_role_policy_document: Option<String>,
        /// 1 to 1,024 characters.
        pub new_description: Option<String>,
        /// Maximum session duration in seconds, 3600 to 43200.
        pub new_max_session_duration: Option<u32>,
        /// Whether the role can be assumed in the console.
        pub new_allow_console_login: Option<bool>,
    }
    /// Output of `UpdateRole`.
    pub struct UpdateRoleOutput {
        /// The role.
        pub role: Role,
    }
}

operation! {
    RAM Write;
    /// Deletes a role. Fails with `DeleteConflict.Role.Policy` while a policy is attached.
    pub struct DeleteRole {
        /// Required.
        pub role_name: String,
    }
}

operation! {
    RAM Read;
    /// Lists roles. Paginated.
    pub struct ListRoles {
        /// Marker from the previous page; absent for the first page.
        pub marker: Option<String>,
        /// Page size, 1 to 1,000; default 100.
        pub max_items: Option<u32>,
        /// Filter: items that have all of these tags.
        pub tag: Vec<Tag>,
    }
    /// Output of `ListRoles`.
    pub struct ListRolesOutput {
        /// The roles.
        pub roles: Roles,
        /// Whether more pages follow.
        pub is_truncated: bool,
        /// Marker of the next page; absent on the last page.
        pub marker: Option<String>,
    }
}

paged!(ListRoles, roles.role: RoleSummary);
