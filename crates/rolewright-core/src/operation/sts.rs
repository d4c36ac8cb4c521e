//! Security Token Service: caller identity and role sessions.

use crate::provider::Secret;

operation! {
    STS Read;
    /// Returns the identity of the caller. Needs no permission.
    pub struct GetCallerIdentity {} -> CallerIdentity
}

wire! {
    /// Identity of a caller.
    pub struct CallerIdentity {
        /// Account ID.
        pub account_id: String,
        /// ARN of the identity.
        pub arn: String,
        /// `Account`, `RAMUser` or `AssumedRoleUser`.
        pub identity_type: String,
        /// ID of the identity.
        pub principal_id: String,
        /// User ID; only for users and the account.
        pub user_id: Option<String>,
        /// Role ID; only for role sessions.
        pub role_id: Option<String>,
    }

    /// Temporary credentials of a session.
    pub struct Credentials {
        /// Access key ID.
        pub access_key_id: String,
        /// Access key secret.
        pub access_key_secret: Secret,
        /// Security token.
        pub security_token: Secret,
        /// Expiry, `YYYY-MM-DDThh:mm:ssZ`.
        pub expiration: String,
    }

    /// Identity of the session.
    pub struct AssumedRoleUser {
        /// `acs:ram::<account>:role/<role>/<session>`.
        pub arn: String,
        /// `<role id>:<session>`.
        pub assumed_role_id: String,
    }
}

operation! {
    STS Write;
    /// Assumes a role. Fails with `NoPermission` if the role does not trust the caller. A user can't
    /// assume a role that trusts only a service.
    pub struct AssumeRole {
        /// `acs:ram::<account>:role/<name>`. Required.
        pub role_arn: String,
        /// 2 to 64 letters, digits, `.`, `@`, `-` and `_`. Required.
        pub role_session_name: String,
        /// Session duration in seconds, 900 to the role's maximum; default 3600.
        pub duration_seconds: Option<u32>,
        /// Session policy that narrows the role's permissions, at most 2,048 characters.
        pub policy: Option<String>,
        /// External ID, if the role's trust policy requires one.
        pub external_id: Option<String>,
    }
    /// Output of `AssumeRole`.
    pub struct AssumeRoleOutput {
        /// Temporary credentials.
        pub credentials: Credentials,
        /// Identity of the session.
        pub assumed_role_user: AssumedRoleUser,
    }
}

operation! {
    STS Write secret: "OIDCToken";
    /// Assumes a role with a token of an OpenID Connect provider that the role trusts. Needs no
    /// access key: the token identifies the caller. Fails with `AuthenticationFail.*` if the token
    /// is invalid or the role does not trust it.
    pub struct AssumeRoleWithOIDC {
        /// `acs:ram::<account>:oidc-provider/<name>`. Required.
        #[serde(rename = "OIDCProviderArn")]
        pub oidc_provider_arn: String,
        /// `acs:ram::<account>:role/<name>`. Required.
        pub role_arn: String,
        /// Token as issued by the provider, 4 to 20,000 characters. Required.
        #[serde(rename = "OIDCToken")]
        pub oidc_token: Secret,
        /// 2 to 64 letters, digits, `.`, `@`, `-` and `_`. Required.
        pub role_session_name: String,
        /// Session duration in seconds, 900 to the role's maximum; default 3600.
        pub duration_seconds: Option<u32>,
        /// Session policy that narrows the role's permissions, at most 2,048 characters.
        pub policy: Option<String>,
    }
    /// Output of `AssumeRoleWithOIDC`.
    pub struct AssumeRoleWithOIDCOutput {
        /// Temporary credentials.
        pub credentials: Credentials,
        /// Identity of the session.
        pub assumed_role_user: AssumedRoleUser,
        /// Claims of the token.
        #[serde(rename = "OIDCTokenInfo")]
        pub oidc_token_info: OIDCTokenInfo,
    }
}

operation! {
    STS Write secret: "SAMLAssertion";
    /// Assumes a role with an assertion of a SAML provider that the role trusts. Needs no access
    /// key: the assertion identifies the caller. Fails with `AuthenticationFail.*` if the assertion
    /// is invalid or the role does not trust it.
    pub struct AssumeRoleWithSAML {
        /// `acs:ram::<account>:saml-provider/<name>`. Required.
        #[serde(rename = "SAMLProviderArn")]
        pub saml_provider_arn: String,
        /// `acs:ram::<account>:role/<name>`. Required.
        pub role_arn: String,
        /// Assertion in base 64, 4 to 100,000 characters. Required.
        #[serde(rename = "SAMLAssertion")]
        pub saml_assertion: Secret,
        /// Session duration in seconds, 900 to the role's maximum; default 3600.
        pub duration_seconds: Option<u32>,
        /// Session policy that narrows the role's permissions, at most 2,048 characters.
        pub policy: Option<String>,
    }
    /// Output of `AssumeRoleWithSAML`.
    pub struct AssumeRoleWithSAMLOutput {
        /// Temporary credentials.
        pub credentials: Credentials,
        /// Identity of the session.
        pub assumed_role_user: AssumedRoleUser,
        /// Data of the assertion.
        #[serde(rename = "SAMLAssertionInfo")]
        pub saml_assertion_info: SAMLAssertionInfo,
    }
}

wire! {
    /// Claims of an OpenID Connect token.
    pub struct OIDCTokenInfo {
        /// Subject, `sub`.
        pub subject: String,
        /// Issuer, `iss`.
        pub issuer: String,
        /// Audiences, `aud`, separated by commas.
        pub client_ids: String,
        /// Expiry, `YYYY-MM-DDThh:mm:ssZ`.
        pub expiration_time: String,
        /// Issue time, `YYYY-MM-DDThh:mm:ssZ`.
        pub issuance_time: String,
        /// Result of the verification.
        pub verification_info: String,
    }

    /// Data of a SAML assertion.
    pub struct SAMLAssertionInfo {
        /// Subject, `NameID`.
        pub subject: String,
        /// Format of the subject.
        pub subject_type: String,
        /// Recipient.
        pub recipient: String,
        /// Issuer.
        pub issuer: String,
    }
}
