//! Signing of requests.

use std::fmt;

use hmac::Mac;

use super::canonical::{ALGORITHM, Canonical, Scope, UNSIGNED, day, is_http_date, joined};
use crate::encoding::{hex, percent_encode_path};
use crate::received::Redacted;

/// A request to be signed by [`sign`] or [`presign`](super::presign()).
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// HTTP method in upper case.
    pub method: &'a str,
    /// Bucket; none for a request to the service itself.
    pub bucket: Option<&'a str>,
    /// Object name, not percent-encoded; empty for the bucket itself.
    pub key: &'a str,
    /// Query pairs, not percent-encoded, in any order.
    pub query: &'a [(&'a str, &'a str)],
    /// Other headers that are sent; those covered by the scheme are signed.
    pub headers: &'a [(&'a str, &'a str)],
    /// Names of additional headers to sign, such as `host`; each must be in `headers`.
    pub additional_headers: &'a [&'a str],
    /// Region of the bucket without the prefix `oss-`, such as `cn-hangzhou`.
    pub region: &'a str,
    /// Time of signing, UTC, as `YYYYMMDDThhmmssZ`, or for [`sign`] an HTTP date.
    pub date_time: &'a str,
    /// Access key id.
    pub access_key_id: &'a str,
    /// Access key secret.
    pub access_key_secret: &'a str,
    /// Security token of temporary credentials.
    pub security_token: Option<&'a str>,
}

/// Returns the headers to add to the request, names in lower case: `x-oss-date`,
/// `x-oss-content-sha256`, `x-oss-security-token` with a token, and `authorization`. An HTTP date
/// is in `date` instead, as the official Go client sends it.
pub fn sign(request: &Request<'_>) -> Vec<(&'static str, String)> {
    let date = if is_http_date(request.date_time) {
        "date"
    } else {
        "x-oss-date"
    };
    let mut added = vec![
        (date, request.date_time.to_owned()),
        ("x-oss-content-sha256", UNSIGNED.to_owned()),
    ];
    let token = request.security_token;
    added.extend(token.map(|token| ("x-oss-security-token", token.to_owned())));
    let all = added.iter().map(|(name, value)| (*name, value.as_str()));
    let headers: Vec<(&str, &str)> = request.headers.iter().copied().chain(all).collect();
    let scope = Scope {
        day: &day(request.date_time),
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
    /// The path, percent-encoded, with the bucket.
    pub(super) fn path(&self) -> String {
        let bucket = self.bucket.map_or_else(String::new, |b| format!("/{b}"));
        percent_encode_path(&format!("{bucket}/{}", self.key))
    }
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
