//! Buckets.

use rolewright_core::BucketName;
use serde_json::{Value, json};

use super::acl;
use super::answer::{OssAnswer, OssResult, date, versioning_text};
use super::call::OssCall;
use super::refusal::refuse;
use super::settings;
use crate::account::{Account, BucketState, DEFAULT_GROUP, Moment};

/// Lists this account's buckets by name.
pub(super) fn list(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    let prefix = call.query("prefix").unwrap_or_default();
    let marker = call.query("marker").unwrap_or_default();
    let most = super::list::max_keys(call, 100)?;
    let own = account.buckets.iter().flatten();
    let own = own.filter(|(name, state)| {
        state
            .owner
            .as_ref()
            .is_none_or(|owner| *owner == account.id)
            && name.starts_with(prefix)
            && name.as_str() > marker
    });
    let mut all: Vec<_> = own.take(most + 1).collect();
    let more = all.len() > most;
    all.truncate(most);
    let bucket = all.iter().map(|(name, state)| {
        json!({
            "Name": name,
            "Location": format!("oss-{}", state.region),
            "Region": state.region,
            "CreationDate": date(state.created),
            "StorageClass": state.storage_class,
            "ExtranetEndpoint": format!("oss-{}.aliyuncs.com", state.region),
            "IntranetEndpoint": format!("oss-{}-internal.aliyuncs.com", state.region),
        })
    });
    let bucket: Vec<Value> = bucket.collect();
    let next = all.last().filter(|_| more).map(|(name, _)| name.as_str());
    Ok(OssAnswer::xml(
        "ListAllMyBucketsResult",
        &json!({
            "Prefix": prefix,
            "Marker": marker,
            "MaxKeys": most,
            "IsTruncated": more,
            "NextMarker": next,
            "Owner": { "ID": account.id, "DisplayName": account.id },
            "Buckets": { "Bucket": bucket },
        }),
    ))
}

/// Creates a bucket; an existing one of the account is unchanged (rule `put-bucket-again`).
pub(super) fn put(account: &mut Account, moment: &Moment, call: &OssCall) -> OssResult {
    let name = call.bucket.clone().unwrap_or_default();
    if BucketName::new(&name).is_err() {
        return Err(refuse("InvalidBucketName"));
    }
    // Everything is checked before anything changes.
    let requested = settings::new_bucket(call)?;
    let acl = call.bucket_acl()?;
    let group = call.header("x-oss-resource-group-id");
    let group = group.filter(|group| !group.is_empty());
    let group = group.map(|group| settings::known_group(account, group));
    let resource_group = group.transpose()?.flatten();
    let location = format!("/{name}");
    let buckets = account.buckets.get_or_insert_default();
    let state = buckets.entry(name).or_insert_with(|| BucketState {
        region: call.region.clone(),
        resource_group,
        created: moment.now.as_second(),
        ..requested
    });
    if let Some(acl) = acl {
        state.settings.insert("acl".into(), acl.into());
    }
    Ok(OssAnswer::empty(200).with("location", location))
}

pub(super) fn delete(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    let state = account.bucket_of(call)?;
    if !state.objects.is_empty() || !state.uploads.is_empty() {
        return Err(refuse("BucketNotEmpty"));
    }
    let name = call.bucket.as_deref().unwrap_or_default();
    account.buckets.get_or_insert_default().remove(name);
    Ok(OssAnswer::empty(204))
}

pub(super) fn location(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    let location = format!("oss-{}", account.bucket_of(call)?.region);
    Ok(OssAnswer::xml(
        "LocationConstraint",
        &Value::String(location),
    ))
}

/// Returns bucket information in the format of the page of `GetBucketInfo` and the models of
/// `alibabacloud-oss-v2` 1.4.1.
pub(super) fn info(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    let id = account.id.clone();
    let state = account.bucket_of(call)?;
    let encryption = state.encryption.as_ref();
    let rule = json!({
        "SSEAlgorithm": encryption.map_or("None", |rule| rule.algorithm.as_str()),
        "KMSMasterKeyID": encryption.and_then(|rule| rule.kms_key.as_deref()),
    });
    let accelerated = settings::is_accelerated(state);
    let bucket = json!({
        "Name": call.bucket,
        "Location": format!("oss-{}", state.region),
        "CreationDate": date(state.created),
        "ExtranetEndpoint": format!("oss-{}.aliyuncs.com", state.region),
        "IntranetEndpoint": format!("oss-{}-internal.aliyuncs.com", state.region),
        "Owner": { "ID": id, "DisplayName": id },
        "AccessControlList": { "Grant": acl::of_bucket(state) },
        "ResourceGroupId": state.resource_group.as_deref().unwrap_or(DEFAULT_GROUP),
        "AccessMonitor": if settings::is_monitored(state) { "Enabled" } else { "Disabled" },
        "StorageClass": state.storage_class,
        "DataRedundancyType": state.redundancy,
        "Versioning": versioning_text(&state.versioning),
        "TransferAcceleration": if accelerated { "Enabled" } else { "Disabled" },
        "CrossRegionReplication": "Disabled",
        "BlockPublicAccess": state.block_public_access,
        "ServerSideEncryptionRule": rule,
        "BucketPolicy": settings::log_target(state),
    });
    Ok(OssAnswer::xml("BucketInfo", &json!({ "Bucket": bucket })))
}
