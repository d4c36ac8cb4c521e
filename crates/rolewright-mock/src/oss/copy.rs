//! Copies of objects and of ranges of objects.

use rolewright_core::permission::Permission;
use rolewright_sign::encoding::{decode_pairs, percent_decode};
use serde_json::json;

use super::answer::{OssAnswer, OssResult, date};
use super::call::OssCall;
use super::refusal::{OssRefusal, refuse};
use super::row::Row;
use super::{object, upload};
use crate::account::{Account, Moment, ObjectVersion};

/// The header that makes a request a copy.
const SOURCE: &str = "x-oss-copy-source";

/// The object that is copied.
pub(super) struct Source {
    pub(super) bucket: String,
    pub(super) key: String,
    pub(super) version: Option<String>,
}

impl Source {
    /// The permission to read it in a bucket of this account (the emulator assumes `copies`).
    pub(super) fn permission(&self, owner: &str) -> Permission {
        let action = match self.version {
            Some(_) => "oss:GetObjectVersion",
            None => "oss:GetObject",
        };
        let (bucket, key) = (&self.bucket, &self.key);
        Permission::new(action, format!("acs:oss:*:{owner}:{bucket}/{key}"))
    }
}

/// Parses `/bucket/key?versionId=..`, percent-encoded. A `+` is a blank, as the official Go client encodes
/// it.
pub(super) fn source(call: &OssCall) -> Result<Source, OssRefusal> {
    let text = call.header(SOURCE).unwrap_or_default();
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    let path = percent_decode(&path.replace('+', " "));
    let path = path.strip_prefix('/').unwrap_or(&path);
    let named = path.split_once('/').filter(|(_, key)| !key.is_empty());
    let (bucket, key) = named.ok_or_else(|| refuse("InvalidArgument"))?;
    let mut query = decode_pairs(query).into_iter();
    let version = query.find(|(name, value)| name == "versionId" && !value.is_empty());
    Ok(Source {
        bucket: bucket.to_owned(),
        key: key.to_owned(),
        version: version.map(|(_, id)| id),
    })
}

/// Returns the bucket that a request copies from.
pub(crate) fn source_bucket(row: &Row, call: &OssCall) -> Option<String> {
    let copies = matches!(row.name, "CopyObject" | "UploadPartCopy");
    let source = copies.then(|| source(call).ok())??;
    Some(source.bucket)
}

/// Returns the source; its body is shared.
fn found(account: &Account, source: &Source) -> Result<ObjectVersion, OssRefusal> {
    let buckets = account.buckets.as_ref();
    let state = buckets.and_then(|buckets| buckets.get(&source.bucket));
    let state = state.ok_or_else(|| refuse("NoSuchBucket"))?;
    object::version_of(state, &source.key, source.version.as_deref()).cloned()
}

/// Checks the conditions on the source. Returns whether it is to be copied: an unchanged one is not.
fn is_requested(call: &OssCall, found: &ObjectVersion) -> Result<bool, OssRefusal> {
    let header = |name: &str| call.header(&format!("{SOURCE}-if-{name}"));
    let has_tag = |tag: &str| tag.trim_matches('"').eq_ignore_ascii_case(&found.etag);
    let is_later = |date: &str| {
        let at = jiff::fmt::rfc2822::parse(date).ok();
        at.map(|at| found.modified > at.timestamp().as_second())
    };
    if header("match").is_some_and(|tag| !has_tag(tag))
        || header("unmodified-since").and_then(is_later) == Some(true)
    {
        return Err(refuse("PreconditionFailed"));
    }
    let unchanged = header("none-match").is_some_and(has_tag)
        || header("modified-since").and_then(is_later) == Some(false);
    Ok(!unchanged)
}

/// Whether a directive says `REPLACE`; the default is `COPY`.
fn replaces(call: &OssCall, name: &str) -> Result<bool, OssRefusal> {
    match call.header(name).unwrap_or_default() {
        "" => Ok(false),
        copy if copy.eq_ignore_ascii_case("COPY") => Ok(false),
        replace if replace.eq_ignore_ascii_case("REPLACE") => Ok(true),
        _ => Err(refuse("InvalidArgument")),
    }
}

/// `CopyObject`, also onto itself, which changes an object's headers.
pub(super) fn object(account: &mut Account, moment: &Moment, call: &OssCall) -> OssResult {
    object::check_key(&call.key)?;
    let found = found(account, &source(call)?)?;
    let acl = call.object_acl()?.map(str::to_owned);
    let (metadata, tagging) = (
        replaces(call, "x-oss-metadata-directive")?,
        replaces(call, "x-oss-tagging-directive")?,
    );
    object::check_overwrite(account.bucket_of(call)?, call)?;
    if !is_requested(call, &found)? {
        return Ok(OssAnswer::empty(304));
    }
    let mut headers = object::kept_headers(call);
    if !metadata {
        // Storage class and encryption are never those of the source.
        headers.retain(|name, _| is_of_copy(name));
        let of_source = found.headers.into_iter();
        headers.extend(of_source.filter(|(name, _)| !is_of_copy(name)));
    }
    let (etag, now) = (found.etag.clone(), moment.now.as_second());
    let new = ObjectVersion {
        body: found.body,
        etag: found.etag,
        modified: now,
        headers,
        tags: if tagging {
            object::header_tags(call)
        } else {
            found.tags
        },
        acl,
        ..ObjectVersion::default()
    };
    let id = account.take_id();
    let version = object::store(account.bucket_of(call)?, &call.key, new, id);
    let tag = format!("\"{etag}\"");
    let answer = OssAnswer::xml(
        "CopyObjectResult",
        &json!({ "LastModified": date(now), "ETag": tag }),
    );
    Ok(object::with_version(answer.with("etag", tag), version))
}

fn is_of_copy(header: &str) -> bool {
    header == object::STORAGE_CLASS || header.starts_with("x-oss-server-side-encryption")
}

/// `UploadPartCopy`: a part from an object, or from a range of it.
pub(super) fn part(account: &mut Account, moment: &Moment, call: &OssCall) -> OssResult {
    let found = found(account, &source(call)?)?;
    if !is_requested(call, &found)? {
        return Ok(OssAnswer::empty(304));
    }
    let body = found.body.unwrap_or_default();
    let range = call.header("x-oss-copy-source-range");
    let range = range.and_then(|range| object::span(range, body.0.len()));
    let (first, last) = range.unwrap_or((0, body.0.len().saturating_sub(1)));
    let part = body.0.get(first..=last).unwrap_or_default();
    let tag = upload::store_part(account, moment, (call, part))?;
    let answer = OssAnswer::xml(
        "CopyPartResult",
        &json!({ "LastModified": date(moment.now.as_second()), "ETag": tag }),
    );
    Ok(answer.with("etag", tag))
}
