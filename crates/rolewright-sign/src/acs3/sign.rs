//! Signing of requests.

use std::borrow::Cow;
use std::fmt;

use super::canonical::{Canonical, content_sha256, sorted};
use crate::received::Redacted;

/// A request with its headers, to be signed by [`authorization`].
#[derive(Clone, Copy)]
pub struct Unsigned<'a> {
    /// HTTP method in upper case. The official clients use `POST` for RPC calls.
    pub method: &'a str,
    /// Path as sent, percent-encoded; `/` for RPC calls. Empty is the same as `/`.
    pub path: &'a str,
    /// Query pairs, not percent-encoded, in any order.
    pub query: &'a [(&'a str, &'a str)],
    /// Headers to sign, in any order and case, each name once: `host`, `x-acs-action`,
    /// `x-acs-version`, `x-acs-date`, `x-acs-signature-nonce`, `x-acs-content-sha256` and any
    /// others. `x-acs-content-sha256` is the hash of the body; without it, the body is taken as
    /// empty.
    pub headers: &'a [(&'a str, &'a str)],
}

/// A call to be signed by [`sign`].
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// HTTP method in upper case. The official clients use `POST` for RPC calls.
    pub method: &'a str,
    /// Value of the `host` header: the endpoint, with `:port` if the URL has a port.
    pub host: &'a str,
    /// Path as sent, percent-encoded; `/` for RPC calls. Empty is the same as `/`.
    pub path: &'a str,
    /// Query pairs, not percent-encoded, in any order. Includes RPC parameters, but not action and
    /// version (as in captured requests of the official Python client 1.3.0).
    pub query: &'a [(&'a str, &'a str)],
    /// Operation, such as `GetRole`.
    pub action: &'a str,
    /// API version, such as `2015-05-01`.
    pub version: &'a str,
    /// Time of signing, UTC, as `YYYY-MM-DDThh:mm:ssZ`.
    pub date: &'a str,
    /// Unique value. The official Python client sends 32 hex digits.
    pub nonce: &'a str,
    /// Request body; empty for RAM and STS calls.
    pub body: &'a [u8],
    /// Access key id.
    pub access_key_id: &'a str,
    /// Access key secret.
    pub access_key_secret: &'a str,
    /// Security token of temporary credentials.
    pub security_token: Option<&'a str>,
}

/// Returns the value of the `Authorization` header: commas without spaces, header names in lower
/// case and sorted, as on the official help page "V3 request structure and signature" and in the
/// official clients.
pub fn authorization(
    request: &Unsigned<'_>,
    access_key_id: &str,
    access_key_secret: &str,
) -> String {
    let headers = sorted(request.headers.iter().copied());
    let headers = headers.iter().map(|(name, value)| (&**name, *value));
    Canonical::of(request.method, request.path, request.query, headers)
        .authorization(access_key_id, access_key_secret)
}

/// Returns all headers of a signed call, names in lower case: `host`, the `x-acs-*` headers and
/// `authorization`, which covers all the others.
///
/// With a security token, these include `x-acs-accesskey-id` and `x-acs-security-token`, as in
/// captured requests of the official Python client 1.3.0 and Node.js client. The query may be sent
/// in any encoding that decodes to `request.query`, for example
/// [`encode_pairs`](crate::encoding::encode_pairs).
pub fn sign<'a>(request: &Request<'a>) -> Vec<(&'static str, Cow<'a, str>)> {
    let token = request.security_token;
    let mut headers: Vec<(_, Cow<'_, str>)> = Vec::with_capacity(9);
    // Sorted by name, as they are signed.
    headers.push(("host", request.host.into()));
    headers.extend(token.map(|_| ("x-acs-accesskey-id", request.access_key_id.into())));
    headers.push(("x-acs-action", request.action.into()));
    headers.push(("x-acs-content-sha256", content_sha256(request.body)));
    headers.push(("x-acs-date", request.date.into()));
    headers.extend(token.map(|token| ("x-acs-security-token", token.into())));
    headers.push(("x-acs-signature-nonce", request.nonce.into()));
    headers.push(("x-acs-version", request.version.into()));
    let signed = headers.iter().map(|(name, value)| (*name, &**value));
    let value = Canonical::of(request.method, request.path, request.query, signed)
        .authorization(request.access_key_id, request.access_key_secret);
    headers.push(("authorization", value.into()));
    headers
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
