//! Objects: content, versions and tags.

use base64::Engine;
use base64::prelude::BASE64_STANDARD as BASE64;
use quick_xml::de::from_reader;
use rolewright_core::bucket::Versioning;
use rolewright_sign::encoding::decode_pairs;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

use super::answer::{OssAnswer, OssResult, etag};
use super::call::OssCall;
use super::refusal::{OssRefusal, refuse};
use crate::account::{Account, Body, BucketState, Moment, ObjectVersion};

/// The version id without versioning.
const NULL: &str = "null";
/// The header with the storage class.
pub(super) const STORAGE_CLASS: &str = "x-oss-storage-class";
/// The maximum number of keys that one request deletes.
const MOST_DELETED: usize = 1_000;

/// Returns the headers that are stored with an object.
pub(super) fn kept_headers(call: &OssCall) -> BTreeMap<String, String> {
    let kept = call.headers.iter().filter(|(name, _)| {
        matches!(
            name.as_str(),
            "content-type"
                | "cache-control"
                | "content-disposition"
                | "content-encoding"
                | "content-language"
                | "expires"
                | STORAGE_CLASS
                | "x-oss-server-side-encryption"
                | "x-oss-server-side-encryption-key-id"
        ) || name.starts_with("x-oss-meta-")
    });
    kept.cloned().collect()
}

/// Parses the tags in the header `x-oss-tagging`, which has the format of a query.
pub(super) fn header_tags(call: &OssCall) -> BTreeMap<String, String> {
    let text = call.header("x-oss-tagging").unwrap_or_default();
    decode_pairs(text)
        .into_iter()
        .filter(|(key, _)| !key.is_empty())
        .collect()
}

/// Refuses content that does not match its `Content-MD5`.
pub(super) fn check_digest(call: &OssCall) -> Result<(), OssRefusal> {
    use md5::Digest;
    let Some(sent) = call.header("content-md5") else {
        return Ok(());
    };
    if BASE64.encode(md5::Md5::digest(&call.body)) == sent {
        Ok(())
    } else {
        Err(refuse("InvalidDigest"))
    }
}

/// Adds the newest version, by the bucket's versioning. Returns its id, if any.
pub(super) fn store(
    state: &mut BucketState,
    key: &str,
    new: ObjectVersion,
    id: u64,
) -> Option<String> {
    let versions = state.objects.entry(key.to_owned()).or_default();
    let kept = state.versioning == Versioning::Enabled;
    let id = if kept {
        format!("CAEQ{id:028}")
    } else {
        NULL.to_owned()
    };
    versions.retain(|version| version.id != id);
    versions.push(ObjectVersion {
        id: id.clone(),
        ..new
    });
    (state.versioning != Versioning::Off).then_some(id)
}

pub(super) fn put(account: &mut Account, moment: &Moment, call: &OssCall) -> OssResult {
    check_key(&call.key)?;
    check_digest(call)?;
    let acl = call.object_acl()?.map(str::to_owned);
    let id = account.take_id();
    let state = account.bucket_of(call)?;
    check_overwrite(state, call)?;
    let tag = etag(&call.body);
    let new = ObjectVersion {
        body: Some(Body(call.body.as_slice().into())),
        etag: tag.clone(),
        modified: moment.now.as_second(),
        headers: kept_headers(call),
        tags: header_tags(call),
        acl,
        ..ObjectVersion::default()
    };
    let version = store(state, &call.key, new, id);
    let answer = OssAnswer::empty(200).with("etag", format!("\"{tag}\""));
    Ok(with_version(answer, version))
}

pub(super) fn check_key(key: &str) -> Result<(), OssRefusal> {
    if key.len() <= 1023 && !key.starts_with(['/', '\\']) {
        Ok(())
    } else {
        Err(refuse("InvalidObjectName"))
    }
}

/// Refuses to replace an object if the header `x-oss-forbid-overwrite` says so, which has no effect on
/// a bucket with versions (page of `PutObject`).
pub(super) fn check_overwrite(state: &BucketState, call: &OssCall) -> Result<(), OssRefusal> {
    let header = call.header("x-oss-forbid-overwrite");
    let is_forbidden = header.is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let exists = state.versioning == Versioning::Off && state.objects.contains_key(&call.key);
    if is_forbidden && exists {
        Err(refuse("FileAlreadyExists"))
    } else {
        Ok(())
    }
}

pub(super) fn with_version(answer: OssAnswer, version: Option<String>) -> OssAnswer {
    match version {
        Some(version) => answer.with("x-oss-version-id", version),
        None => answer,
    }
}

/// Returns the version of a request: the one that it names, else the newest.
pub(super) fn find<'a>(
    state: &'a BucketState,
    call: &OssCall,
) -> Result<&'a ObjectVersion, OssRefusal> {
    version_of(state, &call.key, call.version())
}

pub(super) fn version_of<'a>(
    state: &'a BucketState,
    key: &str,
    version: Option<&str>,
) -> Result<&'a ObjectVersion, OssRefusal> {
    let versions = state.objects.get(key).ok_or_else(|| refuse("NoSuchKey"))?;
    let found = match version {
        Some(id) => {
            let found = versions.iter().find(|version| version.id == id);
            found.ok_or_else(|| refuse("NoSuchVersion"))?
        }
        None => versions.last().ok_or_else(|| refuse("NoSuchKey"))?,
    };
    match found.body {
        Some(_) => Ok(found),
        None => Err(refuse("NoSuchKey")),
    }
}

pub(super) fn get(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    let state = account.bucket_of(call)?;
    let version = find(state, call)?;
    let body = version
        .body
        .as_ref()
        .map(|body| body.0.as_ref())
        .unwrap_or_default();
    let mut answer = described(state, version);
    let range = call
        .header("range")
        .and_then(|range| span(range, body.len()));
    match range {
        Some((first, last)) => {
            answer.status = 206;
            answer.body = body.get(first..=last).unwrap_or_default().to_vec();
            let range = format!("bytes {first}-{last}/{}", body.len());
            Ok(answer.with("content-range", range))
        }
        None => {
            answer.body = body.to_vec();
            Ok(answer)
        }
    }
}

/// Returns first and last byte of `bytes=1-2`, `bytes=1-` and `bytes=-2`. Anything else selects the
/// whole object, as in OSS.
pub(super) fn span(range: &str, length: usize) -> Option<(usize, usize)> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let end = length.checked_sub(1)?;
    let (first, last) = match (first, last) {
        ("", last) => (length.checked_sub(last.parse().ok()?)?, end),
        (first, "") => (first.parse().ok()?, end),
        (first, last) => (first.parse().ok()?, last.parse().ok()?),
    };
    (first <= last && last <= end).then_some((first, last))
}

pub(super) fn head(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    let state = account.bucket_of(call)?;
    let version = find(state, call)?;
    let mut answer = described(state, version);
    answer.length = version.body.as_ref().map(|body| body.0.len());
    Ok(answer)
}

/// Returns the headers of an object.
fn described(state: &BucketState, version: &ObjectVersion) -> OssAnswer {
    let modified = jiff::Timestamp::from_second(version.modified).unwrap_or_default();
    let mut answer = OssAnswer::empty(200)
        .with("etag", format!("\"{}\"", version.etag))
        .with(
            "last-modified",
            modified.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string(),
        )
        .with(
            "x-oss-object-type",
            if version.etag.contains('-') {
                "Multipart"
            } else {
                "Normal"
            },
        )
        .with(STORAGE_CLASS, state.storage_class.clone())
        .with("accept-ranges", "bytes");
    if !version.headers.contains_key("content-type") {
        answer = answer.with("content-type", "application/octet-stream");
    }
    answer.meta.extend(version.headers.clone());
    if !version.tags.is_empty() {
        answer = answer.with("x-oss-tagging-count", version.tags.len().to_string());
    }
    let id = (state.versioning != Versioning::Off).then(|| version.id.clone());
    with_version(answer, id)
}

/// Deletes a version, or adds a delete marker if versioning is enabled. Returns whether a marker was
/// added or deleted, and its id.
fn take(
    state: &mut BucketState,
    (key, version): (&str, Option<&str>),
    now: i64,
    id: u64,
) -> (bool, Option<String>) {
    if let Some(requested) = version {
        let Some(versions) = state.objects.get_mut(key) else {
            return (false, Some(requested.to_owned()));
        };
        let gone = versions.iter().find(|version| version.id == requested);
        let marker = gone.is_some_and(|version| version.body.is_none());
        versions.retain(|version| version.id != requested);
        if versions.is_empty() {
            state.objects.remove(key);
        }
        return (marker, Some(requested.to_owned()));
    }
    if state.versioning == Versioning::Off {
        state.objects.remove(key);
        return (false, None);
    }
    let marker = ObjectVersion {
        modified: now,
        ..ObjectVersion::default()
    };
    (true, store(state, key, marker, id))
}

pub(super) fn delete(account: &mut Account, moment: &Moment, call: &OssCall) -> OssResult {
    let id = account.take_id();
    let state = account.bucket_of(call)?;
    let requested = (call.key.as_str(), call.version());
    let (marker, version) = take(state, requested, moment.now.as_second(), id);
    let answer = with_version(OssAnswer::empty(204), version);
    Ok(if marker {
        answer.with("x-oss-delete-marker", "true")
    } else {
        answer
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Delete {
    #[serde(default)]
    quiet: bool,
    #[serde(rename = "Object", default)]
    objects: Vec<Named>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    key: String,
    version_id: Option<String>,
}

/// Returns key and version of each object in the body.
pub(super) fn named(body: &[u8]) -> Result<Vec<(String, Option<String>)>, OssRefusal> {
    let requested: Delete = from_reader(body).map_err(|_| refuse("MalformedXML"))?;
    let pairs = requested
        .objects
        .into_iter()
        .map(|named| (named.key, named.version_id));
    Ok(pairs.collect())
}

pub(super) fn delete_many(account: &mut Account, moment: &Moment, call: &OssCall) -> OssResult {
    check_digest(call)?;
    let requested: Delete =
        from_reader(call.body.as_slice()).map_err(|_| refuse("MalformedXML"))?;
    if requested.objects.is_empty() || requested.objects.len() > MOST_DELETED {
        return Err(refuse("MalformedXML"));
    }
    let mut deleted = Vec::new();
    for named in &requested.objects {
        let id = account.take_id();
        let state = account.bucket_of(call)?;
        let one = (named.key.as_str(), named.version_id.as_deref());
        let (marker, version) = take(state, one, moment.now.as_second(), id);
        deleted.push(json!({
            "Key": named.key,
            "VersionId": named.version_id,
            "DeleteMarker": marker.then_some(true),
            "DeleteMarkerVersionId": version.filter(|_| marker),
        }));
    }
    if requested.quiet {
        deleted.clear();
    }
    Ok(OssAnswer::xml(
        "DeleteResult",
        &json!({ "Deleted": deleted }),
    ))
}

pub(super) fn find_mut<'a>(
    state: &'a mut BucketState,
    call: &OssCall,
) -> Result<&'a mut ObjectVersion, OssRefusal> {
    let id = find(state, call)?.id.clone();
    let versions = state.objects.get_mut(&call.key);
    let mut versions = versions.into_iter().flatten();
    versions
        .find(|version| version.id == id)
        .ok_or_else(|| refuse("NoSuchKey"))
}

pub(super) fn put_tags(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Tagging {
        tag_set: TagSet,
    }
    #[derive(Deserialize, Default)]
    #[serde(rename_all = "PascalCase", default)]
    struct TagSet {
        tag: Vec<Tag>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Tag {
        key: String,
        #[serde(default)]
        value: String,
    }
    let requested: Tagging =
        from_reader(call.body.as_slice()).map_err(|_| refuse("MalformedXML"))?;
    let tags = requested
        .tag_set
        .tag
        .into_iter()
        .map(|tag| (tag.key, tag.value));
    find_mut(account.bucket_of(call)?, call)?.tags = tags.collect();
    Ok(OssAnswer::empty(200))
}

pub(super) fn get_tags(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    let version = find(account.bucket_of(call)?, call)?;
    let tags = version.tags.iter();
    let tag: Vec<Value> = tags
        .map(|(key, value)| json!({ "Key": key, "Value": value }))
        .collect();
    Ok(OssAnswer::xml(
        "Tagging",
        &json!({ "TagSet": { "Tag": tag } }),
    ))
}

pub(super) fn delete_tags(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    find_mut(account.bucket_of(call)?, call)?.tags.clear();
    Ok(OssAnswer::empty(204))
}
