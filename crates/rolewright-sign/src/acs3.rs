//! `ACS3-HMAC-SHA256`, the service's signature version 3.
//!
//! The client's side is [`sign`] (all headers of a call) and [`authorization`] (the one
//! header, for a caller that sets the others itself); the server's side is [`verify`].
//! The scheme is that of the official help page "V3 request structure and signature":
//! one HMAC-SHA256 under the access key secret over the hash of
//!
//! ```text
//! METHOD \n path \n sorted query \n "name:value\n" of each signed header, sorted
//!        \n signed header names joined by ";" \n hex SHA-256 of the body
//! ```

mod verify;

use std::fmt;

use hmac::Mac;

use crate::digest::{hmac_sha256, sha256_hex};
use crate::encoding::{encode_pairs, hex};
use crate::received::Redacted;

pub use crate::received::{Received, VerifyError};
pub use verify::{Authorization, verify};

/// The name of the scheme, as it stands in the `Authorization` header.
pub const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// What a client signs: a request whose headers are already chosen.
#[derive(Clone, Copy)]
pub struct Unsigned<'a> {
    /// HTTP method in upper case. The official clients use `POST` for RPC calls.
    pub method: &'a str,
    /// Path as it goes on the wire, percent-encoded; `/` for RPC calls. Empty counts as `/`.
    pub path: &'a str,
    /// Query pairs, not percent-encoded, in any order.
    pub query: &'a [(&'a str, &'a str)],
    /// Every header to sign, in any order and case, each name once: `host`,
    /// `x-acs-action`, `x-acs-version`, `x-acs-date`, `x-acs-signature-nonce`,
    /// `x-acs-content-sha256` and whatever else is to be covered. The value of
    /// `x-acs-content-sha256` also stands for the body; without it the body counts as empty.
    pub headers: &'a [(&'a str, &'a str)],
}

/// A whole call, from which [`sign`] makes the headers.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// HTTP method in upper case. The official clients use `POST` for RPC calls.
    pub method: &'a str,
    /// Value of the `host` header: the endpoint, with `:port` if the URL has one.
    pub host: &'a str,
    /// Path as it goes on the wire, percent-encoded; `/` for RPC calls. Empty counts as `/`.
    pub path: &'a str,
    /// Query pairs, not percent-encoded, in any order. RPC parameters belong here;
    /// action and version do not (captured requests of the official Python client 1.3.0).
    pub query: &'a [(&'a str, &'a str)],
    /// Operation, such as `GetRole`.
    pub action: &'a str,
    /// API version, such as `2015-05-01`.
    pub version: &'a str,
    /// Time of signing, UTC, as `YYYY-MM-DDThh:mm:ssZ`.
    pub date: &'a str,
    /// A value never used before. The official Python client sends 32 hex digits.
    pub nonce: &'a str,
    /// Request body; empty for RAM and STS calls.
    pub body: &'a [u8],
    /// Access key id.
    pub access_key_id: &'a str,
    /// Access key secret.
    pub access_key_secret: &'a str,
    /// Security token that came with temporary credentials.
    pub security_token: Option<&'a str>,
}

/// The value of `x-acs-content-sha256`: the body's SHA-256 in lower-case hex.
pub fn content_sha256(body: &[u8]) -> String {
    sha256_hex(body)
}

/// The value of the `Authorization` header: commas without blanks, header names in
/// lower case and sorted, as the official help page "V3 request structure and signature"
/// and the official clients write it.
pub fn authorization(
    request: &Unsigned<'_>,
    access_key_id: &str,
    access_key_secret: &str,
) -> String {
    // The page's sample code percent-encodes the keys as well as the values.
    let to_sign = string_to_sign(request, &encode_pairs(&sorted(request.query)));
    let mac = hmac_sha256(access_key_secret.as_bytes(), to_sign.as_bytes());
    let signature = hex(&mac.finalize().into_bytes());
    let (names, _) = canonical_headers(request.headers);
    format!("{ALGORITHM} Credential={access_key_id},SignedHeaders={names},Signature={signature}")
}

/// All headers a signed call needs, names in lower case: `host`, the `x-acs-*` headers
/// and `authorization`, which covers all the others.
///
/// With a security token these include `x-acs-accesskey-id` and `x-acs-security-token`,
/// as in captured requests of the official Python client 1.3.0 and Node.js client.
/// The query that is sent may use any encoding that decodes to `request.query`;
/// [`encode_pairs`] gives one.
pub fn sign(request: &Request<'_>) -> Vec<(&'static str, String)> {
    let mut headers = vec![
        ("host", request.host.to_owned()),
        ("x-acs-action", request.action.to_owned()),
        ("x-acs-content-sha256", content_sha256(request.body)),
        ("x-acs-date", request.date.to_owned()),
        ("x-acs-signature-nonce", request.nonce.to_owned()),
        ("x-acs-version", request.version.to_owned()),
    ];
    if let Some(token) = request.security_token {
        headers.push(("x-acs-accesskey-id", request.access_key_id.to_owned()));
        headers.push(("x-acs-security-token", token.to_owned()));
    }
    let signed: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let unsigned = Unsigned {
        method: request.method,
        path: request.path,
        query: request.query,
        headers: &signed,
    };
    let value = authorization(&unsigned, request.access_key_id, request.access_key_secret);
    headers.push(("authorization", value));
    headers
}

/// Query pairs by key, then by value.
fn sorted<'a>(query: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut pairs = query.to_vec();
    pairs.sort();
    pairs
}

/// The names joined by `;` and the `name:value\n` lines, both sorted by name.
fn canonical_headers(headers: &[(&str, &str)]) -> (String, String) {
    let mut headers: Vec<(String, &str)> = headers
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim()))
        .collect();
    headers.sort();
    let names: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
    let lines = headers.iter().map(|(n, v)| format!("{n}:{v}\n")).collect();
    (names.join(";"), lines)
}

/// The text under the HMAC; `query` is the canonical query.
fn string_to_sign(request: &Unsigned<'_>, query: &str) -> String {
    let (names, lines) = canonical_headers(request.headers);
    let body_hash = request
        .headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("x-acs-content-sha256"))
        .map_or_else(|| content_sha256(b""), |(_, value)| value.trim().to_owned());
    let path = if request.path.is_empty() {
        "/"
    } else {
        request.path
    };
    let canonical = format!(
        "{}\n{path}\n{query}\n{lines}\n{names}\n{body_hash}",
        request.method
    );
    format!("{ALGORITHM}\n{}", sha256_hex(canonical.as_bytes()))
}

impl fmt::Debug for Unsigned<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unsigned")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("headers", &Redacted(self.headers))
            .finish()
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("host", &self.host)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("action", &self.action)
            .field("version", &self.version)
            .field("date", &self.date)
            .field("nonce", &self.nonce)
            .field("body_bytes", &self.body.len())
            .field("access_key_id", &self.access_key_id)
            .field("access_key_secret", &"***")
            .field("security_token", &self.security_token.map(|_| "***"))
            .finish()
    }
}

#[cfg(test)]
mod tests;
