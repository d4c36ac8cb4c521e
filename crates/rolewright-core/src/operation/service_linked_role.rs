//! Service-linked roles, which only their service can change.

use crate::operation::Role;

/// Name of the operation of Resource Management that returns the status of a deletion.
pub const DELETION_STATUS: &str = "GetServiceLinkedRoleDeletionStatus";

wire! {
    /// Template of a service's service-linked roles.
    pub struct ServiceLinkedRoleTemplate {
        /// Service, for example `cr.aliyuncs.com`.
        pub service_name: String,
        /// Prefix of the role names.
        pub role_name_prefix: String,
        /// System policy that is attached to them.
        pub system_policy_name: String,
        /// Whether several roles are allowed, each with a suffix.
        pub multiple_roles_allowed: Option<bool>,
        /// Descriptions by language.
        pub role_descriptions: RoleDescriptions,
    }

    /// List of role descriptions, as on the wire.
    pub struct RoleDescriptions {
        /// The descriptions.
        pub role_description: Vec<RoleDescription>,
    }

    /// Description in one language.
    pub struct RoleDescription {
        /// Language, for example `en`.
        pub language: String,
        /// The text.
        pub description: String,
    }
}

operation! {
    RAM Write;
    /// Creates a service-linked role.
    pub struct CreateServiceLinkedRole {
        /// Service, for example `cr.aliyuncs.com`. Required.
        pub service_name: String,
        /// Suffix of the role name, if the service allows several roles.
        pub custom_suffix: Option<String>,
        /// Free text, if a suffix is allowed.
        pub description: Option<String>,
    }
    /// Output of `CreateServiceLinkedRole`.
    pub struct CreateServiceLinkedRoleOutput {
        /// The role.
        pub role: Role,
    }
}

operation! {
    RAM Write;
    /// Requests the deletion of a service-linked role. The service can reject it later.
    pub struct DeleteServiceLinkedRole {
        /// Required.
        pub role_name: String,
    }
    /// Output of `DeleteServiceLinkedRole`.
    pub struct DeleteServiceLinkedRoleOutput {
        /// ID of the deletion task.
        pub deletion_task_id: String,
    }
}

operation! {
    RAM Read;
    /// Returns the template of a service's service-linked roles.
    pub struct GetServiceLinkedRoleTemplate {
        /// Service. Required.
        pub service_name: String,
    }
    /// Output of `GetServiceLinkedRoleTemplate`.
    pub struct GetServiceLinkedRoleTemplateOutput {
        /// The template.
        pub service_linked_role_template: ServiceLinkedRoleTemplate,
    }
}
