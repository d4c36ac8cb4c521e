//! Settings with operations of their own: lists, and those that are started and not stored as sent.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::answer::{OssAnswer, OssResult, date};
use super::super::call::OssCall;
use super::super::refusal::refuse;
use super::{public_access, read};
use crate::account::{Account, Body, Moment};
use crate::xml;

/// Returns the stored documents of a setting, without their XML declaration.
fn all(account: &mut Account, call: &OssCall, marker: &str) -> Result<String, super::OssRefusal> {
    let prefix = format!("{marker}/");
    let settings = account.bucket_of(call)?.settings.iter();
    let documents = settings.filter(|(key, _)| key.starts_with(&prefix));
    let contents = documents.map(|(_, text)| {
        let at = text.find("?>").map_or(0, |end| end + 2);
        text.get(at..).unwrap_or_default().trim()
    });
    Ok(contents.collect())
}

/// `ListBucketInventory`, on one page.
pub(in super::super) fn list_inventories(
    account: &mut Account,
    _: &Moment,
    call: &OssCall,
) -> OssResult {
    let all = all(account, call, "inventory")?;
    if all.is_empty() {
        return Err(refuse("NoSuchInventory"));
    }
    Ok(OssAnswer::text(format!(
        "{}<ListInventoryConfigurationsResult>{all}<IsTruncated>false</IsTruncated>\
         </ListInventoryConfigurationsResult>",
        xml::HEAD
    )))
}

pub(in super::super) fn list_styles(
    account: &mut Account,
    _: &Moment,
    call: &OssCall,
) -> OssResult {
    let all = all(account, call, "style")?;
    Ok(OssAnswer::text(format!(
        "{}<StyleList>{all}</StyleList>",
        xml::HEAD
    )))
}

/// `InitiateBucketWorm`: a retention policy in progress, which can still be deleted.
pub(in super::super) fn initiate_worm(
    account: &mut Account,
    moment: &Moment,
    call: &OssCall,
) -> OssResult {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Document {
        retention_period_in_days: u32,
    }
    let days = read::<Document>(&call.body)?.retention_period_in_days;
    let id = format!("{:032X}", account.take_id());
    let now = moment.now.as_second();
    let document = xml::document(
        "WormConfiguration",
        &json!({
            "WormId": id,
            "State": "InProgress",
            "RetentionPeriodInDays": days,
            "CreationDate": date(now),
            // It is deleted if it is not completed within a day.
            "ExpirationDate": date(now.saturating_add(24 * 60 * 60)),
        }),
    );
    let settings = &mut account.bucket_of(call)?.settings;
    settings.insert("worm".into(), document);
    Ok(OssAnswer::empty(200).with("x-oss-worm-id", id))
}

pub(in super::super) fn open_meta_query(
    account: &mut Account,
    moment: &Moment,
    call: &OssCall,
) -> OssResult {
    let now = date(moment.now.as_second());
    let document = xml::document(
        "MetaQueryStatus",
        &json!({
            "State": "Running",
            "Phase": "FullScanning",
            "CreateTime": now,
            "UpdateTime": now,
            "MetaQueryMode": call.query("mode").unwrap_or("basic"),
        }),
    );
    let settings = &mut account.bucket_of(call)?.settings;
    settings.insert("metaQuery".into(), document);
    Ok(OssAnswer::empty(200))
}

/// `ListCname`: domains can't be verified here, so a bucket has none.
pub(in super::super) fn list_cnames(
    account: &mut Account,
    _: &Moment,
    call: &OssCall,
) -> OssResult {
    let owner = account.id.clone();
    account.bucket_of(call)?;
    Ok(OssAnswer::xml(
        "ListCnameResult",
        &json!({ "Bucket": call.bucket, "Owner": owner }),
    ))
}

/// The token that proves the ownership of a domain.
pub(in super::super) fn create_cname_token(
    account: &mut Account,
    moment: &Moment,
    call: &OssCall,
) -> OssResult {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Document {
        cname: Named,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Named {
        domain: String,
    }
    let domain = read::<Document>(&call.body)?.cname.domain;
    let token = format!("{:032x}", account.take_id());
    let expires = moment.now.as_second().saturating_add(72 * 60 * 60);
    let expires = jiff::Timestamp::from_second(expires).unwrap_or_default();
    let document = xml::document(
        "CnameToken",
        &json!({
            "Bucket": call.bucket,
            "Cname": domain,
            "Token": token,
            "ExpireTime": expires.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string(),
        }),
    );
    let state = account.bucket_of(call)?;
    state.settings.insert("cnameToken".into(), document.clone());
    Ok(OssAnswer::text(document))
}

pub(in super::super) fn cname_token(
    account: &mut Account,
    _: &Moment,
    call: &OssCall,
) -> OssResult {
    let asked = call.query("cname").unwrap_or_default();
    let named = format!("<Cname>{}</Cname>", quick_xml::escape::escape(asked));
    let document = account.bucket_of(call)?.settings.get("cnameToken");
    let document = document.filter(|document| document.contains(&named));
    let document = document.ok_or_else(|| refuse("CnameTokenNotFound"))?;
    Ok(OssAnswer::text(document.clone()))
}

/// `GetPublicAccessBlock` of the account.
pub(in super::super) fn get_public_access(
    account: &mut Account,
    _: &Moment,
    _: &OssCall,
) -> OssResult {
    Ok(OssAnswer::xml(
        "PublicAccessBlockConfiguration",
        &json!({ "BlockPublicAccess": account.block_public_access }),
    ))
}

/// `PutPublicAccessBlock` and `DeletePublicAccessBlock` of the account.
pub(in super::super) fn set_public_access(
    account: &mut Account,
    _: &Moment,
    call: &OssCall,
) -> OssResult {
    if call.method == "DELETE" {
        account.block_public_access = false;
        return Ok(OssAnswer::empty(204));
    }
    let text = String::from_utf8_lossy(&call.body);
    account.block_public_access = public_access(&text)?;
    Ok(OssAnswer::empty(200))
}

/// The bandwidth limits of the account; it has none.
pub(in super::super) fn get_user_qos(_: &mut Account, _: &Moment, _: &OssCall) -> OssResult {
    let document = super::table::NO_LIMITS;
    Ok(OssAnswer::text(format!(
        "{}<QoSConfiguration>{document}</QoSConfiguration>",
        xml::HEAD
    )))
}

/// `ListCloudBoxes`; the account has none.
pub(in super::super) fn list_cloud_boxes(
    account: &mut Account,
    _: &Moment,
    _: &OssCall,
) -> OssResult {
    let id = &account.id;
    Ok(OssAnswer::xml(
        "ListCloudBoxResult",
        &json!({ "Owner": { "ID": id, "DisplayName": id }, "CloudBoxes": {} }),
    ))
}

/// `GetBucketStat`.
pub(in super::super) fn stat(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    let state = account.bucket_of(call)?;
    let bodies = |versions: &[crate::account::ObjectVersion]| -> u64 {
        let bodies = versions.iter().filter_map(|version| version.body.as_ref());
        bodies.map(|Body(bytes)| bytes.len() as u64).sum()
    };
    let storage: u64 = state.objects.values().map(|all| bodies(all)).sum();
    let live = state.objects.values();
    let live = live.filter(|all| all.last().is_some_and(|newest| newest.body.is_some()));
    let stat: Value = json!({
        "Storage": storage,
        "ObjectCount": live.count(),
        "MultipartUploadCount": state.uploads.len(),
        "LiveChannelCount": 0,
    });
    Ok(OssAnswer::xml("BucketStat", &stat))
}
