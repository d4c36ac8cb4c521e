//! Security Token Service: who the caller is, and sessions of a role.

use crate::provider::Secret;

operation! {
    STS Read;
    /// Asks whose credentials these are. Needs no permission.
    pub struct GetCallerIdentity {} -> CallerIdentity
}

wire! {
    /// Whose credentials a call was made with.
    pub struct CallerIdentity {
        /// The account.
        pub account_id: String,
        /// The identity's ARN.
        pub arn: String,
        /// `Account`, `RAMUser` or `AssumedRoleUser`.
        pub identity_type: String,
        /// The identity's own id.
        pub principal_id: String,
        /// The user's id, for users and the account itself.
        pub user_id: Option<String>,
        /// The role's id, for sessions.
        pub role_id: Option<String>,
    }

    /// A session's key.
    pub struct Credentials {
        /// The key's id.
        pub access_key_id: String,
        /// The key's secret.
        pub access_key_secret: Secret,
        /// The token that goes with the key.
        pub security_token: Secret,
        /// When it ends, `YYYY-MM-DDThh:mm:ssZ`.
        pub expiration: String,
    }

    /// The session as an identity.
    pub struct AssumedRoleUser {
        /// `acs:ram::<account>:role/<role>/<session>`.
        pub arn: String,
        /// `<role id>:<session>`.
        pub assumed_role_id: String,
    }
}

operation! {
    STS Write;
    /// Opens a session of a role. `NoPermission` when the role does not trust the caller; a role
    /// that trusts only a service can't be assumed by a user.
    pub struct AssumeRole {
        /// `acs:ram::<account>:role/<name>`. Required.
        pub role_arn: String,
        /// 2 to 64 letters, digits, `.`, `@`, `-` and `_`. Required.
        pub role_session_name: String,
        /// Seconds, 900 up to the role's own limit; the service takes 3600 when absent.
        pub duration_seconds: Option<u32>,
        /// A session policy that narrows the role's permissions, at most 2,048 characters.
        pub policy: Option<String>,
        /// The id that the role's trust policy may ask for.
        pub external_id: Option<String>,
    }
    /// The session.
    pub struct AssumeRoleOutput {
        /// The session's key.
        pub credentials: Credentials,
        /// The session as an identity.
        pub assumed_role_user: AssumedRoleUser,
    }
}

operation! {
    STS Write secret: "OIDCToken";
    /// Opens a session of a role for whoever holds a token of an OpenID Connect provider that the
    /// role trusts. It needs no key: the token says who calls. `AuthenticationFail.` and more when
    /// the token is not taken or the role does not trust it.
    pub struct AssumeRoleWithOIDC {
        /// `acs:ram::<account>:oidc-provider/<name>`. Required.
        #[serde(rename = "OIDCProviderArn")]
        pub oidc_provider_arn: String,
        /// `acs:ram::<account>:role/<name>`. Required.
        pub role_arn: String,
        /// The token as the provider issued it, 4 to 20,000 characters. Required.
        #[serde(rename = "OIDCToken")]
        pub oidc_token: Secret,
        /// 2 to 64 letters, digits, `.`, `@`, `-` and `_`. Required.
        pub role_session_name: String,
        /// Seconds, 900 up to the role's own limit; the service takes 3600 when absent.
        pub duration_seconds: Option<u32>,
        /// A session policy that narrows the role's permissions, at most 2,048 characters.
        pub policy: Option<String>,
    }
    /// The session.
    pub struct AssumeRoleWithOIDCOutput {
        /// The session's key.
        pub credentials: Credentials,
        /// The session as an identity.
        pub assumed_role_user: AssumedRoleUser,
        /// What the token said.
        #[serde(rename = "OIDCTokenInfo")]
        pub oidc_token_info: OIDCTokenInfo,
    }
}

operation! {
    STS Write secret: "SAMLAssertion";
    /// Opens a session of a role for whoever holds an assertion of a SAML provider that the role
    /// trusts. It needs no key: the assertion says who calls. `AuthenticationFail.` and more when
    /// the assertion is not taken or the role does not trust it.
    pub struct AssumeRoleWithSAML {
        /// `acs:ram::<account>:saml-provider/<name>`. Required.
        #[serde(rename = "SAMLProviderArn")]
        pub saml_provider_arn: String,
        /// `acs:ram::<account>:role/<name>`. Required.
        pub role_arn: String,
        /// The assertion in base 64, 4 to 100,000 characters. Required.
        #[serde(rename = "SAMLAssertion")]
        pub saml_assertion: Secret,
        /// Seconds, 900 up to the role's own limit; the service takes 3600 when absent.
        pub duration_seconds: Option<u32>,
        /// A session policy that narrows the role's permissions, at most 2,048 characters.
        pub policy: Option<String>,
    }
    /// The session.
    pub struct AssumeRoleWithSAMLOutput {
        /// The session's key.
        pub credentials: Credentials,
        /// The session as an identity.
        pub assumed_role_user: AssumedRoleUser,
        /// What the assertion said.
        #[serde(rename = "SAMLAssertionInfo")]
        pub saml_assertion_info: SAMLAssertionInfo,
    }
}

wire! {
    /// What a token of an OpenID Connect provider said.
    pub struct OIDCTokenInfo {
        /// Whom it is about, `sub`.
        pub subject: String,
        /// Who issued it, `iss`.
        pub issuer: String,
        /// Whom it is for, `aud`; several are parted by commas.
        pub client_ids: String,
        /// When it ends, `YYYY-MM-DDThh:mm:ssZ`.
        pub expiration_time: String,
        /// When it was issued, `YYYY-MM-DDThh:mm:ssZ`.
        pub issuance_time: String,
        /// What came of looking at it.
        pub verification_info: String,
    }

    /// What an assertion of a SAML provider said.
    pub struct SAMLAssertionInfo {
        /// Whom it is about, `NameID`.
        pub subject: String,
        /// The form of that name.
        pub subject_type: String,
        /// Where it was to be given.
        pub recipient: String,
        /// Who issued it.
        pub issuer: String,
    }
}
