//! Why a call was denied, from the message that comes with the denial.

wire! {
    /// Why a call was denied.
    pub struct DecodedDiagnosticMessage {
        /// The action that was denied, for example `ram:GetRole`.
        pub auth_action: String,
        /// The resource that it was denied on.
        pub auth_resource: String,
        /// To whom.
        pub auth_principal: AuthPrincipal,
        /// The conditions that were looked at.
        pub auth_conditions: Vec<AuthCondition>,
        /// Whether a statement denies it, and not just none allows it.
        pub explicit_deny: bool,
        /// The type of policy that denies, or lacks the permission.
        pub no_permission_policy_type: String,
        /// The policies that decided.
        pub matched_policies: Vec<MatchedPolicy>,
    }

    /// Who was denied.
    pub struct AuthPrincipal {
        /// For example `SubUser` or `AssumedRoleUser`.
        pub auth_principal_type: String,
        /// A name or an id.
        pub auth_principal_display_name: String,
        /// The account.
        pub auth_principal_owner_id: String,
    }

    /// A condition that was looked at.
    pub struct AuthCondition {
        /// The key, for example `acs:SourceIp`.
        pub condition_key: String,
        /// Its values.
        pub condition_values: Vec<String>,
    }

    /// A policy that decided.
    pub struct MatchedPolicy {
        /// `Custom`, `System` or another type.
        pub policy_type: String,
        /// Its name or id.
        pub policy_identifier: String,
        /// The version in force.
        pub policy_version: String,
        /// `Allow` or `Deny`.
        pub effect: String,
        /// Where it is attached: the account or a resource group.
        pub attached_scope: String,
        /// To what it is attached.
        pub attached_entity_type: String,
    }
}

operation! {
    RAM Read;
    /// Reads the message that comes with a denial (`EncodedDiagnosticMessage` in its
    /// `AccessDeniedDetail`).
    pub struct DecodeDiagnosticMessage {
        /// The message. Required.
        pub encoded_diagnostic_message: String,
    }
    /// What it says.
    pub struct DecodeDiagnosticMessageOutput {
        /// What it says.
        pub decoded_diagnostic_message: DecodedDiagnosticMessage,
    }
}
