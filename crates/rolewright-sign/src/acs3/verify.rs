//! The server's side: read the `Authorization` header, check the signature.

use std::fmt;

use hmac::Mac;

use super::{ALGORITHM, Redacted, Unsigned, content_sha256, sorted, string_to_sign};
use crate::digest::hmac_sha256;
use crate::encoding::{decode_pairs, encode_pairs, percent_encode, unhex};

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

/// The parts of an `ACS3-HMAC-SHA256` authorization header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization<'a> {
    /// The caller's access key id; the server finds the secret by it.
    pub access_key_id: &'a str,
    /// Names of the headers the client signed, as sent.
    pub signed_headers: Vec<&'a str>,
    /// Signature in hex, as sent.
    pub signature: &'a str,
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
    #[error(
        "the authorization header is not of the form \
         `ACS3-HMAC-SHA256 Credential=...,SignedHeaders=...,Signature=...`"
    )]
    AuthorizationOdd,
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
    /// `x-acs-content-sha256` is not the hash of the body.
    #[error("x-acs-content-sha256 is `{sent}`, but the body's hash is `{computed}`")]
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
        /// ("server string to sign is:", a constant of the official Go SDK).
        string_to_sign: String,
    },
}

impl<'a> Authorization<'a> {
    /// Takes the header's value apart, in the one form the official clients write.
    ///
    /// # Errors
    /// [`VerifyError::AuthorizationOdd`] for any other form or scheme.
    pub fn parse(value: &'a str) -> Result<Self, VerifyError> {
        let parts = || {
            let value = value.trim().strip_prefix(ALGORITHM)?;
            let value = value.strip_prefix(" Credential=")?;
            let (access_key_id, value) = value.split_once(",SignedHeaders=")?;
            let (names, signature) = value.split_once(",Signature=")?;
            Some(Self {
                access_key_id,
                signed_headers: names.split(';').collect(),
                signature,
            })
        };
        parts().ok_or(VerifyError::AuthorizationOdd)
    }
}

impl<'a> Received<'a> {
    /// The request's parsed `Authorization` header, with which a server finds the secret.
    ///
    /// # Errors
    /// [`VerifyError::AuthorizationMissing`], [`VerifyError::AuthorizationOdd`], or
    /// [`VerifyError::HeaderRepeated`] when there are two.
    pub fn authorization(&self) -> Result<Authorization<'a>, VerifyError> {
        let value = self.header("authorization")?;
        Authorization::parse(value.ok_or(VerifyError::AuthorizationMissing)?)
    }

    /// The one value of a header. A repeated one is refused: the service's rule for joining
    /// values is not published, and code behind the verifier could read the other value.
    fn header(&self, name: &str) -> Result<Option<&'a str>, VerifyError> {
        let mut values = self
            .headers
            .iter()
            .filter(|(n, _)| n.eq_ignore_ascii_case(name));
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(VerifyError::HeaderRepeated { name: name.into() }),
            (first, None) => Ok(first.map(|(_, value)| *value)),
        }
    }
}

/// Checks the signature of a request against the caller's secret, in constant time.
///
/// The list of signed headers is the client's own, since clients differ: the official
/// Python client 1.3.0 signs `accept` and `user-agent` too, the Go and Node.js clients
/// do not. `host` and `x-acs-content-sha256` must be in it, and every `x-acs-*` header of
/// the request. The query is decoded (`+` and `%20` are both a space) and encoded again
/// by RFC 3986, because what is signed differs from what is sent: the Python client sends
/// `+`, the Node.js client sends `*` bare, and both sign `%20` and `%2A`.
///
/// Time and nonce are not judged here.
///
/// # Errors
/// A [`VerifyError`] that says what is wrong.
pub fn verify(received: &Received<'_>, access_key_secret: &str) -> Result<(), VerifyError> {
    let authorization = received.authorization()?;
    let listed = |name: &str| {
        let mut signed = authorization.signed_headers.iter();
        signed.any(|s| s.eq_ignore_ascii_case(name))
    };
    let present = received.headers.iter().map(|(n, _)| n.to_ascii_lowercase());
    for name in ["host".to_owned(), "x-acs-content-sha256".to_owned()]
        .into_iter()
        .chain(present.filter(|name| name.starts_with("x-acs-")))
    {
        if !listed(&name) {
            return Err(VerifyError::HeaderNotSigned { name });
        }
    }

    let mut headers = Vec::new();
    for &name in &authorization.signed_headers {
        let value = received.header(name)?;
        let value = value.ok_or_else(|| VerifyError::HeaderAbsent { name: name.into() })?;
        if name.eq_ignore_ascii_case("x-acs-content-sha256") {
            let computed = content_sha256(received.body);
            if value.trim() != computed {
                let sent = value.to_owned();
                return Err(VerifyError::BodyHashMismatch { sent, computed });
            }
        }
        headers.push((name, value));
    }

    let decoded = decode_pairs(received.raw_query);
    let query: Vec<(&str, &str)> = decoded.iter().map(|(k, v)| (&**k, &**v)).collect();
    let query = sorted(&query);
    let unsigned = Unsigned {
        method: received.method,
        path: received.path,
        query: &query,
        headers: &headers,
    };
    let matches = |to_sign: &str| {
        let mac = hmac_sha256(access_key_secret.as_bytes(), to_sign.as_bytes());
        unhex(authorization.signature).is_some_and(|sent| mac.verify_slice(&sent).is_ok())
    };

    let string_to_sign_encoded = string_to_sign(&unsigned, &encode_pairs(&query));
    if matches(&string_to_sign_encoded) {
        return Ok(());
    }
    if let Some(bare) = query_with_bare_keys(&query)
        && matches(&string_to_sign(&unsigned, &bare))
    {
        return Ok(());
    }
    Err(VerifyError::SignatureMismatch {
        string_to_sign: string_to_sign_encoded,
    })
}

/// The canonical query as the official Python and Go clients write it: values encoded,
/// keys not. The help page's sample code encodes both, so `verify` takes either form;
/// for keys such as `Tag.1.Key` they are the same.
///
/// `None` if a key holds a character that could make two different queries read alike
/// (`a&b=1` as one key or as two pairs; `%20` as three characters or as a space). Such a
/// key must be signed in the encoded form.
fn query_with_bare_keys(query: &[(&str, &str)]) -> Option<String> {
    let ambiguous = |c: char| matches!(c, '&' | '=' | '%') || c.is_control();
    if query.iter().any(|(key, _)| key.contains(ambiguous)) {
        return None;
    }
    let pairs = query.iter();
    let pairs: Vec<String> = pairs
        .map(|(key, value)| format!("{key}={}", percent_encode(value)))
        .collect();
    Some(pairs.join("&"))
}

impl fmt::Debug for Received<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("raw_query", &self.raw_query)
            .field("headers", &Redacted(self.headers))
            .field("body_bytes", &self.body.len())
            .finish()
    }
}
