//! Answers, and how OSS writes what is in them.

use rolewright_core::bucket::Versioning;
use rolewright_sign::encoding::hex;
use serde_json::Value;

use super::refusal::OssRefusal;
use crate::xml;

/// An answer, before it has a request id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct OssAnswer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// Headers that came with the object, whose names are the client's.
    pub(crate) meta: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// The length that an answer without body tells.
    pub(crate) length: Option<usize>,
}

pub(crate) type OssResult = Result<OssAnswer, OssRefusal>;

impl OssAnswer {
    pub(super) fn empty(status: u16) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    pub(super) fn xml(root: &str, value: &Value) -> Self {
        Self::text(xml::document(root, value))
    }

    pub(super) fn text(text: impl Into<Vec<u8>>) -> Self {
        let mut answer = Self::empty(200);
        answer.body = text.into();
        answer.with("content-type", "application/xml")
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// As OSS writes whether versions are kept; nothing where they never were.
pub(super) fn versioning_text(versioning: &Versioning) -> Option<&'static str> {
    match versioning {
        Versioning::Off => None,
        Versioning::Enabled => Some("Enabled"),
        Versioning::Suspended => Some("Suspended"),
    }
}

/// `2026-01-02T03:04:05.000Z`.
pub(super) fn date(seconds: i64) -> String {
    let at = jiff::Timestamp::from_second(seconds).unwrap_or_default();
    at.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()
}

/// The MD5 in hex, upper case, as OSS's `ETag` has it.
pub(super) fn etag(bytes: &[u8]) -> String {
    use md5::Digest;
    hex(&md5::Md5::digest(bytes)).to_ascii_uppercase()
}
