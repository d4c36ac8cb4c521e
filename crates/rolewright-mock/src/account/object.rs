//! Contents of a bucket.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD as BASE64;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Bytes shared by clones; Base64 in JSON.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Body(pub Arc<[u8]>);

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

impl Serialize for Body {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = BASE64.decode(text).map_err(serde::de::Error::custom)?;
        Ok(Self(bytes.into()))
    }
}

/// One version of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ObjectVersion {
    /// The version id; `null` without versioning.
    pub id: String,
    /// The content; `None` for a delete marker.
    pub body: Option<Body>,
    /// The content's MD5 in upper-case hex; for a multipart upload, the MD5 of its parts' MD5s and
    /// the number of parts.
    pub etag: String,
    /// When it was created, in Unix seconds.
    pub modified: i64,
    /// The headers that are returned with it, such as `content-type`, `x-oss-meta-*` and
    /// `x-oss-storage-class`, by lower-case name.
    pub headers: BTreeMap<String, String>,
    /// The tags.
    pub tags: BTreeMap<String, String>,
    /// The access control list; `None` for the bucket's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acl: Option<String>,
    #[doc(hidden)]
    #[serde(skip)]
    pub __non_exhaustive: (),
}

/// A multipart upload in progress.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UploadState {
    /// The key of the object that it creates.
    pub key: String,
    /// When it was started, in Unix seconds.
    pub started: i64,
    /// The object's headers, as in [`ObjectVersion::headers`].
    pub headers: BTreeMap<String, String>,
    /// The object's tags.
    pub tags: BTreeMap<String, String>,
    /// The object's access control list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acl: Option<String>,
    /// The parts by number.
    pub parts: BTreeMap<u32, PartState>,
}

/// One part of an upload.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PartState {
    /// The content.
    pub body: Body,
    /// The content's MD5 in upper-case hex.
    pub etag: String,
    /// When it was uploaded, in Unix seconds.
    pub modified: i64,
}
