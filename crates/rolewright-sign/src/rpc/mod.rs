//! HMAC-SHA1 over the parameters, the signature version 1.0 of RPC calls.
//!
//! The official CLI and older official SDKs use it. It covers the method and the parameters, but
//! not the host and the headers. The scheme is documented on the official help page "Signature
//! mechanism": HMAC-SHA1 with the access key secret followed by `&`, in Base64, over
//!
//! ```text
//! METHOD & %2F & percent-encoded( "name=value" of each parameter, encoded, sorted, joined by "&" )
//! ```

use std::fmt;

use hmac::{Hmac, Mac};
use sha1::Sha1;

use crate::digest::hmac_sha1;
use crate::encoding::{base64, decode_pairs, encode_pairs, percent_encode, unbase64};
use crate::received::{Received, Redacted, VerifyError};

/// Name of the scheme, the value of `SignatureMethod`.
pub const ALGORITHM: &str = "HMAC-SHA1";

/// The parameter with the signature, the only one that is not signed.
const SIGNATURE: &str = "Signature";

/// A call to be signed by [`sign`].
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// HTTP method in upper case; signed.
    pub method: &'a str,
    /// Operation, such as `GetRole`.
    pub action: &'a str,
    /// API version, such as `2015-05-01`.
    pub version: &'a str,
    /// Time of signing, UTC, as `YYYY-MM-DDThh:mm:ssZ`.
    pub timestamp: &'a str,
    /// Unique value.
    pub nonce: &'a str,
    /// The operation's own parameters, not percent-encoded, in any order.
    pub params: &'a [(&'a str, &'a str)],
    /// Access key id.
    pub access_key_id: &'a str,
    /// Access key secret.
    pub access_key_secret: &'a str,
    /// Security token of temporary credentials.
    pub security_token: Option<&'a str>,
}

/// Returns all parameters of a signed call, `Signature` last. Send them in the query or as a form,
/// in any encoding that decodes to them. `Format` is `JSON`.
pub fn sign(request: &Request<'_>) -> Vec<(String, String)> {
    let mut params = request.params.to_vec();
    params.extend([
        ("Action", request.action),
        ("Version", request.version),
        ("Format", "JSON"),
        ("AccessKeyId", request.access_key_id),
        ("SignatureMethod", ALGORITHM),
        ("SignatureVersion", "1.0"),
        ("SignatureNonce", request.nonce),
        ("Timestamp", request.timestamp),
    ]);
    params.extend(request.security_token.map(|token| ("SecurityToken", token)));
    let signature = signature(request.method, &params, request.access_key_secret);
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let mut signed: Vec<(String, String)> = params.iter().map(owned).collect();
    signed.push((SIGNATURE.to_owned(), signature));
    signed
}

/// Returns the value of `Signature` for these parameters: all that are sent except `Signature`,
/// including those with an empty value.
pub fn signature(method: &str, params: &[(&str, &str)], access_key_secret: &str) -> String {
    let mac = mac(&string_to_sign(method, params), access_key_secret);
    base64(&mac.finalize().into_bytes())
}

/// Returns the parameters of a request: those of the query, then those of a form body.
///
/// # Errors
/// [`VerifyError::HeaderRepeated`] when `Content-Type` is repeated.
pub fn parameters(received: &Received<'_>) -> Result<Vec<(String, String)>, VerifyError> {
    let mut params = decode_pairs(received.raw_query);
    let kind = received.header("content-type")?.unwrap_or_default();
    if kind.starts_with("application/x-www-form-urlencoded") {
        params.extend(decode_pairs(&String::from_utf8_lossy(received.body)));
    }
    Ok(params)
}

/// Returns the caller's access key id, to look up the secret.
///
/// # Errors
/// [`VerifyError::ParameterMissing`] or [`VerifyError::ParameterRepeated`].
pub fn access_key_id(received: &Received<'_>) -> Result<String, VerifyError> {
    let params = parameters(received)?;
    needed(&params, "AccessKeyId").map(str::to_owned)
}

/// Verifies the signature of a request with the caller's secret, in constant time.
///
/// Parameters may be in the query or in the form, since clients differ: the official Python and Go
/// clients send all of them in the query of a `POST`, `@alicloud/pop-core` in the form. They are
/// decoded (`+` and `%20` are both a space) and encoded again by RFC 3986. The scheme does not
/// cover a body that is not a form. Time and nonce are not checked.
///
/// # Errors
/// A [`VerifyError`] when the signature is missing, malformed or wrong.
pub fn verify(received: &Received<'_>, access_key_secret: &str) -> Result<(), VerifyError> {
    let params = parameters(received)?;
    for (name, expected) in [("SignatureMethod", ALGORITHM), ("SignatureVersion", "1.0")] {
        if needed(&params, name)? != expected {
            return Err(VerifyError::ParameterOdd { name, expected });
        }
    }
    needed(&params, "AccessKeyId")?;
    let sent = unbase64(needed(&params, SIGNATURE)?).unwrap_or_default();
    let pairs = params.iter().map(|(name, value)| (&**name, &**value));
    let signed: Vec<(&str, &str)> = pairs.filter(|(name, _)| *name != SIGNATURE).collect();
    let to_sign = string_to_sign(received.method, &signed);
    if mac(&to_sign, access_key_secret).verify_slice(&sent).is_ok() {
        return Ok(());
    }
    let shown = signed.iter().map(|(name, value)| match *name {
        "SecurityToken" => (*name, "***"),
        _ => (*name, *value),
    });
    let shown: Vec<(&str, &str)> = shown.collect();
    Err(VerifyError::SignatureMismatch {
        string_to_sign: string_to_sign(received.method, &shown),
    })
}

/// The value of a required parameter.
fn needed<'a>(params: &'a [(String, String)], name: &'static str) -> Result<&'a str, VerifyError> {
    let mut values = params.iter().filter(|(known, _)| known == name);
    match (values.next(), values.next()) {
        (Some((_, value)), None) => Ok(value),
        (Some(_), Some(_)) => Err(VerifyError::ParameterRepeated { name }),
        (None, _) => Err(VerifyError::ParameterMissing { name }),
    }
}

fn string_to_sign(method: &str, params: &[(&str, &str)]) -> String {
    let mut sorted = params.to_vec();
    sorted.sort_unstable();
    format!("{method}&%2F&{}", percent_encode(&encode_pairs(&sorted)))
}

fn mac(to_sign: &str, access_key_secret: &str) -> Hmac<Sha1> {
    hmac_sha1(
        format!("{access_key_secret}&").as_bytes(),
        to_sign.as_bytes(),
    )
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("action", &self.action)
            .field("version", &self.version)
            .field("timestamp", &self.timestamp)
            .field("nonce", &self.nonce)
            .field("params", &Redacted(self.params))
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
