//! The server's side: read the `Authorization` header, check the signature.

use hmac::Mac;

use super::canonical::{ALGORITHM, Canonical, content_sha256, mac, sorted};
use crate::encoding::{decode_pairs, percent_encode, unhex};
use crate::received::{Received, VerifyError, split_field};

/// What the header looks like.
const FORM: &str = "ACS3-HMAC-SHA256 Credential=...,SignedHeaders=...,Signature=...";

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

impl<'a> Authorization<'a> {
    /// Takes the header's value apart, in the one form the official clients write.
    ///
    /// # Errors
    /// [`VerifyError::AuthorizationOdd`] for any other form or scheme.
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

    /// The parsed `Authorization` header of a request, with which a server finds the secret.
    ///
    /// # Errors
    /// [`VerifyError::AuthorizationMissing`], [`VerifyError::AuthorizationOdd`], or
    /// [`VerifyError::HeaderRepeated`] when there are two.
    pub fn of(received: &Received<'a>) -> Result<Self, VerifyError> {
        Self::parse(received.authorization()?)
    }

    /// As [`verify`], for the request that this is the header of.
    ///
    /// # Errors
    /// A [`VerifyError`] that says what is wrong.
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
    Authorization::of(received)?.verify(received, access_key_secret)
}

fn is_service_header(name: &str) -> bool {
    let start = name.as_bytes().first_chunk::<6>();
    start.is_some_and(|start| start.eq_ignore_ascii_case(b"x-acs-"))
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
