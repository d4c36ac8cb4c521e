//! Bucket settings: documents that one handler writes, reads and deletes.

use quick_xml::de::from_reader;
use rolewright_core::bucket::{Encryption, Versioning};
use rolewright_core::policy::BucketPolicy;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{OssAnswer, OssResult, versioning_text};
use super::call::OssCall;
use super::refusal::{OssRefusal, refuse};
use crate::account::{Account, BucketState, Moment};
use crate::xml;

/// A kind of setting: its name in the query, its document's root, and the response if it is not
/// set.
struct Kind {
    name: &'static str,
    root: &'static str,
    unset: Unset,
}

enum Unset {
    Code(&'static str),
    Document(fn() -> Value),
}

const KINDS: [Kind; 7] = [
    Kind {
        name: "encryption",
        root: "ServerSideEncryptionRule",
        unset: Unset::Code("NoSuchServerSideEncryptionRule"),
    },
    Kind {
        name: "versioning",
        root: "VersioningConfiguration",
        unset: Unset::Document(|| json!({})),
    },
    Kind {
        name: "lifecycle",
        root: "LifecycleConfiguration",
        unset: Unset::Code("NoSuchLifecycle"),
    },
    Kind {
        name: "logging",
        root: "BucketLoggingStatus",
        unset: Unset::Document(|| json!({})),
    },
    Kind {
        name: "referer",
        root: "RefererConfiguration",
        unset: Unset::Document(|| json!({ "AllowEmptyReferer": true, "RefererList": {} })),
    },
    Kind {
        name: "transferAcceleration",
        root: "TransferAccelerationConfiguration",
        unset: Unset::Code("NoSuchTransferAccelerationConfiguration"),
    },
    Kind {
        name: "policy",
        root: "",
        unset: Unset::Code("NoSuchBucketPolicy"),
    },
];

fn kind(call: &OssCall) -> Result<&'static Kind, OssRefusal> {
    let mut kinds = KINDS.iter();
    let found = kinds.find(|kind| call.query(kind.name).is_some());
    found.ok_or_else(|| refuse("NotImplemented"))
}

/// Returns a setting: its document, or one from the bucket's fields.
fn current(state: &BucketState, kind: &Kind) -> Option<String> {
    let own = match kind.name {
        "policy" => return state.policy.clone(),
        "encryption" => state.encryption.as_ref().map(|rule| {
            json!({ "ApplyServerSideEncryptionByDefault": {
                "SSEAlgorithm": rule.algorithm,
                "KMSMasterKeyID": rule.kms_key,
            } })
        }),
        "versioning" => {
            let status = versioning_text(&state.versioning);
            status.map(|status| json!({ "Status": status }))
        }
        name => return state.settings.get(name).cloned(),
    };
    own.map(|value| xml::document(kind.root, &value))
}

pub(super) fn get(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    let kind = kind(call)?;
    let state = account.bucket_of(call)?;
    match (current(state, kind), &kind.unset) {
        (Some(policy), _) if kind.name == "policy" => {
            Ok(OssAnswer::text(policy).with("content-type", "application/json"))
        }
        (Some(document), _) => Ok(OssAnswer::text(document)),
        (None, Unset::Code(code)) => Err(refuse(code)),
        (None, Unset::Document(unset)) => Ok(OssAnswer::xml(kind.root, &unset())),
    }
}

pub(super) fn put(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    let kind = kind(call)?;
    let state = account.bucket_of(call)?;
    let text = String::from_utf8(call.body.clone()).map_err(|_| refuse("MalformedXML"))?;
    match kind.name {
        "policy" => {
            BucketPolicy::parse(&text)
                .map_err(|error| refuse("InvalidPolicyDocument").with_message(error.message()))?;
            state.policy = Some(text);
            return Ok(OssAnswer::empty(200));
        }
        "encryption" => state.encryption = Some(encryption(&text)?),
        "versioning" => state.versioning = versioning(&text)?,
        name => {
            if root(&text)? != kind.root {
                return Err(refuse("MalformedXML"));
            }
            if name == "lifecycle" {
                state.lifecycle_rules = text.matches("<Rule>").count();
            }
            state.settings.insert(name.to_owned(), text);
        }
    }
    Ok(OssAnswer::empty(200))
}

pub(super) fn delete(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    let kind = kind(call)?;
    let state = account.bucket_of(call)?;
    match kind.name {
        "policy" => state.policy = None,
        "encryption" => state.encryption = None,
        name => {
            if name == "lifecycle" {
                state.lifecycle_rules = 0;
            }
            state.settings.remove(name);
        }
    }
    Ok(OssAnswer::empty(204))
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
    if !matches!(rule.algorithm.as_str(), "KMS" | "AES256" | "SM4") {
        return Err(refuse("InvalidArgument"));
    }
    Ok(Encryption {
        algorithm: rule.algorithm,
        kms_key: Some(rule.key).filter(|key| !key.is_empty()),
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

/// Reads the settings in the body of `PutBucket`.
pub(super) fn new_bucket(body: &[u8]) -> Result<BucketState, OssRefusal> {
    #[derive(Deserialize, Default)]
    #[serde(rename_all = "PascalCase", default)]
    struct Document {
        storage_class: Option<String>,
        data_redundancy_type: Option<String>,
    }
    let requested: Document = if body.is_empty() {
        Document::default()
    } else {
        read(body)?
    };
    let default = BucketState::default();
    Ok(BucketState {
        storage_class: requested
            .storage_class
            .unwrap_or(default.storage_class.clone()),
        redundancy: requested
            .data_redundancy_type
            .unwrap_or(default.redundancy.clone()),
        ..default
    })
}

/// Returns the access control list, `private` if not set.
pub(super) fn acl(state: &BucketState) -> &str {
    state.settings.get("acl").map_or("private", String::as_str)
}

pub(super) fn set_acl(state: &mut BucketState, acl: &str) -> Result<(), OssRefusal> {
    if !matches!(acl, "private" | "public-read" | "public-read-write") {
        return Err(refuse("InvalidArgument"));
    }
    state.settings.insert("acl".into(), acl.into());
    Ok(())
}

pub(super) fn get_acl(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    let id = account.id.clone();
    let grant = acl(account.bucket_of(call)?);
    Ok(OssAnswer::xml(
        "AccessControlPolicy",
        &json!({
            "Owner": { "ID": id, "DisplayName": id },
            "AccessControlList": { "Grant": grant },
        }),
    ))
}

pub(super) fn put_acl(account: &mut Account, _: &Moment, call: &OssCall) -> OssResult {
    let acl = call
        .header("x-oss-acl")
        .ok_or_else(|| refuse("InvalidArgument"))?;
    set_acl(account.bucket_of(call)?, acl)?;
    Ok(OssAnswer::empty(200))
}

pub(super) fn is_accelerated(state: &BucketState) -> bool {
    let document = state.settings.get("transferAcceleration");
    document.is_some_and(|text| text.contains("<Enabled>true</Enabled>"))
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
