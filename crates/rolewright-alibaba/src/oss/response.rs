//! Parses OSS's XML into facts and errors.
//!
//! Source: the help page of `GetBucketInfo` and the models of `alibabacloud-oss-v2` 1.4.1.

use quick_xml::de::from_reader;
use rolewright_core::bucket::{BucketFacts, Encryption, Fact, Versioning};
use rolewright_core::{BucketName, Error, ErrorKind, Result, ServiceError};
use serde::Deserialize;

use crate::endpoints::region::Region;
use crate::http::redact::{self, Redactor};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct BucketInfo {
    bucket: Bucket,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Bucket {
    location: Option<String>,
    owner: Option<Owner>,
    storage_class: Option<String>,
    data_redundancy_type: Option<String>,
    versioning: Option<String>,
    block_public_access: Option<bool>,
    server_side_encryption_rule: Option<Rule>,
}

#[derive(Deserialize)]
struct Owner {
    #[serde(rename = "ID")]
    id: String,
}

#[derive(Deserialize)]
struct Rule {
    #[serde(rename = "SSEAlgorithm", default)]
    algorithm: String,
    #[serde(rename = "KMSMasterKeyID", default)]
    key: String,
}

/// The facts in a response of `GetBucketInfo`.
pub(crate) fn facts(name: &BucketName, body: &[u8]) -> Result<BucketFacts> {
    let info: BucketInfo = from_reader(body).map_err(|error| {
        let message = "the response is not a bucket description in OSS's XML format";
        Error::new(ErrorKind::UnexpectedReply, message)
            .with_remedy("check the endpoint and any proxy")
            .with_source(error)
    })?;
    let bucket = info.bucket;
    let region = bucket.location.as_deref().map(region_of);
    let rule = bucket.server_side_encryption_rule;
    Ok(BucketFacts {
        region: fact(region.map(str::to_owned)),
        owner: fact(bucket.owner.map(|owner| owner.id)),
        storage_class: fact(bucket.storage_class),
        redundancy: fact(bucket.data_redundancy_type),
        versioning: match bucket.versioning.as_deref() {
            None | Some("") => Fact::Is(Versioning::Off),
            Some("Enabled") => Fact::Is(Versioning::Enabled),
            Some("Suspended") => Fact::Is(Versioning::Suspended),
            Some(_) => fact(None),
        },
        encryption: Fact::Is(rule.and_then(encryption)),
        block_public_access: fact(bucket.block_public_access),
        ..BucketFacts::not_checked(name.clone(), "not requested")
    })
}

/// OSS returns no algorithm, or `None`, without encryption.
fn encryption(rule: Rule) -> Option<Encryption> {
    let none = rule.algorithm.is_empty() || rule.algorithm == "None";
    (!none).then(|| Encryption {
        algorithm: rule.algorithm,
        kms_key: Some(rule.key).filter(|key| !key.is_empty()),
    })
}

fn fact<T>(value: Option<T>) -> Fact<T> {
    match value {
        Some(value) => Fact::Is(value),
        None => Fact::NotChecked {
            reason: "GetBucketInfo did not return it".to_owned(),
        },
    }
}

/// `cn-hangzhou` for `oss-cn-hangzhou`; an unknown region unchanged, without `oss-`.
fn region_of(location: &str) -> &str {
    match Region::of_location(location) {
        Some(region) => region.id,
        None => location.strip_prefix("oss-").unwrap_or(location),
    }
}

/// An OSS error.
pub(crate) struct Refusal {
    service: ServiceError,
    endpoint: Option<String>,
}

/// The OSS error in an unsuccessful response; a body without one becomes an error of its status.
pub(crate) fn refusal(status: u16, body: &[u8], redactor: &Redactor) -> Result<Refusal> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Body {
        code: String,
        message: Option<String>,
        request_id: Option<String>,
        endpoint: Option<String>,
    }
    let error: Body = from_reader(body).map_err(|_| {
        let shown = redactor.excerpt(&String::from_utf8_lossy(body), 120);
        let kind = ErrorKind::of_service(status, "");
        Error::new(
            kind,
            format!("http {status} without an OSS error: `{shown}`"),
        )
        .with_maybe_applied(status >= 500)
    })?;
    let shown = |text: String, limit| redactor.excerpt(&text, limit);
    Ok(Refusal {
        service: ServiceError::new(
            status,
            redact::code(&error.code, redactor),
            shown(error.message.unwrap_or_default(), 2000),
        )
        .with_request_id(error.request_id.map(|id| shown(id, 100))),
        endpoint: error.endpoint,
    })
}

impl Refusal {
    /// Whether a retry may help.
    pub(crate) fn is_transient(&self) -> bool {
        let kind = ErrorKind::of_service(self.service.status, &self.service.code);
        matches!(
            kind,
            ErrorKind::Throttled | ErrorKind::Server | ErrorKind::Timeout
        )
    }

    pub(crate) fn code(&self) -> &str {
        &self.service.code
    }

    /// Whether the bucket is in another region. OSS reports that as `AccessDenied` with this text,
    /// or as a redirect (help page of `AccessDenied`, troubleshooting).
    pub(crate) fn is_wrong_endpoint(&self) -> bool {
        let text = "must be addressed using the specified endpoint";
        self.code() == "PermanentRedirect"
            || (self.code() == "AccessDenied" && self.service.message.contains(text))
    }

    /// The region of the endpoint that OSS returns instead.
    pub(crate) fn region(&self) -> Option<String> {
        let label = self.endpoint.as_deref()?.split('.').next()?;
        let label = label.strip_suffix("-internal").unwrap_or(label);
        label.strip_prefix("oss-")?;
        Some(region_of(label).to_owned())
    }

    /// As [`Self::into_error`], with the permission that the request needed.
    pub(crate) fn into_denial(self, permission: &str) -> Error {
        let denied = self.code() == "AccessDenied";
        let error = self.into_error();
        if denied {
            error.with_remedy(format!("check why `{permission}` is denied to the role"))
        } else {
            error
        }
    }

    pub(crate) fn into_error(self) -> Error {
        let late = self.service.status >= 500;
        let error = Error::from_service(self.service).with_maybe_applied(late);
        match error.code().unwrap_or_default() {
            "RequestTimeTooSkewed" => error.with_remedy("correct this machine's clock"),
            "AccessDenied" => error.with_remedy(
                "grant `oss:GetBucketInfo` and `oss:GetBucketPolicy` to the caller, and check which account owns the bucket",
            ),
            _ => error,
        }
    }
}
