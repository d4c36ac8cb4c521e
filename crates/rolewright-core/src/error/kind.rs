//! Error kinds, and the service codes that belong to each.

use serde::{Deserialize, Serialize};

/// The kind of an [`Error`](crate::Error).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// A value is invalid. Nothing was sent. Correct the value.
    InvalidInput,
    /// A policy document can't be parsed. Correct it at the location in the message.
    PolicySyntax,
    /// A configuration file or saved plan is invalid. Correct it at the location in the message.
    ConfigInvalid,
    /// Credentials are missing or incomplete. Nothing was sent.
    CredentialMissing,
    /// The service rejected the credentials, or they are malformed or belong to another account than
    /// expected. Check the access key, its secret, the token, the clock and the account.
    CredentialInvalid,
    /// The caller lacks a permission. Grant the action in the message.
    PermissionDenied,
    /// The role, policy, version, user or group does not exist.
    NotFound,
    /// An object with this name already exists. It was not compared with the desired state.
    AlreadyExists,
    /// The current state does not allow it, for example deleting a role with attached policies.
    Conflict,
    /// An account limit is reached.
    LimitExceeded,
    /// The service throttles; [`Error::retry_after`](crate::Error::retry_after) may hold a delay.
    Throttled,
    /// The service or its gateway failed.
    Server,
    /// No reply arrived in time.
    Timeout,
    /// The connection failed or was lost.
    Transport,
    /// The reply does not match the operation's contract.
    UnexpectedReply,
    /// The provider does not support the call.
    Unsupported,
    /// The local store or another file can't be used: wrong format, truncated or not writable.
    Store,
    /// rolewright refuses, because to continue could cause harm; the message says what.
    Refused,
    /// The run ended before the account was verified to have the desired state.
    Incomplete,
    /// The result of a report is negative: a requirement failed or is inconclusive, changes are pending, or
    /// the account has drifted. See [`Report::into_result`](crate::setup::Report::into_result).
    NotVerified,
    /// The run was [cancelled](crate::Cancellation), or the call was not sent for that reason. Run again.
    Cancelled,
}

impl ErrorKind {
    /// Returns the kind of a service error by its code or, for unknown codes, its HTTP status.
    ///
    /// Codes can have suffixes (`EntityNotExist.Role.Policy`), so they are matched by prefix, as
    /// in the official Terraform provider.
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
    fn service_codes_map_to_kinds_by_prefix_then_by_status() {
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
            // A proxy can return 404 too: only the service's own code means "does not exist".
            (404, "SomethingNew", ErrorKind::UnexpectedReply),
        ] {
            assert_eq!(ErrorKind::of_service(status, code), kind, "{status} {code}");
        }
    }
}
