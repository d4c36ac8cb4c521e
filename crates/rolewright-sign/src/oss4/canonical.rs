//! The canonical request and the signature of its hash.

use std::borrow::Cow;
use std::fmt;

use hmac::Mac;

use crate::digest::{hmac_sha256, sha256_hex};
use crate::encoding::percent_encode;

/// Name of the scheme in the `Authorization` header.
pub const ALGORITHM: &str = "OSS4-HMAC-SHA256";

/// The only documented payload hash: the body is not signed.
pub(super) const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

/// Scope of a signing key: one day in one region.
pub(super) struct Scope<'a> {
    pub(super) day: &'a str,
    pub(super) region: &'a str,
}

impl Scope<'_> {
    pub(super) fn mac(&self, access_key_secret: &str, to_sign: &str) -> hmac::Hmac<sha2::Sha256> {
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

/// Whether a time of signing is an HTTP date, which the header `Date` holds, such as
/// `Mon, 23 Nov 2026 16:07:16 GMT`.
pub(super) fn is_http_date(date_time: &str) -> bool {
    date_time.contains(',')
}

/// The date of a time such as `20261123T160716Z`, or of an HTTP date; empty if it has none.
pub(super) fn day(date_time: &str) -> Cow<'_, str> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    if !is_http_date(date_time) {
        return date_time.split('T').next().unwrap_or_default().into();
    }
    let mut words = date_time.split(' ').skip(1);
    let (Some(day), Some(month), Some(year)) = (words.next(), words.next(), words.next()) else {
        return "".into();
    };
    let month = MONTHS.iter().position(|known| *known == month);
    month.map_or("".into(), |month| {
        format!("{year}{:02}{day}", month + 1).into()
    })
}

/// The signed parts of a request.
pub(super) struct Canonical<'a> {
    pub(super) method: &'a str,
    /// Percent-encoded, with the bucket.
    pub(super) path: &'a str,
    pub(super) query: &'a [(&'a str, &'a str)],
    pub(super) headers: &'a [(&'a str, &'a str)],
    pub(super) additional: &'a [&'a str],
    pub(super) payload: &'a str,
}

impl Canonical<'_> {
    pub(super) fn string_to_sign(&self, date_time: &str, scope: &Scope<'_>) -> String {
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

    /// Sorted after encoding; a pair without a value has no `=`.
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

/// Whether a header is always signed; the name is in lower case.
pub(super) fn is_always_signed(name: &str) -> bool {
    name.starts_with("x-oss-") || matches!(name, "content-type" | "content-md5")
}

/// Names in lower case, sorted, joined by `;`.
pub(super) fn joined(names: &[&str]) -> String {
    let mut names: Vec<String> = names.iter().map(|name| name.to_ascii_lowercase()).collect();
    names.sort_unstable();
    names.join(";")
}
