//! What can be told apart, and how the service's codes fall into it.

use serde::{Deserialize, Serialize};

/// What sort of failure an [`Error`](crate::Error) is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// A value is out of form. Nothing was sent. Correct the value.
    InvalidInput,
    /// A policy document could not be read. Correct it at the place that the message names.
    PolicySyntax,
    /// A configuration file or a saved plan can't be used. Correct it where the message says.
    ConfigInvalid,
    /// No credentials were found, or only half of a pair. Nothing was sent.
    CredentialMissing,
    /// The service refused the credentials. Look at the key, its secret, its token and the clock.
    CredentialInvalid,
    /// The caller may not do this. Grant the action that the message names.
    PermissionDenied,
    /// The role, policy, version, user or group does not exist.
    NotFound,
    /// Something of that name exists already; it was not compared with what was wanted.
    AlreadyExists,
    /// The state forbids it, for example deleting a role that has policies attached.
    Conflict,
    /// An account limit is reached.
    LimitExceeded,
    /// The service asks to slow down; [`Error::retry_after`](crate::Error::retry_after) may say for how long.
    Throttled,
    /// The service or a gateway before it failed.
    Server,
    /// No answer came in time.
    Timeout,
    /// The connection could not be made, or broke.
    Transport,
    /// The answer was not what the operation's contract says.
    UnexpectedReply,
    /// The provider does not offer the call.
    Unsupported,
    /// The local store, or another file, is not usable: another program's, truncated, not writable.
    Store,
    /// rolewright refuses to go on, since going on could harm something; the message says what.
    Refused,
    /// The run ended before the account was seen to be as wanted.
    Incomplete,
}

impl ErrorKind {
    /// The kind of a service error, by its HTTP status and code.
    ///
    /// Codes may carry further suffixes (`EntityNotExist.Role.Policy`), so they are matched by
    /// prefix, as the official Terraform provider does.
    #[must_use]
    pub fn of_service(status: u16, code: &str) -> Self {
        const BY_PREFIX: &[(&str, ErrorKind)] = &[
            ("Throttling", ErrorKind::Throttled),
            ("Rejected.Throttling", ErrorKind::Throttled),
            ("EntityNotExist", ErrorKind::NotFound),
            ("INSTANCE_NOT_EXIST", ErrorKind::NotFound),
            ("EntityAlreadyExists", ErrorKind::AlreadyExists),
            ("DeleteConflict", ErrorKind::Conflict),
            ("LimitExceeded", ErrorKind::LimitExceeded),
            ("NoPermission", ErrorKind::PermissionDenied),
            ("NoPrivilege", ErrorKind::PermissionDenied),
            ("Forbidden", ErrorKind::PermissionDenied),
            ("InvalidAccessKeyId", ErrorKind::CredentialInvalid),
            ("SignatureDoesNotMatch", ErrorKind::CredentialInvalid),
            ("InvalidTimeStamp", ErrorKind::CredentialInvalid),
            ("RequestTimeTooSkewed", ErrorKind::CredentialInvalid),
            ("InvalidSecurityToken", ErrorKind::CredentialInvalid),
            ("MissingSecurityToken", ErrorKind::CredentialInvalid),
            (
                "AuthenticationFail.NoPermission",
                ErrorKind::PermissionDenied,
            ),
            ("AuthenticationFail", ErrorKind::CredentialInvalid),
            ("SignatureNonceUsed", ErrorKind::Conflict),
            ("InvalidApi.NotFound", ErrorKind::Unsupported),
            ("InvalidAction.NotFound", ErrorKind::Unsupported),
            ("ServiceUnavailable", ErrorKind::Server),
            ("InternalError", ErrorKind::Server),
            ("MalformedPolicyDocument", ErrorKind::InvalidInput),
            ("InvalidParameter", ErrorKind::InvalidInput),
            ("Missing", ErrorKind::InvalidInput),
            ("Invalid", ErrorKind::InvalidInput),
        ];
        BY_PREFIX
            .iter()
            .find(|(prefix, _)| code.starts_with(prefix))
            .map_or_else(
                || match status {
                    401 | 403 => Self::PermissionDenied,
                    408 => Self::Timeout,
                    409 => Self::Conflict,
                    429 => Self::Throttled,
                    500.. => Self::Server,
                    _ => Self::UnexpectedReply,
                },
                |(_, kind)| *kind,
            )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn service_codes_map_to_kinds_by_prefix_and_else_by_status() {
        for (status, code, kind) in [
            (404, "EntityNotExist.Role", ErrorKind::NotFound),
            (
                409,
                "EntityAlreadyExists.Role.Policy",
                ErrorKind::AlreadyExists,
            ),
            (
                409,
                "DeleteConflict.Policy.Version.Default",
                ErrorKind::Conflict,
            ),
            (
                409,
                "LimitExceeded.Policy.Version",
                ErrorKind::LimitExceeded,
            ),
            (400, "Throttling.User", ErrorKind::Throttled),
            (403, "NoPermission", ErrorKind::PermissionDenied),
            (
                404,
                "InvalidAccessKeyId.NotFound",
                ErrorKind::CredentialInvalid,
            ),
            (200, "NoPrivilege", ErrorKind::PermissionDenied),
            (400, "InvalidParameter.PolicyType", ErrorKind::InvalidInput),
            (503, "SomethingNew", ErrorKind::Server),
            // A 404 may come from anywhere on the way: only the service's own code says that
            // something does not exist.
            (404, "SomethingNew", ErrorKind::UnexpectedReply),
        ] {
            assert_eq!(ErrorKind::of_service(status, code), kind, "{status} {code}");
        }
    }
}
