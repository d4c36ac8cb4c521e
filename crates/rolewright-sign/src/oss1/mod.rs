//! OSS signature version 1, in the `Authorization` header (`OSS ID:SIGNATURE`) or in a presigned
//! URL (`OSSAccessKeyId`, `Expires` and `Signature`).
//!
//! Only verification, for older clients; [`signature`] computes the signature. The scheme is
//! documented on the official help pages "Include signatures in the Authorization header" and "Add
//! signatures to URLs", and implemented in the official Python client `alibabacloud-oss-v2` 1.4.1:
//! HMAC-SHA1 with the access key secret, in Base64, over
//!
//! ```text
//! METHOD \n content-md5 \n content-type \n date \n "name:value\n" of each x-oss-* header, sorted
//!        /bucket/key?subresources, sorted, not encoded
//! ```
//!
//! In a presigned URL, `Expires` takes the place of the date.

use std::borrow::Cow;

use hmac::Mac;

use crate::digest::hmac_sha1;
use crate::encoding::{base64, decode_pairs, percent_decode, unbase64};
use crate::received::{Received, VerifyError};

/// Format of the header.
const FORM: &str = "OSS ID:SIGNATURE";

/// Signed query parameters, beside those that begin with `x-oss-`: the subresources, and the
/// parameters that change a response.
///
/// The list joins those of the official clients: Python `alibabacloud-oss-v2` 1.4.1
/// (`signer/v1.py` and its operations) and Go `aliyun-oss-go-sdk` (`oss/conn.go`).
const SIGNED: [&str; 93] = [
    "MetaQuery",
    "accessPoint",
    "accessPointPolicy",
    "acl",
    "action",
    "append",
    "asyncFetch",
    "bucketArchiveDirectRead",
    "bucketInfo",
    "callback",
    "callback-var",
    "cleanRestoredObject",
    "cloudboxes",
    "cname",
    "comp",
    "continuation-token",
    "cors",
    "dataPipeline",
    "delete",
    "encryption",
    "endTime",
    "httpsConfig",
    "img",
    "inventory",
    "inventoryId",
    "legalHold",
    "lifecycle",
    "live",
    "location",
    "logging",
    "metaQuery",
    "metadataConfiguration",
    "metadataInventoryTable",
    "metadataJournalTable",
    "objectMeta",
    "objectWorm",
    "overwriteConfig",
    "partNumber",
    "policy",
    "policyStatus",
    "position",
    "publicAccessBlock",
    "qos",
    "qosInfo",
    "quota",
    "redundancyTransition",
    "referer",
    "regionList",
    "replication",
    "replicationLocation",
    "replicationProgress",
    "requestPayment",
    "resourceGroup",
    "response-cache-control",
    "response-content-disposition",
    "response-content-encoding",
    "response-content-language",
    "response-content-type",
    "response-expires",
    "responseHeader",
    "restore",
    "retention",
    "rtc",
    "seal",
    "security-token",
    "sequential",
    "startTime",
    "stat",
    "status",
    "style",
    "styleName",
    "symlink",
    "tagging",
    "transferAcceleration",
    "udf",
    "udfApplication",
    "udfApplicationLog",
    "udfId",
    "udfImage",
    "udfImageDesc",
    "udfName",
    "uploadId",
    "uploads",
    "userDefinedLogFieldsConfig",
    "versionId",
    "versioning",
    "versions",
    "vod",
    "website",
    "withHashContext",
    "worm",
    "wormExtend",
    "wormId",
];

/// Whether a query parameter is signed. One that is not can be added by anyone on the way, so a
/// server must not let it select what a request does.
#[must_use]
pub fn is_signed(parameter: &str) -> bool {
    SIGNED.binary_search(&parameter).is_ok() || parameter.starts_with("x-oss-")
}

/// Returns the caller's access key id, to look up the secret.
///
/// # Errors
/// As [`verify`], without the signature itself.
pub fn access_key_id<'a>(received: &Received<'a>) -> Result<Cow<'a, str>, VerifyError> {
    if is_presigned(received) {
        return in_query(received, "OSSAccessKeyId").map(Cow::Owned);
    }
    authorization(received).map(|(id, _)| Cow::Borrowed(id))
}

/// Whether the signature is in the query: there is no `Authorization` header.
#[must_use]
pub fn is_presigned(received: &Received<'_>) -> bool {
    matches!(received.header("authorization"), Ok(None))
        && in_query(received, "OSSAccessKeyId").is_ok()
}

/// Verifies the signature of a request with the caller's secret, in constant time.
///
/// `bucket` is the bucket in the host name; `None` when it is in the path. Time and expiry are not
/// checked. The scheme covers a security token only in `x-oss-security-token` or in the query, not
/// in the header `security-token` that the official Python client sends.
///
/// # Errors
/// A [`VerifyError`] when the signature is missing, malformed or wrong.
pub fn verify(
    received: &Received<'_>,
    bucket: Option<&str>,
    access_key_secret: &str,
) -> Result<(), VerifyError> {
    let sent = if is_presigned(received) {
        unbase64(&in_query(received, "Signature")?)
    } else {
        unbase64(authorization(received)?.1)
    };
    let to_sign = string_to_sign(received, bucket)?;
    let mac = hmac_sha1(access_key_secret.as_bytes(), to_sign.as_bytes());
    if mac.verify_slice(&sent.unwrap_or_default()).is_ok() {
        return Ok(());
    }
    let token = received.header("x-oss-security-token")?;
    let in_query = in_query(received, "security-token").ok();
    let tokens = token.into_iter().chain(in_query.as_deref());
    let shown = tokens
        .filter(|token| !token.is_empty())
        .fold(to_sign, |text, token| text.replace(token, "***"));
    Err(VerifyError::SignatureMismatch {
        string_to_sign: shown,
    })
}

/// Returns the signature of the request in Base64; for `bucket` see [`verify`]. A request with
/// `OSSAccessKeyId` and `Expires` in its query, and without `Authorization`, is signed as a
/// presigned URL.
///
/// # Errors
/// [`VerifyError::HeaderAbsent`] without a date, [`VerifyError::ParameterMissing`] without an
/// expiry, and [`VerifyError::HeaderRepeated`].
pub fn signature(
    request: &Received<'_>,
    bucket: Option<&str>,
    access_key_secret: &str,
) -> Result<String, VerifyError> {
    let to_sign = string_to_sign(request, bucket)?;
    let mac = hmac_sha1(access_key_secret.as_bytes(), to_sign.as_bytes());
    Ok(base64(&mac.finalize().into_bytes()))
}

/// The access key id and the signature of the `Authorization` header.
fn authorization<'a>(received: &Received<'a>) -> Result<(&'a str, &'a str), VerifyError> {
    let parts = received.authorization()?.trim().strip_prefix("OSS ");
    parts
        .and_then(|parts| parts.rsplit_once(':'))
        .ok_or(VerifyError::AuthorizationOdd { form: FORM })
}

/// The value of a query parameter. A repeated one is an error.
fn in_query(received: &Received<'_>, name: &'static str) -> Result<String, VerifyError> {
    let mut pairs = decode_pairs(received.raw_query);
    pairs.retain(|(known, _)| known == name);
    match (pairs.pop(), pairs.pop()) {
        (Some(_), Some(_)) => Err(VerifyError::ParameterRepeated { name }),
        (found, _) => found
            .map(|(_, value)| value)
            .ok_or(VerifyError::ParameterMissing { name }),
    }
}

fn string_to_sign(received: &Received<'_>, bucket: Option<&str>) -> Result<String, VerifyError> {
    let optional = |name| received.header(name).map(Option::unwrap_or_default);
    let (md5, kind) = (optional("content-md5")?, optional("content-type")?);
    let date = if is_presigned(received) {
        Cow::Owned(in_query(received, "Expires")?)
    } else {
        let date = match received.header("x-oss-date")? {
            Some(date) => date,
            None => received.needed_header("date")?,
        };
        Cow::Borrowed(date)
    };
    let method = received.method;
    let headers = canonical_headers(received)?;
    let resource = canonical_resource(received, bucket);
    Ok(format!(
        "{method}\n{md5}\n{kind}\n{date}\n{headers}{resource}"
    ))
}

/// One line per `x-oss-*` header, sorted.
fn canonical_headers(received: &Received<'_>) -> Result<String, VerifyError> {
    let names = received.headers.iter().map(|(n, _)| n.to_ascii_lowercase());
    let mut names: Vec<String> = names.filter(|name| name.starts_with("x-oss-")).collect();
    names.sort_unstable();
    let line = |name: &String| Ok(format!("{name}:{}\n", received.needed_header(name)?.trim()));
    names.iter().map(line).collect()
}

/// The path with the bucket and the signed part of the query, both decoded.
fn canonical_resource(received: &Received<'_>, bucket: Option<&str>) -> String {
    let bucket = bucket.map_or_else(String::new, |bucket| format!("/{bucket}"));
    let path = percent_decode(received.path);
    let mut pairs = decode_pairs(received.raw_query);
    pairs.retain(|(name, _)| is_signed(name));
    pairs.sort_unstable();
    let written = pairs.iter().map(|(name, value)| match value.as_str() {
        "" => name.clone(),
        value => format!("{name}={value}"),
    });
    let query = written.collect::<Vec<_>>().join("&");
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{bucket}{path}{mark}{query}")
}

#[cfg(test)]
mod tests;
