//! `OSS4-HMAC-SHA256`, OSS's signature version 4, in the `Authorization` header or in the query of a
//! URL that is signed in advance.
//!
//! The scheme is that of the official help page "Include a V4 signature in the Authorization
//! header" and of the official Python client `alibabacloud-oss-v2` 1.4.1: HMAC-SHA256 under a
//! key that is derived from the secret for one day, region and product, over the hash of
//!
//! ```text
//! METHOD \n /bucket/key \n sorted query \n "name:value\n" of each signed header, sorted
//!        \n additional header names joined by ";" \n UNSIGNED-PAYLOAD
//! ```
//!
//! Signed are `content-type`, `content-md5`, every `x-oss-*` header and those named as
//! additional ones. The bucket is signed even where only the host names it, and the host is not.

mod presigned;
mod verify;

use std::fmt;

use hmac::Mac;

use crate::digest::{hmac_sha256, sha256_hex};
use crate::encoding::{hex, percent_encode, percent_encode_path};
use crate::received::Redacted;

pub use presigned::{presign, verify_presigned};
pub use verify::{Authorization, verify};

/// The name of the scheme, as it stands in the `Authorization` header.
pub const ALGORITHM: &str = "OSS4-HMAC-SHA256";

/// The only payload hash that the service documents: the body is not covered.
const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

/// A whole request, from which [`sign`] makes the headers.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// HTTP method in upper case.
    pub method: &'a str,
    /// The bucket; without one the request is for the service itself.
    pub bucket: Option<&'a str>,
    /// The object's name, not percent-encoded; empty for the bucket itself.
    pub key: &'a str,
    /// Query pairs, not percent-encoded, in any order.
    pub query: &'a [(&'a str, &'a str)],
    /// Further headers that are sent. Those that the scheme signs are signed.
    pub headers: &'a [(&'a str, &'a str)],
    /// Names of further headers to sign, such as `host`; each must be among the headers.
    pub additional_headers: &'a [&'a str],
    /// The bucket's region without the prefix `oss-`, such as `cn-hangzhou`.
    pub region: &'a str,
    /// Time of signing, UTC, as `YYYYMMDDThhmmssZ`.
    pub date_time: &'a str,
    /// Access key id.
    pub access_key_id: &'a str,
    /// Access key secret.
    pub access_key_secret: &'a str,
    /// Security token that came with temporary credentials.
    pub security_token: Option<&'a str>,
}

/// The headers to add to those of the request, names in lower case: `x-oss-date`,
/// `x-oss-content-sha256`, `x-oss-security-token` with a token, and `authorization`.
pub fn sign(request: &Request<'_>) -> Vec<(&'static str, String)> {
    let mut added = vec![
        ("x-oss-date", request.date_time.to_owned()),
        ("x-oss-content-sha256", UNSIGNED.to_owned()),
    ];
    let token = request.security_token;
    added.extend(token.map(|token| ("x-oss-security-token", token.to_owned())));
    let all = added.iter().map(|(name, value)| (*name, value.as_str()));
    let headers: Vec<(&str, &str)> = request.headers.iter().copied().chain(all).collect();
    let scope = Scope {
        day: day(request.date_time),
        region: request.region,
    };
    let canonical = Canonical {
        method: request.method,
        path: &request.path(),
        query: request.query,
        headers: &headers,
        additional: request.additional_headers,
        payload: UNSIGNED,
    };
    let to_sign = canonical.string_to_sign(request.date_time, &scope);
    let mac = scope.mac(request.access_key_secret, &to_sign);
    let names = match joined(request.additional_headers) {
        names if names.is_empty() => names,
        names => format!(",AdditionalHeaders={names}"),
    };
    let (id, signature) = (request.access_key_id, hex(&mac.finalize().into_bytes()));
    let value = format!("{ALGORITHM} Credential={id}/{scope}{names},Signature={signature}");
    added.push(("authorization", value));
    added
}

impl Request<'_> {
    /// Percent-encoded, and with the bucket.
    fn path(&self) -> String {
        let bucket = self.bucket.map_or_else(String::new, |b| format!("/{b}"));
        percent_encode_path(&format!("{bucket}/{}", self.key))
    }
}

/// What a signature's key is good for: one day in one region.
struct Scope<'a> {
    day: &'a str,
    region: &'a str,
}

impl Scope<'_> {
    fn mac(&self, access_key_secret: &str, to_sign: &str) -> hmac::Hmac<sha2::Sha256> {
        let first = format!("aliyun_v4{access_key_secret}").into_bytes();
        let steps = [self.day, self.region, "oss", "aliyun_v4_request"];
        let key = steps.iter().fold(first, |key, step| {
            let mac = hmac_sha256(&key, [step]);
            mac.finalize().into_bytes().to_vec()
        });
        hmac_sha256(&key, [to_sign])
    }
}

impl fmt::Display for Scope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/oss/aliyun_v4_request", self.day, self.region)
    }
}

/// The day of a time such as `20261123T160716Z`.
fn day(date_time: &str) -> &str {
    date_time.split('T').next().unwrap_or_default()
}

/// A request, as far as it is signed.
struct Canonical<'a> {
    method: &'a str,
    /// Percent-encoded, and with the bucket.
    path: &'a str,
    query: &'a [(&'a str, &'a str)],
    headers: &'a [(&'a str, &'a str)],
    additional: &'a [&'a str],
    payload: &'a str,
}

impl Canonical<'_> {
    fn string_to_sign(&self, date_time: &str, scope: &Scope<'_>) -> String {
        let Self {
            method,
            path,
            payload,
            ..
        } = self;
        let (query, headers) = (self.query(), self.headers());
        let names = joined(self.additional);
        let canonical = format!("{method}\n{path}\n{query}\n{headers}\n{names}\n{payload}");
        let hash = sha256_hex(canonical.as_bytes());
        format!("{ALGORITHM}\n{date_time}\n{scope}\n{hash}")
    }

    /// Sorted as encoded; a pair without a value has no `=`.
    fn query(&self) -> String {
        let encoded = |(key, value): &(&str, &str)| (percent_encode(key), percent_encode(value));
        let mut pairs: Vec<(String, String)> = self.query.iter().map(encoded).collect();
        pairs.sort_unstable();
        let written = pairs.iter().map(|(key, value)| match value.as_str() {
            "" => key.clone(),
            value => format!("{key}={value}"),
        });
        written.collect::<Vec<_>>().join("&")
    }

    fn headers(&self) -> String {
        let additional = |name: &str| self.additional.iter().any(|a| a.eq_ignore_ascii_case(name));
        let lower =
            |(name, value): &(&str, &str)| (name.to_ascii_lowercase(), value.trim().to_owned());
        let mut headers: Vec<(String, String)> = self.headers.iter().map(lower).collect();
        headers.retain(|(name, _)| is_always_signed(name) || additional(name));
        headers.sort_unstable();
        let lines = headers
            .iter()
            .map(|(name, value)| format!("{name}:{value}\n"));
        lines.collect()
    }
}

/// Whether a header of that name, in lower case, is signed without being named.
fn is_always_signed(name: &str) -> bool {
    name.starts_with("x-oss-") || matches!(name, "content-type" | "content-md5")
}

/// The names in lower case, sorted, joined by `;`.
fn joined(names: &[&str]) -> String {
    let mut names: Vec<String> = names.iter().map(|name| name.to_ascii_lowercase()).collect();
    names.sort_unstable();
    names.join(";")
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("bucket", &self.bucket)
            .field("key", &self.key)
            .field("query", &self.query)
            .field("headers", &Redacted(self.headers))
            .field("region", &self.region)
            .field("date_time", &self.date_time)
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
