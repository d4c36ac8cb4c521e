//! The table of operations: name, request, action and function.

use super::answer::OssResult;
use super::call::OssCall;
use super::{bucket, list, object, settings, upload};
use crate::account::{Account, Moment};

/// The object of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Service,
    Bucket,
    Object,
}

type Run = fn(&mut Account, &Moment, &OssCall) -> OssResult;

/// An operation.
pub(crate) struct Row {
    /// The API name.
    pub(crate) name: &'static str,
    pub(super) method: &'static str,
    pub(super) level: Level,
    /// The query parameter that selects the operation; empty if there is none.
    pub(super) marker: &'static str,
    /// The action, and the action for a request with a version.
    pub(super) action: (&'static str, &'static str),
    pub(super) run: Run,
}

/// The action of an operation: its name, unless another is given, also for versions.
macro_rules! action {
    ($name:ident) => {
        (stringify!($name), stringify!($name))
    };
    ($name:ident $plain:ident) => {
        (stringify!($plain), stringify!($plain))
    };
    ($name:ident $plain:ident $version:ident) => {
        (stringify!($plain), stringify!($version))
    };
}

macro_rules! table {
    ($($name:ident is $method:ident $level:ident $marker:literal
        $(by $plain:ident $(or $version:ident)?)? => $run:expr;)*) => {
        /// The operations; the first that matches a request counts.
        pub(super) const ROWS: &[Row] = &[$(Row {
            name: stringify!($name),
            method: stringify!($method),
            level: Level::$level,
            marker: $marker,
            action: action!($name $($plain $($version)?)?),
            run: $run,
        }),*];
    };
}

table! {
    ListBuckets is GET Service "" => bucket::list;
    GetBucketInfo is GET Bucket "bucketInfo" => bucket::info;
    GetBucketLocation is GET Bucket "location" => bucket::location;
    GetBucketAcl is GET Bucket "acl" => settings::get_acl;
    PutBucketAcl is PUT Bucket "acl" => settings::put_acl;
    GetBucketEncryption is GET Bucket "encryption" => settings::get;
    PutBucketEncryption is PUT Bucket "encryption" => settings::put;
    DeleteBucketEncryption is DELETE Bucket "encryption" => settings::delete;
    GetBucketLogging is GET Bucket "logging" => settings::get;
    PutBucketLogging is PUT Bucket "logging" => settings::put;
    DeleteBucketLogging is DELETE Bucket "logging" => settings::delete;
    GetBucketReferer is GET Bucket "referer" => settings::get;
    PutBucketReferer is PUT Bucket "referer" => settings::put;
    GetBucketVersioning is GET Bucket "versioning" => settings::get;
    PutBucketVersioning is PUT Bucket "versioning" => settings::put;
    GetBucketLifecycle is GET Bucket "lifecycle" => settings::get;
    PutBucketLifecycle is PUT Bucket "lifecycle" => settings::put;
    DeleteBucketLifecycle is DELETE Bucket "lifecycle" => settings::delete;
    GetBucketTransferAcceleration is GET Bucket "transferAcceleration" => settings::get;
    PutBucketTransferAcceleration is PUT Bucket "transferAcceleration" => settings::put;
    GetBucketPolicy is GET Bucket "policy" => settings::get;
    PutBucketPolicy is PUT Bucket "policy" => settings::put;
    DeleteBucketPolicy is DELETE Bucket "policy" => settings::delete;
    ListObjectVersions is GET Bucket "versions" => list::versions;
    ListMultipartUploads is GET Bucket "uploads" => upload::list;
    DeleteMultipleObjects is POST Bucket "delete" by DeleteObject or DeleteObjectVersion => object::delete_many;
    PutBucket is PUT Bucket "" => bucket::put;
    DeleteBucket is DELETE Bucket "" => bucket::delete;
    ListObjects is GET Bucket "" => list::objects;
    PutObjectTagging is PUT Object "tagging" by PutObjectTagging or PutObjectVersionTagging => object::put_tags;
    GetObjectTagging is GET Object "tagging" by GetObjectTagging or GetObjectVersionTagging => object::get_tags;
    DeleteObjectTagging is DELETE Object "tagging" by DeleteObjectTagging or DeleteObjectVersionTagging => object::delete_tags;
    InitiateMultipartUpload is POST Object "uploads" by PutObject => upload::initiate;
    UploadPart is PUT Object "partNumber" by PutObject => upload::put_part;
    CompleteMultipartUpload is POST Object "uploadId" by PutObject => upload::complete;
    AbortMultipartUpload is DELETE Object "uploadId" => upload::abort;
    ListParts is GET Object "uploadId" => upload::list_parts;
    GetObjectMeta is HEAD Object "objectMeta" by GetObject or GetObjectVersion => object::head;
    PutObject is PUT Object "" => object::put;
    GetObject is GET Object "" by GetObject or GetObjectVersion => object::get;
    HeadObject is HEAD Object "" by GetObject or GetObjectVersion => object::head;
    DeleteObject is DELETE Object "" by DeleteObject or DeleteObjectVersion => object::delete;
}

/// Query parameters of an operation without a selecting parameter.
const PLAIN: [&str; 13] = [
    "continuation-token",
    "delimiter",
    "encoding-type",
    "fetch-owner",
    "key-marker",
    "list-type",
    "marker",
    "max-keys",
    "max-uploads",
    "prefix",
    "start-after",
    "version-id-marker",
    "versionId",
];

/// Returns the names of all operations, each with its action.
pub(crate) fn names() -> impl Iterator<Item = (&'static str, String)> {
    ROWS.iter()
        .map(|row| (row.name, format!("oss:{}", row.action.0)))
}

/// Returns the operation of a request; `None` if it is not emulated, such as copying.
pub(crate) fn find(call: &OssCall) -> Option<&'static Row> {
    if call.header("x-oss-copy-source").is_some() {
        return None;
    }
    let level = match (&call.bucket, call.key.is_empty()) {
        (None, _) => Level::Service,
        (Some(_), true) => Level::Bucket,
        (Some(_), false) => Level::Object,
    };
    let fits = |row: &&Row| {
        row.level == level
            && row.method == call.method
            && match row.marker {
                "" => call.query.iter().all(|(name, _)| is_plain(name)),
                marker => call.query(marker).is_some(),
            }
    };
    ROWS.iter().find(fits)
}

fn is_plain(name: &str) -> bool {
    PLAIN.contains(&name) || name.starts_with("response-") || name.starts_with("x-oss-")
}
