//! Received requests and verification errors.

use std::fmt;

use crate::encoding::decode_pairs;

/// A request as received by a server. Header names are not case-sensitive.
#[derive(Clone, Copy)]
pub struct Received<'a> {
    /// HTTP method.
    pub method: &'a str,
    /// Path as received, still percent-encoded.
    pub path: &'a str,
    /// Query as received, still encoded, without the `?`.
    pub raw_query: &'a str,
    /// Every header as received, in order.
    pub headers: &'a [(&'a str, &'a str)],
    /// Body as received.
    pub body: &'a [u8],
}

/// Reason for rejecting a request's signature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The request has no `Authorization` header.
    #[error("the authorization header is missing")]
    AuthorizationMissing,
    /// The `Authorization` header has another scheme or format. The error omits its text, since it
    /// may be a credential.
    #[error("invalid authorization header: expected `{form}`")]
    AuthorizationOdd {
        /// The expected format.
        form: &'static str,
    },
    /// A parameter of an RPC signature is missing.
    #[error("parameter `{name}` is missing")]
    ParameterMissing {
        /// Parameter name.
        name: &'static str,
    },
    /// A parameter of an RPC signature is repeated, so that its value is ambiguous.
    #[error("parameter `{name}` is repeated")]
    ParameterRepeated {
        /// Parameter name.
        name: &'static str,
    },
    /// A parameter of an RPC signature has an unsupported value.
    #[error("parameter `{name}` is not `{expected}`")]
    ParameterOdd {
        /// Parameter name.
        name: &'static str,
        /// The only supported value.
        expected: &'static str,
    },
    /// The date in the signature scope differs from the time of signing.
    #[error("the date of the signature scope differs from the time of signing")]
    DayMismatch,
    /// A header that must be unambiguous is repeated.
    #[error("header `{name}` is repeated")]
    HeaderRepeated {
        /// Header name.
        name: String,
    },
    /// `SignedHeaders` lists a header that the request does not have.
    #[error("signed header `{name}` is missing")]
    HeaderAbsent {
        /// Header name, as in `SignedHeaders`.
        name: String,
    },
    /// A header that must be signed is not in `SignedHeaders`.
    #[error("header `{name}` must be signed")]
    HeaderNotSigned {
        /// Header name in lower case.
        name: String,
    },
    /// `x-acs-content-sha256` or `x-oss-content-sha256` is not the hash of the body.
    #[error("the content hash header is `{sent}`, but the hash of the body is `{computed}`")]
    BodyHashMismatch {
        /// The header's value.
        sent: String,
        /// SHA-256 of the body, in lower-case hex.
        computed: String,
    },
    /// The signature does not match the request and the secret.
    #[error("the signature does not match, server string to sign is `{string_to_sign}`")]
    SignatureMismatch {
        /// The string to sign, as computed by the server. The real service returns it to the client
        /// too ("server string to sign is:", a constant of the official Go SDK). A security token
        /// in it is replaced by `***`.
        string_to_sign: String,
    },
}

impl<'a> Received<'a> {
    /// The value of a header. A repeated header is an error: how the service joins values is not
    /// documented, and later code could read the other value.
    pub(crate) fn header(&self, name: &str) -> Result<Option<&'a str>, VerifyError> {
        let mut values = self
            .headers
            .iter()
            .filter(|(n, _)| n.eq_ignore_ascii_case(name));
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(VerifyError::HeaderRepeated { name: name.into() }),
            (first, None) => Ok(first.map(|(_, value)| *value)),
        }
    }

    /// The `Authorization` header.
    pub(crate) fn authorization(&self) -> Result<&'a str, VerifyError> {
        self.header("authorization")?
            .ok_or(VerifyError::AuthorizationMissing)
    }

    /// The value of a required header.
    pub(crate) fn needed_header(&self, name: &str) -> Result<&'a str, VerifyError> {
        let absent = || VerifyError::HeaderAbsent { name: name.into() };
        self.header(name)?.ok_or_else(absent)
    }
}

/// Prints names and values, with secrets replaced by `***`.
pub(crate) struct Redacted<'a>(pub(crate) &'a [(&'a str, &'a str)]);

impl fmt::Debug for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.iter().map(|(name, value)| {
            let lower = name.to_ascii_lowercase();
            // x-acs-security-token, x-acs-bearer-token, x-acs-zero-trust-idtoken, SecurityToken
            let secret = lower == "authorization" || lower.ends_with("token");
            (name, if secret { "***" } else { value })
        });
        f.debug_list().entries(shown).finish()
    }
}

impl fmt::Debug for Received<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decoded = decode_pairs(self.raw_query);
        let query: Vec<(&str, &str)> = decoded.iter().map(|(k, v)| (&**k, &**v)).collect();
        f.debug_struct("Received")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &Redacted(&query))
            .field("headers", &Redacted(self.headers))
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

/// Splits an `Authorization` header before and after a field name; the comma before it may be
/// followed by a space.
pub(crate) fn split_field<'a>(value: &'a str, field: &str) -> Option<(&'a str, &'a str)> {
    value.match_indices(',').find_map(|(comma, _)| {
        let (before, rest) = value.split_at_checked(comma)?;
        let after = rest.strip_prefix(',')?.trim_start().strip_prefix(field)?;
        Some((before, after))
    })
}
