//! Lists of objects and their versions.

use rolewright_sign::encoding::percent_encode_path;
use serde_json::{Value, json};

use super::answer::{OssAnswer, OssResult, date};
use super::call::OssCall;
use super::object;
use super::refusal::{OssRefusal, refuse};
use crate::account::{Account, Moment, ObjectVersion};

const MOST: usize = 1_000;

/// Returns the requested page size.
pub(super) fn max_keys(call: &OssCall, default: usize) -> Result<usize, OssRefusal> {
    let Some(requested) = call.query("max-keys") else {
        return Ok(default);
    };
    let requested = requested.parse().ok();
    requested
        .filter(|requested| (1..=MOST).contains(requested))
        .ok_or_else(|| refuse("InvalidArgument"))
}

/// Returns the listed part of a key: the key, or its common prefix up to the delimiter.
fn shared<'k>(key: &'k str, prefix: &str, delimiter: &str) -> Option<&'k str> {
    let rest = key.strip_prefix(prefix)?;
    let at = match delimiter {
        "" => return None,
        delimiter => rest.find(delimiter)? + delimiter.len(),
    };
    key.get(..prefix.len() + at)
}

/// One page of a list.
struct Page {
    prefix: String,
    delimiter: String,
    after: String,
    most: usize,
    coded: bool,
}

impl Page {
    fn of(call: &OssCall, after: &str) -> Result<Self, OssRefusal> {
        let text = |name: &str| call.query(name).unwrap_or_default().to_owned();
        Ok(Self {
            prefix: text("prefix"),
            delimiter: text("delimiter"),
            after: after.to_owned(),
            most: max_keys(call, 100)?,
            coded: call.query("encoding-type") == Some("url"),
        })
    }

    /// Encodes a key as requested.
    fn shown(&self, key: &str) -> String {
        if self.coded {
            percent_encode_path(key)
        } else {
            key.to_owned()
        }
    }

    /// Returns the keys and common prefixes of this page, and the last one if more follow.
    fn cut<'k, T>(
        &self,
        items: impl Iterator<Item = (&'k String, T)>,
    ) -> (Vec<(&'k str, T)>, Vec<&'k str>, Option<String>) {
        let (mut keys, mut beginnings) = (Vec::new(), Vec::<&str>::new());
        let mut last: Option<&str> = None;
        for (key, item) in items {
            if !key.starts_with(&self.prefix) || key.as_str() <= self.after.as_str() {
                continue;
            }
            let beginning = shared(key, &self.prefix, &self.delimiter);
            let known = beginning.is_some_and(|beginning| {
                beginnings.last() == Some(&beginning) || self.after.starts_with(beginning)
            });
            if known {
                continue;
            }
            if keys.len() + beginnings.len() == self.most {
                return (keys, beginnings, last.map(str::to_owned));
            }
            last = Some(beginning.unwrap_or(key));
            match beginning {
                Some(beginning) => beginnings.push(beginning),
                None => keys.push((key.as_str(), item)),
            }
        }
        (keys, beginnings, None)
    }

    fn common(&self, beginnings: &[&str]) -> Vec<Value> {
        let each = beginnings.iter();
        each.map(|beginning| json!({ "Prefix": self.shown(beginning) }))
            .collect()
    }
}

/// `ListObjects`, and with `list-type=2` `ListObjectsV2`.
pub(super) fn objects(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    let v2 = call.query("list-type") == Some("2");
    let start = call.query(if v2 { "start-after" } else { "marker" });
    let after = call.query("continuation-token").filter(|_| v2).or(start);
    let page = Page::of(call, after.unwrap_or_default())?;
    let state = account.bucket_of(call)?;
    let live = state.objects.iter().filter_map(|(key, versions)| {
        let newest = versions.last()?;
        newest
            .body
            .as_ref()
            .map(|body| (key, (newest, body.0.len())))
    });
    let (keys, beginnings, next) = page.cut(live);
    let contents = keys.iter().map(|(key, (version, size))| {
        json!({
            "Key": page.shown(key),
            "LastModified": date(version.modified),
            "ETag": format!("\"{}\"", version.etag),
            "Type": if version.etag.contains('-') { "Multipart" } else { "Normal" },
            "Size": size,
            "StorageClass": class_of(version, &state.storage_class),
        })
    });
    let contents: Vec<Value> = contents.collect();
    let (marker, next_marker) = if v2 {
        ("StartAfter", "NextContinuationToken")
    } else {
        ("Marker", "NextMarker")
    };
    let mut list = json!({
        "Name": call.bucket,
        "Prefix": page.shown(&page.prefix),
        marker: page.shown(start.unwrap_or_default()),
        "MaxKeys": page.most,
        "Delimiter": page.shown(&page.delimiter),
        "EncodingType": page.coded.then_some("url"),
        "IsTruncated": next.is_some(),
        next_marker: next.map(|next| page.shown(&next)),
        "Contents": contents,
        "CommonPrefixes": page.common(&beginnings),
    });
    if let (true, Some(list)) = (v2, list.as_object_mut()) {
        list.insert("KeyCount".into(), (keys.len() + beginnings.len()).into());
        let token = call.query("continuation-token");
        list.insert("ContinuationToken".into(), token.into());
    }
    Ok(OssAnswer::xml("ListBucketResult", &list))
}

/// Lists the versions of each object, newest first. A page contains all versions of an object.
pub(super) fn versions(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    let id = account.id.clone();
    let page = Page::of(call, call.query("key-marker").unwrap_or_default())?;
    let state = account.bucket_of(call)?;
    let (keys, beginnings, next) = page.cut(state.objects.iter());
    let (mut versions, mut markers) = (Vec::new(), Vec::new());
    for (key, all) in keys {
        for (age, version) in all.iter().rev().enumerate() {
            let shown = shown_version(&page.shown(key), version, age == 0, &id);
            match &version.body {
                Some(body) => versions.push(with_content(
                    shown,
                    version,
                    body.0.len(),
                    class_of(version, &state.storage_class),
                )),
                None => markers.push(shown),
            }
        }
    }
    Ok(OssAnswer::xml(
        "ListVersionsResult",
        &json!({
            "Name": call.bucket,
            "Prefix": page.shown(&page.prefix),
            "KeyMarker": page.shown(&page.after),
            "VersionIdMarker": "",
            "MaxKeys": page.most,
            "Delimiter": page.shown(&page.delimiter),
            "EncodingType": page.coded.then_some("url"),
            "IsTruncated": next.is_some(),
            "NextKeyMarker": next.map(|next| page.shown(&next)),
            "Version": versions,
            "DeleteMarker": markers,
            "CommonPrefixes": page.common(&beginnings),
        }),
    ))
}

/// Returns the storage class of an object, else that of its bucket.
fn class_of<'a>(version: &'a ObjectVersion, bucket: &'a str) -> &'a str {
    let own = version.headers.get(object::STORAGE_CLASS);
    own.map_or(bucket, String::as_str)
}

fn shown_version(key: &str, version: &ObjectVersion, latest: bool, owner: &str) -> Value {
    json!({
        "Key": key,
        "VersionId": version.id,
        "IsLatest": latest,
        "LastModified": date(version.modified),
        "Owner": { "ID": owner, "DisplayName": owner },
    })
}

fn with_content(mut shown: Value, version: &ObjectVersion, size: usize, class: &str) -> Value {
    if let Some(fields) = shown.as_object_mut() {
        fields.insert("ETag".into(), format!("\"{}\"", version.etag).into());
        fields.insert("Size".into(), size.into());
        fields.insert("StorageClass".into(), class.into());
    }
    shown
}
