//! Access control lists of buckets and objects. They are stored and returned, and grant nothing.

use serde_json::json;

use super::answer::{OssAnswer, OssResult};
use super::call::OssCall;
use super::object;
use super::refusal::refuse;
use crate::account::{Account, BucketState, Moment};

/// Returns the bucket's access control list, `private` if not set.
pub(super) fn of_bucket(state: &BucketState) -> &str {
    state.settings.get("acl").map_or("private", String::as_str)
}

fn answer(owner: &str, grant: &str) -> OssResult {
    Ok(OssAnswer::xml(
        "AccessControlPolicy",
        &json!({
            "Owner": { "ID": owner, "DisplayName": owner },
            "AccessControlList": { "Grant": grant },
        }),
    ))
}

pub(super) fn get(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    let id = account.id.clone();
    answer(&id, of_bucket(account.bucket_of(call)?))
}

pub(super) fn put(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    let acl = call
        .bucket_acl()?
        .ok_or_else(|| refuse("InvalidArgument"))?;
    let state = account.bucket_of(call)?;
    state.settings.insert("acl".into(), acl.into());
    Ok(OssAnswer::empty(200))
}

pub(super) fn get_of_object(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    let id = account.id.clone();
    let version = object::find(account.bucket_of(call)?, call)?;
    answer(&id, version.acl.as_deref().unwrap_or("default"))
}

pub(super) fn put_of_object(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    let acl = call
        .object_acl()?
        .ok_or_else(|| refuse("InvalidArgument"))?;
    let version = object::find_mut(account.bucket_of(call)?, call)?;
    version.acl = Some(acl.to_owned());
    Ok(OssAnswer::empty(200))
}
