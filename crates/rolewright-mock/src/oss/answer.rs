//! Responses in OSS's format.

use rolewright_core::bucket::Versioning;
use rolewright_sign::encoding::hex;
use serde_json::Value;

use super::refusal::OssRefusal;
use crate::xml;

/// A response without a request id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct OssAnswer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// Headers of the object, whose names the client chose.
    pub(crate) meta: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// The content length of a response without body.
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

/// Returns OSS's versioning status; `None` if versioning was never set.
pub(super) fn versioning_text(versioning: &Versioning) -> Option<&'static str> {
    match versioning {
        Versioning::Off => None,
        Versioning::Enabled => Some("Enabled"),
        Versioning::Suspended => Some("Suspended"),
    }
}

/// Formats a date as `2026-01-02T03:04:05.000Z`.
pub(super) fn date(seconds: i64) -> String {
    let at = jiff::Timestamp::from_second(seconds).unwrap_or_default();
    at.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()
}

/// Returns the MD5 in upper-case hex, as in OSS's `ETag`.
pub(super) fn etag(bytes: &[u8]) -> String {
    use md5::Digest;
    hex(&md5::Md5::digest(bytes)).to_ascii_uppercase()
}
