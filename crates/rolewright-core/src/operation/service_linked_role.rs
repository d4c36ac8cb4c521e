//! Roles that a service makes for itself, and that it alone changes.

use crate::operation::Role;

wire! {
    /// What a service's own roles look like.
    pub struct ServiceLinkedRoleTemplate {
        /// The service, for example `cr.aliyuncs.com`.
        pub service_name: String,
        /// How the roles' names begin.
        pub role_name_prefix: String,
        /// The system policy that they get.
        pub system_policy_name: String,
        /// Whether there can be several, with a suffix each.
        pub multiple_roles_allowed: Option<bool>,
        /// What they are for, by language.
        pub role_descriptions: RoleDescriptions,
    }

    /// The wire's wrapper of a list of descriptions.
    pub struct RoleDescriptions {
        /// The descriptions.
        pub role_description: Vec<RoleDescription>,
    }

    /// What roles are for, in one language.
    pub struct RoleDescription {
        /// The language, for example `en`.
        pub language: String,
        /// The text.
        pub description: String,
    }
}

operation! {
    RAM Write;
    /// Makes a service's role.
    pub struct CreateServiceLinkedRole {
        /// The service, for example `cr.aliyuncs.com`. Required.
        pub service_name: String,
        /// What its name ends with, where the service allows several.
        pub custom_suffix: Option<String>,
        /// Free text, where a suffix is allowed.
        pub description: Option<String>,
    }
    /// The role that was made.
    pub struct CreateServiceLinkedRoleOutput {
        /// The role.
        pub role: Role,
    }
}

operation! {
    RAM Write;
    /// Asks for a service's role to be deleted, which the service may refuse later.
    pub struct DeleteServiceLinkedRole {
        /// Required.
        pub role_name: String,
    }
    /// What was begun.
    pub struct DeleteServiceLinkedRoleOutput {
        /// The id under which the deletion goes on.
        pub deletion_task_id: String,
    }
}

operation! {
    RAM Read;
    /// Asks what a service's own roles look like.
    pub struct GetServiceLinkedRoleTemplate {
        /// The service. Required.
        pub service_name: String,
    }
    /// What they look like.
    pub struct GetServiceLinkedRoleTemplateOutput {
        /// The template.
        pub service_linked_role_template: ServiceLinkedRoleTemplate,
    }
}
