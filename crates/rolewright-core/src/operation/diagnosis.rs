//! The reason for a denied call, decoded from the error response.

wire! {
    /// Reason for a denied call.
    pub struct DecodedDiagnosticMessage {
        /// Denied action, for example `ram:GetRole`.
        pub auth_action: String,
        /// Resource of the denied action.
        pub auth_resource: String,
        /// Denied principal.
        pub auth_principal: AuthPrincipal,
        /// Conditions that were evaluated.
        pub auth_conditions: Vec<AuthCondition>,
        /// Whether a statement denies the action (explicit deny), rather than none allowing it.
        pub explicit_deny: bool,
        /// Type of the policy that denies, or that lacks the permission.
        pub no_permission_policy_type: String,
        /// Policies that decided.
        pub matched_policies: Vec<MatchedPolicy>,
    }

    /// Denied principal.
    pub struct AuthPrincipal {
        /// For example `SubUser` or `AssumedRoleUser`.
        pub auth_principal_type: String,
        /// A name or an id.
        pub auth_principal_display_name: String,
        /// The account.
        pub auth_principal_owner_id: String,
    }

    /// A condition that was evaluated.
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
        /// Default version.
        pub policy_version: String,
        /// `Allow` or `Deny`.
        pub effect: String,
        /// Scope of the attachment: the account or a resource group.
        pub attached_scope: String,
        /// Type of the identity that it is attached to.
        pub attached_entity_type: String,
    }
}

operation! {
    RAM Read;
    /// Decodes the diagnostic message of a denied call (`EncodedDiagnosticMessage` in
    /// `AccessDeniedDetail`).
    pub struct DecodeDiagnosticMessage {
        /// The encoded message. Required.
        pub encoded_diagnostic_message: String,
    }
    /// Output of `DecodeDiagnosticMessage`.
    pub struct DecodeDiagnosticMessageOutput {
        /// The decoded message.
        pub decoded_diagnostic_message: DecodedDiagnosticMessage,
    }
}
