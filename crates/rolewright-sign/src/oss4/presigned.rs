//! Presigned URLs, with the signature in the query instead of the header.
//!
//! The format follows the official Python client `alibabacloud-oss-v2` 1.4.1.

use hmac::Mac;

use super::canonical::{ALGORITHM, Canonical, Scope, UNSIGNED, day, joined};
use super::sign::Request;
use super::verify::{Authorization, CREDENTIAL_ODD, Signed};
use crate::encoding::{decode_pairs, hex};
use crate::received::{Received, VerifyError};

const CREDENTIAL: &str = "x-oss-credential";
const DATE: &str = "x-oss-date";
const NAMES: &str = "x-oss-additional-headers";
const SIGNATURE: &str = "x-oss-signature";
const VERSION: &str = "x-oss-signature-version";

/// Returns the pairs to add to the query of the request, not percent-encoded. The URL is valid for
/// `seconds` from [`Request::date_time`]; it must be sent with [`Request::headers`].
pub fn presign(request: &Request<'_>, seconds: u32) -> Vec<(&'static str, String)> {
    let scope = Scope {
        day: &day(request.date_time),
        region: request.region,
    };
    let mut added = vec![
        (VERSION, ALGORITHM.to_owned()),
        (DATE, request.date_time.to_owned()),
        ("x-oss-expires", seconds.to_string()),
        (CREDENTIAL, format!("{}/{scope}", request.access_key_id)),
    ];
    let token = request.security_token;
    added.extend(token.map(|token| ("x-oss-security-token", token.to_owned())));
    let names = joined(request.additional_headers);
    added.extend((!names.is_empty()).then_some((NAMES, names)));
    let all = added.iter().map(|(name, value)| (*name, value.as_str()));
    let query: Vec<(&str, &str)> = request.query.iter().copied().chain(all).collect();
    let canonical = Canonical {
        method: request.method,
        path: &request.path(),
        query: &query,
        headers: request.headers,
        additional: request.additional_headers,
        payload: UNSIGNED,
    };
    let to_sign = canonical.string_to_sign(request.date_time, &scope);
    let mac = scope.mac(request.access_key_secret, &to_sign);
    added.push((SIGNATURE, hex(&mac.finalize().into_bytes())));
    added
}

/// Verifies a presigned URL with the caller's secret, in constant time.
///
/// As [`verify`](super::verify()); time and expiry are not checked.
///
/// # Errors
/// A [`VerifyError`] when the signature is missing, malformed or wrong.
pub fn verify_presigned(
    received: &Received<'_>,
    bucket: Option<&str>,
    access_key_secret: &str,
) -> Result<(), VerifyError> {
    let query = decode_pairs(received.raw_query);
    let value = |name: &'static str| {
        let mut values = query.iter().filter(|(known, _)| known == name);
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(VerifyError::ParameterRepeated { name }),
            (found, None) => Ok(found.map(|(_, value)| value.as_str())),
        }
    };
    let needed = |name| value(name)?.ok_or(VerifyError::ParameterMissing { name });
    if needed(VERSION)? != ALGORITHM {
        return Err(VerifyError::ParameterOdd {
            name: VERSION,
            expected: ALGORITHM,
        });
    }
    let names = value(NAMES)?.unwrap_or_default();
    let names = names.split(';').filter(|name| !name.is_empty()).collect();
    let authorization = Authorization::scoped(needed(CREDENTIAL)?, names, needed(SIGNATURE)?);
    let mut signed = query.clone();
    signed.retain(|(name, _)| name != SIGNATURE);
    let signed = Signed {
        authorization: authorization.ok_or(CREDENTIAL_ODD)?,
        date_time: needed(DATE)?,
        query: &signed,
    };
    signed.verify(received, bucket, access_key_secret)
}
