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

use std::borrow::Cow;
use std::fmt;

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::digest::{hmac_sha256, sha256_hex};
use crate::encoding::{hex, push_pairs};
use crate::received::Redacted;

pub use crate::received::{Received, VerifyError};
pub use verify::{Authorization, verify};

/// The name of the scheme, as it stands in the `Authorization` header.
pub const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// The SHA-256 of nothing.
const EMPTY_SHA256: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

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
pub fn content_sha256(body: &[u8]) -> Cow<'static, str> {
    // Calls of RPC services have no body.
    match body {
        [] => EMPTY_SHA256.into(),
        body => sha256_hex(body).into(),
    }
}

/// The value of the `Authorization` header: commas without blanks, header names in
/// lower case and sorted, as the official help page "V3 request structure and signature"
/// and the official clients write it.
pub fn authorization(
    request: &Unsigned<'_>,
    access_key_id: &str,
    access_key_secret: &str,
) -> String {
    let headers = Headers::of(request.headers.iter().copied());
    let hash = headers.hash(request.method, request.path, |out| {
        push_sorted(out, request.query);
    });
    headers.authorization(&hash, access_key_id, access_key_secret)
}

/// All headers a signed call needs, names in lower case: `host`, the `x-acs-*` headers
/// and `authorization`, which covers all the others.
///
/// With a security token these include `x-acs-accesskey-id` and `x-acs-security-token`,
/// as in captured requests of the official Python client 1.3.0 and Node.js client.
/// The query that is sent may use any encoding that decodes to `request.query`;
/// [`encode_pairs`](crate::encoding::encode_pairs) gives one.
pub fn sign<'a>(request: &Request<'a>) -> Vec<(&'static str, Cow<'a, str>)> {
    let mut headers = Vec::with_capacity(9);
    headers.extend([
        ("host", request.host.into()),
        ("x-acs-action", request.action.into()),
        ("x-acs-content-sha256", content_sha256(request.body)),
        ("x-acs-date", request.date.into()),
        ("x-acs-signature-nonce", request.nonce.into()),
        ("x-acs-version", request.version.into()),
    ]);
    if let Some(token) = request.security_token {
        headers.push(("x-acs-accesskey-id", request.access_key_id.into()));
        headers.push(("x-acs-security-token", token.into()));
    }
    let signed = Headers::of(headers.iter().map(|(name, value)| (*name, &**value)));
    let hash = signed.hash(request.method, request.path, |out| {
        push_sorted(out, request.query);
    });
    let value = signed.authorization(&hash, request.access_key_id, request.access_key_secret);
    headers.push(("authorization", value.into()));
    headers
}

/// The canonical query: pairs by key, then by value. The page's sample code percent-encodes the
/// keys as well as the values.
fn push_sorted(out: &mut String, query: &[(&str, &str)]) {
    if query.is_sorted() {
        return push_pairs(out, query);
    }
    let mut pairs = query.to_vec();
    pairs.sort_unstable();
    push_pairs(out, &pairs);
}

/// The signed headers in their order.
struct Headers<'a> {
    /// Names in lower case and values, by name.
    sorted: Vec<(Cow<'a, str>, &'a str)>,
    /// The names, joined by `;`.
    names: String,
    /// How long names and values are.
    length: usize,
}

impl<'a> Headers<'a> {
    fn of(headers: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut sorted: Vec<_> = headers
            .map(|(name, value)| (lower_case(name), value.trim_ascii()))
            .collect();
        sorted.sort_unstable();
        let length = sorted
            .iter()
            .map(|(name, value)| name.len() + value.len())
            .sum();
        let mut names = String::with_capacity(length);
        for (name, _) in &sorted {
            if !names.is_empty() {
                names.push(';');
            }
            names.push_str(name);
        }
        Self {
            sorted,
            names,
            length,
        }
    }

    /// The SHA-256 of the canonical request, in hex. That is put together piece by piece in one
    /// buffer, since this is most of what a signature costs beside the hashing.
    fn hash(&self, method: &str, path: &str, push_query: impl FnOnce(&mut String)) -> String {
        let mut headers = self.sorted.iter();
        let body_hash = headers.find(|(name, _)| name == "x-acs-content-sha256");
        let body_hash = body_hash.map_or(EMPTY_SHA256, |(_, value)| value);
        let path = if path.is_empty() { "/" } else { path };
        let mut canonical = String::with_capacity(2 * self.length + path.len() + 200);
        for piece in [method, "\n", path, "\n"] {
            canonical.push_str(piece);
        }
        push_query(&mut canonical);
        canonical.push('\n');
        for (name, value) in &self.sorted {
            for piece in [name, ":", value, "\n"] {
                canonical.push_str(piece);
            }
        }
        for piece in ["\n", &self.names, "\n", body_hash] {
            canonical.push_str(piece);
        }
        sha256_hex(canonical.as_bytes())
    }

    fn authorization(&self, hash: &str, access_key_id: &str, access_key_secret: &str) -> String {
        let signature = hex(&mac(hash, access_key_secret).finalize().into_bytes());
        let (id, names) = (access_key_id, &*self.names);
        let parts = [
            " Credential=",
            id,
            ",SignedHeaders=",
            names,
            ",Signature=",
            &signature,
        ];
        let mut value = String::with_capacity(names.len() + id.len() + 128);
        value.push_str(ALGORITHM);
        parts.iter().for_each(|part| value.push_str(part));
        value
    }
}

/// The HMAC over the string to sign, which names the scheme and then the canonical request's hash.
fn mac(hash: &str, access_key_secret: &str) -> Hmac<Sha256> {
    hmac_sha256(access_key_secret.as_bytes(), [ALGORITHM, "\n", hash])
}

fn lower_case(name: &str) -> Cow<'_, str> {
    match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => name.to_ascii_lowercase().into(),
        false => name.into(),
    }
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
