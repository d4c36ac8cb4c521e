//! The canonical request and the signature of its hash.

use std::borrow::Cow;
use std::ops::Range;

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::digest::{hmac_sha256, sha256, sha256_hex};
use crate::encoding::{HexDigest, push_pairs};

/// Name of the scheme in the `Authorization` header.
pub const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// SHA-256 of the empty body.
const EMPTY_SHA256: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// Initial capacity in bytes, enough for most calls.
const USUAL: usize = 1024;

/// The canonical request. It is built in one buffer, since allocations are most of the cost besides
/// hashing.
pub(super) struct Canonical {
    text: String,
    /// Range of the signed header names, joined by `;`, in the text.
    names: Range<usize>,
}

impl Canonical {
    /// Expects headers sorted, with names in lower case.
    pub(super) fn of<'a>(
        method: &str,
        path: &str,
        query: &[(&str, &str)],
        headers: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    ) -> Self {
        Self::with_query(method, path, |out| push_sorted(out, query), headers)
    }

    /// As [`of`](Self::of), with the canonical query as `push_query` writes it.
    pub(super) fn with_query<'a>(
        method: &str,
        path: &str,
        push_query: impl FnOnce(&mut String),
        headers: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    ) -> Self {
        let path = if path.is_empty() { "/" } else { path };
        let mut text = String::with_capacity(USUAL);
        for piece in [method, "\n", path, "\n"] {
            text.push_str(piece);
        }
        push_query(&mut text);
        text.push('\n');
        let mut body_hash = EMPTY_SHA256;
        for (name, value) in headers.clone() {
            let value = value.trim_ascii();
            for piece in [name, ":", value, "\n"] {
                text.push_str(piece);
            }
            if name == "x-acs-content-sha256" {
                body_hash = value;
            }
        }
        text.push('\n');
        let start = text.len();
        for (name, _) in headers {
            if text.len() > start {
                text.push(';');
            }
            text.push_str(name);
        }
        let names = start..text.len();
        text.push('\n');
        text.push_str(body_hash);
        Self { text, names }
    }

    /// The SHA-256.
    pub(super) fn hash(&self) -> HexDigest {
        HexDigest::of(&sha256(self.text.as_bytes()))
    }

    /// The value of the `Authorization` header.
    pub(super) fn authorization(&self, access_key_id: &str, access_key_secret: &str) -> String {
        let names = self.text.get(self.names.clone()).unwrap_or_default();
        let mac = mac(self.hash().as_str(), access_key_secret);
        let signature = HexDigest::of(&mac.finalize().into_bytes().into());
        let parts = [
            ALGORITHM,
            " Credential=",
            access_key_id,
            ",SignedHeaders=",
            names,
            ",Signature=",
            signature.as_str(),
        ];
        parts.concat()
    }
}

/// HMAC over the string to sign: the scheme and the hash of the canonical request.
pub(super) fn mac(hash: &str, access_key_secret: &str) -> Hmac<Sha256> {
    hmac_sha256(access_key_secret.as_bytes(), [ALGORITHM, "\n", hash])
}

/// The canonical query, sorted by key, then by value. The documentation's sample code
/// percent-encodes keys and values.
fn push_sorted(out: &mut String, query: &[(&str, &str)]) {
    if query.is_sorted() {
        return push_pairs(out, query);
    }
    let mut pairs = query.to_vec();
    pairs.sort_unstable();
    push_pairs(out, &pairs);
}

/// Headers sorted by name, names in lower case.
pub(super) fn sorted<'a>(
    headers: impl Iterator<Item = (&'a str, &'a str)>,
) -> Vec<(Cow<'a, str>, &'a str)> {
    let mut sorted: Vec<_> = headers
        .map(|(name, value)| (lower_case(name), value))
        .collect();
    sorted.sort_unstable();
    sorted
}

fn lower_case(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        name.to_ascii_lowercase().into()
    } else {
        name.into()
    }
}

/// Returns the value of `x-acs-content-sha256`: the SHA-256 of the body in lower-case hex.
pub fn content_sha256(body: &[u8]) -> Cow<'static, str> {
    // RPC calls have no body.
    match body {
        [] => EMPTY_SHA256.into(),
        body => sha256_hex(body).into(),
    }
}
