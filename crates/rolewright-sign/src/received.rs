//! What a server received, why it refuses it, and how both are shown.

use std::fmt;

use crate::encoding::decode_pairs;

/// A request as a server received it. Header names are looked up in any case.
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

/// Why a request's signature was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The request carries no `Authorization` header.
    #[error("the authorization header is missing")]
    AuthorizationMissing,
    /// The `Authorization` header is of another scheme or shape. Its text is left out,
    /// since it may be a credential.
    #[error("the authorization header is not of the form `{form}`")]
    AuthorizationOdd {
        /// The form that was expected.
        form: &'static str,
    },
    /// A parameter of an RPC signature is missing.
    #[error("parameter `{name}` is missing")]
    ParameterMissing {
        /// Its name.
        name: &'static str,
    },
    /// A parameter of an RPC signature came more than once, so that it is not known which counts.
    #[error("parameter `{name}` came more than once")]
    ParameterRepeated {
        /// Its name.
        name: &'static str,
    },
    /// A parameter of an RPC signature names another way of signing.
    #[error("parameter `{name}` is not `{expected}`")]
    ParameterOdd {
        /// Its name.
        name: &'static str,
        /// The only value that is taken.
        expected: &'static str,
    },
    /// The day in the signature's scope is not that of `x-oss-date`.
    #[error("the signature is for another day than x-oss-date says")]
    DayMismatch,
    /// A header that must be unambiguous came more than once.
    #[error("header `{name}` came more than once")]
    HeaderRepeated {
        /// Header name.
        name: String,
    },
    /// `SignedHeaders` names a header that the request does not carry.
    #[error("signed header `{name}` is not in the request")]
    HeaderAbsent {
        /// Header name, as in `SignedHeaders`.
        name: String,
    },
    /// A header that must be signed is not in `SignedHeaders`.
    #[error("header `{name}` must be signed and is not")]
    HeaderNotSigned {
        /// Header name in lower case.
        name: String,
    },
    /// `x-acs-content-sha256` or `x-oss-content-sha256` is not the hash of the body.
    #[error("the content hash is `{sent}`, but the body's hash is `{computed}`")]
    BodyHashMismatch {
        /// The header's value.
        sent: String,
        /// SHA-256 of the body received, lower-case hex.
        computed: String,
    },
    /// The signature is not that of this request under this secret.
    #[error("the signature does not match, server string to sign is `{string_to_sign}`")]
    SignatureMismatch {
        /// What the server signed to compare. The real service tells it to the client too
        /// ("server string to sign is:", a constant of the official Go SDK). A security
        /// token in it is shown as `***`.
        string_to_sign: String,
    },
}

impl<'a> Received<'a> {
    /// The one value of a header. A repeated one is refused: the service's rule for joining
    /// values is not published, and code behind the verifier could read the other value.
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

    /// The value of a header that must be there, once.
    pub(crate) fn needed_header(&self, name: &str) -> Result<&'a str, VerifyError> {
        let absent = || VerifyError::HeaderAbsent { name: name.into() };
        self.header(name)?.ok_or_else(absent)
    }
}

/// Prints names and values without the values that give access.
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

/// What stands before and behind a field of an `Authorization` header; a blank may follow the
/// comma before it.
pub(crate) fn split_field<'a>(value: &'a str, field: &str) -> Option<(&'a str, &'a str)> {
    value.match_indices(',').find_map(|(comma, _)| {
        let (before, rest) = value.split_at_checked(comma)?;
        let behind = rest.strip_prefix(',')?.trim_start().strip_prefix(field)?;
        Some((before, behind))
    })
}
