//! HMAC-SHA1 over the parameters, the service's signature version 1.0 for RPC calls.
//!
//! The official command line and older official SDKs sign so, and it covers the method and
//! the parameters, not the host or the headers. The scheme is that of the official help page
//! "Signature mechanism": HMAC-SHA1 under the access key secret and a `&`, in Base64, over
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

/// The name of the scheme, as it stands in `SignatureMethod`.
pub const ALGORITHM: &str = "HMAC-SHA1";

/// The parameter that holds the signature, and that alone is not signed.
const SIGNATURE: &str = "Signature";

/// A whole call, from which [`sign`] makes the parameters.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// HTTP method in upper case; it is signed.
    pub method: &'a str,
    /// Operation, such as `GetRole`.
    pub action: &'a str,
    /// API version, such as `2015-05-01`.
    pub version: &'a str,
    /// Time of signing, UTC, as `YYYY-MM-DDThh:mm:ssZ`.
    pub timestamp: &'a str,
    /// A value never used before.
    pub nonce: &'a str,
    /// The operation's own parameters, not percent-encoded, in any order.
    pub params: &'a [(&'a str, &'a str)],
    /// Access key id.
    pub access_key_id: &'a str,
    /// Access key secret.
    pub access_key_secret: &'a str,
    /// Security token that came with temporary credentials.
    pub security_token: Option<&'a str>,
}

/// Every parameter that a signed call sends, `Signature` last. They may be sent in the query
/// or as a form, in any encoding that decodes to them; `Format` is `JSON`.
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

/// The value of `Signature` for these parameters, which are all that is sent but that one.
/// A parameter with an empty value counts.
pub fn signature(method: &str, params: &[(&str, &str)], access_key_secret: &str) -> String {
    let mac = mac(&string_to_sign(method, params), access_key_secret);
    base64(&mac.finalize().into_bytes())
}

/// The parameters of a request: those of the query, then those of a form body.
///
/// # Errors
/// [`VerifyError::HeaderRepeated`] when it is not known what the body is.
pub fn parameters(received: &Received<'_>) -> Result<Vec<(String, String)>, VerifyError> {
    let mut params = decode_pairs(received.raw_query);
    let kind = received.header("content-type")?.unwrap_or_default();
    if kind.starts_with("application/x-www-form-urlencoded") {
        params.extend(decode_pairs(&String::from_utf8_lossy(received.body)));
    }
    Ok(params)
}

/// The caller's access key id, with which a server finds the secret.
///
/// # Errors
/// [`VerifyError::ParameterMissing`] or [`VerifyError::ParameterRepeated`].
pub fn access_key_id(received: &Received<'_>) -> Result<String, VerifyError> {
    let params = parameters(received)?;
    needed(&params, "AccessKeyId").map(str::to_owned)
}

/// Checks the signature of a request against the caller's secret, in constant time.
///
/// Parameters count wherever they stand, since clients differ: the official Python and Go
/// clients put all in the query of a `POST`, `@alicloud/pop-core` all in its form. They are
/// decoded (`+` and `%20` are both a space) and encoded again by RFC 3986. A body that is no
/// form is not covered by this scheme. Time and nonce are not judged here.
///
/// # Errors
/// A [`VerifyError`] that says what is wrong.
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

/// The one value of a parameter that must be there.
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
