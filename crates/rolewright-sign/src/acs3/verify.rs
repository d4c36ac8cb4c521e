//! Verification of signatures.

use hmac::Mac;

use super::canonical::{ALGORITHM, Canonical, content_sha256, mac, sorted};
use crate::encoding::{decode_pairs, percent_encode, unhex};
use crate::received::{Received, VerifyError, split_field};

/// Format of the header.
const FORM: &str = "ACS3-HMAC-SHA256 Credential=...,SignedHeaders=...,Signature=...";

/// The parts of an `ACS3-HMAC-SHA256` authorization header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization<'a> {
    /// Access key id of the caller, to look up the secret.
    pub access_key_id: &'a str,
    /// Names of the signed headers, as sent.
    pub signed_headers: Vec<&'a str>,
    /// Signature in hex, as sent.
    pub signature: &'a str,
}

impl<'a> Authorization<'a> {
    /// Parses the value of the header, in the format of the official clients.
    ///
    /// # Errors
    /// [`VerifyError::AuthorizationOdd`] for any other scheme or format.
    pub fn parse(value: &'a str) -> Result<Self, VerifyError> {
        let parts = || {
            let value = value.trim().strip_prefix(ALGORITHM)?;
            let value = value.strip_prefix(" Credential=")?;
            let (access_key_id, value) = split_field(value, "SignedHeaders=")?;
            let (names, signature) = split_field(value, "Signature=")?;
            Some(Self {
                access_key_id,
                signed_headers: names.split(';').collect(),
                signature,
            })
        };
        parts().ok_or(VerifyError::AuthorizationOdd { form: FORM })
    }

    /// Parses the `Authorization` header of a request.
    ///
    /// # Errors
    /// [`VerifyError::AuthorizationMissing`], [`VerifyError::AuthorizationOdd`], or
    /// [`VerifyError::HeaderRepeated`].
    pub fn of(received: &Received<'a>) -> Result<Self, VerifyError> {
        Self::parse(received.authorization()?)
    }

    /// As [`verify`], for the request with this header.
    ///
    /// # Errors
    /// A [`VerifyError`] when the signature is missing, malformed or wrong.
    pub fn verify(
        &self,
        received: &Received<'_>,
        access_key_secret: &str,
    ) -> Result<(), VerifyError> {
        let listed = |name: &str| {
            let mut signed = self.signed_headers.iter();
            signed.any(|s| s.eq_ignore_ascii_case(name))
        };
        let present = received.headers.iter().map(|(name, _)| *name);
        for name in ["host", "x-acs-content-sha256"]
            .into_iter()
            .chain(present.filter(|name| is_service_header(name)))
        {
            if !listed(name) {
                let name = name.to_ascii_lowercase();
                return Err(VerifyError::HeaderNotSigned { name });
            }
        }

        let mut headers = Vec::with_capacity(self.signed_headers.len());
        for &name in &self.signed_headers {
            let value = received.needed_header(name)?;
            if name.eq_ignore_ascii_case("x-acs-content-sha256") {
                let computed = content_sha256(received.body);
                if value.trim() != computed {
                    let (sent, computed) = (value.to_owned(), computed.into_owned());
                    return Err(VerifyError::BodyHashMismatch { sent, computed });
                }
            }
            headers.push((name, value));
        }

        let decoded = decode_pairs(received.raw_query);
        let mut query: Vec<(&str, &str)> = decoded.iter().map(|(k, v)| (&**k, &**v)).collect();
        query.sort_unstable();
        let headers = sorted(headers.into_iter());
        let headers = headers.iter().map(|(name, value)| (&**name, *value));
        let matches = |hash: &str| {
            let sent = unhex(self.signature);
            sent.is_some_and(|sent| mac(hash, access_key_secret).verify_slice(&sent).is_ok())
        };

        let encoded = Canonical::of(received.method, received.path, &query, headers.clone()).hash();
        let bare = || {
            let bare = query_with_bare_keys(&query)?;
            let push = |out: &mut String| out.push_str(&bare);
            let canonical = Canonical::with_query(received.method, received.path, push, headers);
            Some(matches(canonical.hash().as_str()))
        };
        if matches(encoded.as_str()) || bare() == Some(true) {
            return Ok(());
        }
        let hash = encoded.as_str();
        Err(VerifyError::SignatureMismatch {
            string_to_sign: format!("{ALGORITHM}\n{hash}"),
        })
    }
}

/// Verifies the signature of a request with the caller's secret, in constant time.
///
/// The client chooses the signed headers, since clients differ: the official Python client 1.3.0
/// also signs `accept` and `user-agent`, the Go and Node.js clients do not. The list must include
/// `host`, `x-acs-content-sha256` and every `x-acs-*` header of the request. The query is decoded
/// (`+` and `%20` are both a space) and encoded again by RFC 3986, because the signed form differs
/// from the sent one: the Python client sends `+`, the Node.js client sends `*` unencoded, and both
/// sign `%20` and `%2A`.
///
/// Time and nonce are not checked.
///
/// # Errors
/// A [`VerifyError`] when the signature is missing, malformed or wrong.
pub fn verify(received: &Received<'_>, access_key_secret: &str) -> Result<(), VerifyError> {
    Authorization::of(received)?.verify(received, access_key_secret)
}

fn is_service_header(name: &str) -> bool {
    let start = name.as_bytes().first_chunk::<6>();
    start.is_some_and(|start| start.eq_ignore_ascii_case(b"x-acs-"))
}

/// The canonical query as in the official Python and Go clients: values encoded, keys not. The help
/// page's sample code encodes both, so `verify` accepts either form; for keys such as `Tag.1.Key`
/// they are the same.
///
/// `None` if a key has a character that makes two different queries ambiguous (`a&b=1` as one key
/// or two pairs; `%20` as three characters or a space). Such a key must be signed in the encoded
/// form.
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
