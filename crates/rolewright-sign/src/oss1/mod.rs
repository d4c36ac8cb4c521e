//! OSS signature version 1 in the `Authorization` header: `OSS ID:SIGNATURE`.
//!
//! Only verification, for older clients; [`signature`] computes the signature. The scheme is
//! documented on the official help page "Include signatures in the
//! Authorization header" and implemented in the official Python client `alibabacloud-oss-v2` 1.4.1:
//! HMAC-SHA1 with the access key secret, in Base64, over
//!
//! ```text
//! METHOD \n content-md5 \n content-type \n date \n "name:value\n" of each x-oss-* header, sorted
//!        /bucket/key?subresources, sorted, not encoded
//! ```

use hmac::Mac;

use crate::digest::hmac_sha1;
use crate::encoding::{base64, decode_pairs, percent_decode, unbase64};
use crate::received::{Received, VerifyError};

/// Format of the header.
const FORM: &str = "OSS ID:SIGNATURE";

/// Signed query parameters, from `alibabacloud-oss-v2` 1.4.1: those of every request
/// (`signer/v1.py`), and the subresources of its operations.
const SUBRESOURCES: [&str; 75] = [
    "MetaQuery",
    "accessPoint",
    "accessPointPolicy",
    "acl",
    "action",
    "append",
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
    "httpsConfig",
    "inventory",
    "inventoryId",
    "legalHold",
    "lifecycle",
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
    "restore",
    "retention",
    "rtc",
    "seal",
    "security-token",
    "sequential",
    "stat",
    "style",
    "styleName",
    "symlink",
    "tagging",
    "transferAcceleration",
    "uploadId",
    "uploads",
    "userDefinedLogFieldsConfig",
    "versionId",
    "versioning",
    "versions",
    "website",
    "worm",
    "wormExtend",
    "wormId",
];

/// Returns the caller's access key id, to look up the secret.
///
/// # Errors
/// As [`verify`], for the header only.
pub fn access_key_id<'a>(received: &Received<'a>) -> Result<&'a str, VerifyError> {
    authorization(received).map(|(id, _)| id)
}

/// Verifies the signature of a request with the caller's secret, in constant time.
///
/// `bucket` is the bucket in the host name; `None` when it is in the path. The time is not checked.
/// The scheme covers a security token only in `x-oss-security-token` or in the query, not in the
/// header `security-token` that the official Python client sends.
///
/// # Errors
/// A [`VerifyError`] when the signature is missing, malformed or wrong.
pub fn verify(
    received: &Received<'_>,
    bucket: Option<&str>,
    access_key_secret: &str,
) -> Result<(), VerifyError> {
    let (_, sent) = authorization(received)?;
    let sent = unbase64(sent).unwrap_or_default();
    let to_sign = string_to_sign(received, bucket)?;
    let mac = hmac_sha1(access_key_secret.as_bytes(), to_sign.as_bytes());
    if mac.verify_slice(&sent).is_ok() {
        return Ok(());
    }
    let token = received.header("x-oss-security-token")?;
    let in_query = decode_pairs(received.raw_query);
    let in_query = in_query.iter().find(|(name, _)| name == "security-token");
    let tokens = token
        .into_iter()
        .chain(in_query.map(|(_, value)| value.as_str()));
    let shown = tokens
        .filter(|token| !token.is_empty())
        .fold(to_sign, |text, token| text.replace(token, "***"));
    Err(VerifyError::SignatureMismatch {
        string_to_sign: shown,
    })
}

/// Returns the signature of the request in Base64; for `bucket` see [`verify`].
///
/// # Errors
/// [`VerifyError::HeaderAbsent`] without a date, and [`VerifyError::HeaderRepeated`].
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

fn string_to_sign(received: &Received<'_>, bucket: Option<&str>) -> Result<String, VerifyError> {
    let optional = |name| received.header(name).map(Option::unwrap_or_default);
    let (md5, kind) = (optional("content-md5")?, optional("content-type")?);
    let date = match received.header("x-oss-date")? {
        Some(date) => date,
        None => received.needed_header("date")?,
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
    pairs.retain(|(name, _)| SUBRESOURCES.contains(&name.as_str()) || name.starts_with("x-oss-"));
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
