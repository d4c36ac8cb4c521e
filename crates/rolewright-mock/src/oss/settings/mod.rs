//! Bucket settings: documents that one handler writes, reads and deletes.

mod special;
mod table;

use quick_xml::de::from_reader;
use rolewright_core::bucket::{Encryption, Versioning};
use rolewright_core::policy::BucketPolicy;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{OssAnswer, OssResult, versioning_text};
use super::call::OssCall;
use super::refusal::{OssRefusal, refuse};
use crate::account::{Account, BucketState, DEFAULT_GROUP, Moment};
use crate::xml;
pub(super) use special::{
    cname_token, create_cname_token, get_public_access, get_user_qos, initiate_worm,
    list_cloud_boxes, list_cnames, list_inventories, list_styles, open_meta_query,
    set_public_access, stat,
};
pub(super) use table::ROWS;
use table::{SETTINGS, Setting, Unset};

fn setting(call: &OssCall) -> Result<&'static Setting, OssRefusal> {
    let mut settings = SETTINGS.iter();
    let found = settings.find(|setting| call.query(setting.marker).is_some());
    found.ok_or_else(|| refuse("NotImplemented"))
}

/// Returns the key of a setting's document: some have several, each with an id.
fn key(setting: &Setting, call: &OssCall) -> Result<String, OssRefusal> {
    let id = match setting.marker {
        "inventory" => call.query("inventoryId"),
        "style" => call.query("styleName"),
        marker => return Ok(marker.to_owned()),
    };
    let id = id.filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| refuse("InvalidArgument"))?;
    Ok(format!("{}/{id}", setting.marker))
}

/// Returns a setting: its document, or one from the bucket's fields.
fn current(state: &BucketState, setting: &Setting, key: &str) -> Option<String> {
    let own = match setting.marker {
        "policy" => return state.policy.clone(),
        "encryption" => state.encryption.as_ref().map(|rule| {
            json!({ "ApplyServerSideEncryptionByDefault": {
                "SSEAlgorithm": rule.algorithm,
                "KMSMasterKeyID": rule.kms_key,
            } })
        }),
        "publicAccessBlock" => Some(json!({ "BlockPublicAccess": state.block_public_access })),
        "resourceGroup" => {
            let group = state.resource_group.as_ref();
            group.map(|group| json!({ "ResourceGroupId": group }))
        }
        "versioning" => {
            let status = versioning_text(&state.versioning);
            status.map(|status| json!({ "Status": status }))
        }
        _ => return state.settings.get(key).cloned(),
    };
    own.map(|value| xml::document(setting.root, &value))
}

pub(super) fn get(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    let setting = setting(call)?;
    let key = key(setting, call)?;
    let state = account.bucket_of(call)?;
    match (current(state, setting, &key), setting.unset) {
        (Some(policy), _) if setting.marker == "policy" => {
            Ok(OssAnswer::text(policy).with("content-type", "application/json"))
        }
        (Some(document), _) => Ok(OssAnswer::text(document)),
        (None, Unset::Code(code)) => Err(refuse(code)),
        (None, Unset::Document(content)) => {
            let root = setting.root;
            Ok(OssAnswer::text(format!(
                "{}<{root}>{content}</{root}>",
                xml::HEAD
            )))
        }
    }
}

pub(super) fn put(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    let setting = setting(call)?;
    let key = key(setting, call)?;
    let text = String::from_utf8(call.body.clone()).map_err(|_| refuse("MalformedXML"))?;
    if setting.marker == "policy" {
        BucketPolicy::parse(&text)
            .map_err(|error| refuse("InvalidPolicyDocument").with_message(error.message()))?;
        account.bucket_of(call)?.policy = Some(text);
        return Ok(OssAnswer::empty(200));
    }
    if root(&text)? != setting.root {
        return Err(refuse("MalformedXML"));
    }
    let group = match setting.marker {
        "resourceGroup" => Some(known_group(account, &resource_group(&text)?)?),
        _ => None,
    };
    let state = account.bucket_of(call)?;
    match setting.marker {
        "encryption" => state.encryption = Some(encryption(&text)?),
        "publicAccessBlock" => state.block_public_access = public_access(&text)?,
        "resourceGroup" => state.resource_group = group.flatten(),
        "versioning" => state.versioning = versioning(&text)?,
        marker => {
            if marker == "lifecycle" {
                state.lifecycle_rules = text.matches("<Rule>").count();
            }
            state.settings.insert(key, text);
        }
    }
    Ok(OssAnswer::empty(200))
}

pub(super) fn delete(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    let setting = setting(call)?;
    let key = key(setting, call)?;
    let state = account.bucket_of(call)?;
    match setting.marker {
        "policy" => state.policy = None,
        "encryption" => state.encryption = None,
        "publicAccessBlock" => state.block_public_access = false,
        marker => {
            if marker == "lifecycle" {
                state.lifecycle_rules = 0;
            }
            state.settings.remove(&key);
        }
    }
    // Some settings are deleted by `POST` with `comp=delete`.
    let status = if call.method == "DELETE" { 204 } else { 200 };
    Ok(OssAnswer::empty(status))
}

/// Returns the group that a bucket is in; `None` for the default group.
pub(super) fn known_group(account: &Account, id: &str) -> Result<Option<String>, OssRefusal> {
    if !account.has_resource_group(id) {
        return Err(refuse("NoSuchResourceGroup"));
    }
    Ok((id != DEFAULT_GROUP).then(|| id.to_owned()))
}

fn resource_group(text: &str) -> Result<String, OssRefusal> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Document {
        resource_group_id: String,
    }
    Ok(read::<Document>(text.as_bytes())?.resource_group_id)
}

fn public_access(text: &str) -> Result<bool, OssRefusal> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Document {
        block_public_access: bool,
    }
    Ok(read::<Document>(text.as_bytes())?.block_public_access)
}

/// Returns the name of a document's root. The document must be well formed.
fn root(text: &str) -> Result<String, OssRefusal> {
    use quick_xml::events::Event;
    let malformed = || refuse("MalformedXML");
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut root, mut depth) = (None, 0_usize);
    loop {
        match reader.read_event().map_err(|_| malformed())? {
            Event::Start(start) => {
                depth += 1;
                let name = start.local_name().as_ref().to_owned();
                root.get_or_insert(name);
            }
            Event::Empty(empty) => {
                let name = empty.local_name().as_ref().to_owned();
                root.get_or_insert(name);
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Eof if depth == 0 => return root.ok_or_else(malformed),
            Event::Eof => return Err(malformed()),
            _ => {}
        }
    }
}

fn read<T: for<'de> Deserialize<'de>>(text: &[u8]) -> Result<T, OssRefusal> {
    from_reader(text).map_err(|_| refuse("MalformedXML"))
}

fn encryption(text: &str) -> Result<Encryption, OssRefusal> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Document {
        apply_server_side_encryption_by_default: Default,
    }
    #[derive(Deserialize)]
    struct Default {
        #[serde(rename = "SSEAlgorithm")]
        algorithm: String,
        #[serde(rename = "KMSMasterKeyID", default)]
        key: String,
    }
    let rule = read::<Document>(text.as_bytes())?.apply_server_side_encryption_by_default;
    checked(&rule.algorithm, &rule.key)
}

fn checked(algorithm: &str, key: &str) -> Result<Encryption, OssRefusal> {
    if !matches!(algorithm, "KMS" | "AES256" | "SM4") {
        return Err(refuse("InvalidArgument"));
    }
    Ok(Encryption {
        algorithm: algorithm.to_owned(),
        kms_key: Some(key).filter(|key| !key.is_empty()).map(str::to_owned),
    })
}

fn versioning(text: &str) -> Result<Versioning, OssRefusal> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Document {
        status: String,
    }
    match read::<Document>(text.as_bytes())?.status.as_str() {
        "Enabled" => Ok(Versioning::Enabled),
        "Suspended" => Ok(Versioning::Suspended),
        _ => Err(refuse("IncorrectVersioning")),
    }
}

/// Reads the settings in the body and the headers of `PutBucket`. Public access to a new bucket is
/// blocked.
pub(super) fn new_bucket(call: &OssCall) -> Result<BucketState, OssRefusal> {
    #[derive(Deserialize, Default)]
    #[serde(rename_all = "PascalCase", default)]
    struct Document {
        storage_class: Option<String>,
        data_redundancy_type: Option<String>,
    }
    let requested: Document = if call.body.is_empty() {
        Document::default()
    } else {
        read(&call.body)?
    };
    let algorithm = call.header("x-oss-server-side-encryption");
    let encryption = algorithm.filter(|algorithm| !algorithm.is_empty());
    let key = call.header("x-oss-server-side-encryption-key-id");
    let encryption = encryption.map(|algorithm| checked(algorithm, key.unwrap_or_default()));
    let default = BucketState::default();
    Ok(BucketState {
        storage_class: requested
            .storage_class
            .unwrap_or(default.storage_class.clone()),
        redundancy: requested
            .data_redundancy_type
            .unwrap_or(default.redundancy.clone()),
        encryption: encryption.transpose()?,
        block_public_access: true,
        ..default
    })
}

pub(super) fn is_accelerated(state: &BucketState) -> bool {
    let document = state.settings.get("transferAcceleration");
    document.is_some_and(|text| text.contains("<Enabled>true</Enabled>"))
}

pub(super) fn is_monitored(state: &BucketState) -> bool {
    let document = state.settings.get("accessmonitor");
    document.is_some_and(|text| text.contains("<Status>Enabled</Status>"))
}

/// Returns the log destination for `GetBucketInfo`.
pub(super) fn log_target(state: &BucketState) -> Value {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Document {
        logging_enabled: Target,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Target {
        target_bucket: String,
        #[serde(default)]
        target_prefix: String,
    }
    let document = state.settings.get("logging");
    let target = document.and_then(|text| read::<Document>(text.as_bytes()).ok());
    let target = target.map(|document| document.logging_enabled);
    json!({
        "LogBucket": target.as_ref().map_or("", |target| target.target_bucket.as_str()),
        "LogPrefix": target.as_ref().map_or("", |target| target.target_prefix.as_str()),
    })
}
