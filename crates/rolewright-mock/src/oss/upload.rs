//! Multipart uploads.

use quick_xml::de::from_reader;
use serde::Deserialize;
use serde_json::{Value, json};

use rolewright_sign::encoding::unhex;

use super::answer::{OssAnswer, OssResult, date, etag};
use super::call::OssCall;
use super::object;
use super::refusal::{OssRefusal, refuse};
use crate::account::{Account, Body, BucketState, Moment, ObjectVersion, PartState, UploadState};

pub(super) fn initiate(account: &mut Account, moment: &Moment, call: &OssCall) -> OssResult {
    object::check_key(&call.key)?;
    let acl = call.object_acl()?.map(str::to_owned);
    let id = format!("{:032X}", account.take_id());
    let upload = UploadState {
        key: call.key.clone(),
        started: moment.now.as_second(),
        headers: object::kept_headers(call),
        tags: object::header_tags(call),
        acl,
        ..UploadState::default()
    };
    let state = account.bucket_of(call)?;
    object::check_overwrite(state, call)?;
    state.uploads.insert(id.clone(), upload);
    Ok(OssAnswer::xml(
        "InitiateMultipartUploadResult",
        &json!({ "Bucket": call.bucket, "Key": call.key, "UploadId": id }),
    ))
}

fn find<'a>(state: &'a mut BucketState, call: &OssCall) -> Result<&'a mut UploadState, OssRefusal> {
    let id = call.query("uploadId").unwrap_or_default();
    let upload = state.uploads.get_mut(id);
    upload
        .filter(|upload| upload.key == call.key)
        .ok_or_else(|| refuse("NoSuchUpload"))
}

/// Returns the part's number.
fn number(call: &OssCall) -> Result<u32, OssRefusal> {
    let number = call
        .query("partNumber")
        .and_then(|number| number.parse().ok());
    number
        .filter(|number| (1..=10_000).contains(number))
        .ok_or_else(|| refuse("InvalidArgument"))
}

pub(super) fn put_part(account: &mut Account, moment: &Moment, call: &OssCall) -> OssResult {
    object::check_digest(call)?;
    let tag = store_part(account, moment, (call, &call.body))?;
    Ok(OssAnswer::empty(200).with("etag", tag))
}

/// Stores a part. Returns its quoted `ETag`.
pub(super) fn store_part(
    account: &mut Account,
    moment: &Moment,
    (call, body): (&OssCall, &[u8]),
) -> Result<String, OssRefusal> {
    let number = number(call)?;
    let upload = find(account.bucket_of(call)?, call)?;
    let part = PartState {
        body: Body(body.into()),
        etag: etag(body),
        modified: moment.now.as_second(),
    };
    let tag = format!("\"{}\"", part.etag);
    upload.parts.insert(number, part);
    Ok(tag)
}

#[derive(Deserialize)]
struct Complete {
    #[serde(rename = "Part", default)]
    parts: Vec<RequestedPart>,
}

#[derive(Deserialize)]
struct RequestedPart {
    #[serde(rename = "PartNumber")]
    number: u32,
    #[serde(rename = "ETag")]
    etag: String,
}

pub(super) fn complete(account: &mut Account, moment: &Moment, call: &OssCall) -> OssResult {
    let id = account.take_id();
    let state = account.bucket_of(call)?;
    let upload = find(state, call)?.clone();
    // The number is that of its error page.
    object::check_overwrite(state, call).map_err(|error| error.with_ec("0042-00000214"))?;
    let requested = match call.header("x-oss-complete-all") {
        Some("yes") => {
            let parts = upload.parts.iter();
            let all = parts.map(|(number, part)| RequestedPart {
                number: *number,
                etag: part.etag.clone(),
            });
            all.collect()
        }
        _ => {
            let complete: Complete =
                from_reader(call.body.as_slice()).map_err(|_| refuse("MalformedXML"))?;
            complete.parts
        }
    };
    if !requested.is_sorted_by(|one, next| one.number < next.number) {
        return Err(refuse("InvalidPartOrder"));
    }
    let (mut body, mut digests) = (Vec::new(), Vec::new());
    for requested in &requested {
        let part = upload.parts.get(&requested.number);
        let part = part.filter(|part| {
            part.etag
                .eq_ignore_ascii_case(requested.etag.trim_matches('"'))
        });
        let part = part.ok_or_else(|| refuse("InvalidPart"))?;
        body.extend_from_slice(&part.body.0);
        digests.extend(unhex(&part.etag.to_ascii_lowercase()).unwrap_or_default());
    }
    if requested.is_empty() {
        return Err(refuse("InvalidPart"));
    }
    let tag = format!("{}-{}", etag(&digests), requested.len());
    let new = ObjectVersion {
        body: Some(Body(body.into())),
        etag: tag.clone(),
        modified: moment.now.as_second(),
        headers: upload.headers,
        tags: upload.tags,
        acl: upload.acl,
        ..ObjectVersion::default()
    };
    let version = object::store(state, &call.key, new, id);
    state
        .uploads
        .remove(call.query("uploadId").unwrap_or_default());
    let answer = OssAnswer::xml(
        "CompleteMultipartUploadResult",
        &json!({
            "Location": format!("/{}/{}", call.bucket.as_deref().unwrap_or_default(), call.key),
            "Bucket": call.bucket,
            "Key": call.key,
            "ETag": format!("\"{tag}\""),
        }),
    );
    let answer = answer.with("etag", format!("\"{tag}\""));
    Ok(object::with_version(answer, version))
}

pub(super) fn abort(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    let state = account.bucket_of(call)?;
    find(state, call)?;
    state
        .uploads
        .remove(call.query("uploadId").unwrap_or_default());
    Ok(OssAnswer::empty(204))
}

pub(super) fn list_parts(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    let upload = find(account.bucket_of(call)?, call)?;
    let part = upload.parts.iter().map(|(number, part)| {
        json!({
            "PartNumber": number,
            "LastModified": date(part.modified),
            "ETag": format!("\"{}\"", part.etag),
            "Size": part.body.0.len(),
        })
    });
    let part: Vec<Value> = part.collect();
    Ok(OssAnswer::xml(
        "ListPartsResult",
        &json!({
            "Bucket": call.bucket,
            "Key": call.key,
            "UploadId": call.query("uploadId"),
            "MaxParts": 10_000,
            "IsTruncated": false,
            "Part": part,
        }),
    ))
}

/// Lists all uploads in progress, on one page.
pub(super) fn list(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    let prefix = call.query("prefix").unwrap_or_default();
    let state = account.bucket_of(call)?;
    let mut uploads: Vec<_> = state.uploads.iter().collect();
    uploads.sort_by(|one, other| (&one.1.key, one.0).cmp(&(&other.1.key, other.0)));
    let upload = uploads
        .iter()
        .filter(|(_, upload)| upload.key.starts_with(prefix));
    let upload = upload.map(|(id, upload)| {
        json!({ "Key": upload.key, "UploadId": id, "Initiated": date(upload.started) })
    });
    let upload: Vec<Value> = upload.collect();
    Ok(OssAnswer::xml(
        "ListMultipartUploadsResult",
        &json!({
            "Bucket": call.bucket,
            "Prefix": prefix,
            "MaxUploads": 1_000,
            "IsTruncated": false,
            "Upload": upload,
        }),
    ))
}
