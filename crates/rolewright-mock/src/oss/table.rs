//! The table of operations: name, request, action and function.

use super::call::OssCall;
use super::row::{Level, Row};
use super::{acl, bucket, copy, list, object, settings, upload};

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
    GetPublicAccessBlock is GET Service "publicAccessBlock" => settings::get_public_access;
    PutPublicAccessBlock is PUT Service "publicAccessBlock" => settings::set_public_access;
    DeletePublicAccessBlock is DELETE Service "publicAccessBlock" => settings::set_public_access;
    GetUserQosInfo is GET Service "qosInfo" => settings::get_user_qos;
    ListCloudBoxes is GET Service "cloudboxes" => settings::list_cloud_boxes;
    GetBucketInfo is GET Bucket "bucketInfo" => bucket::info;
    GetBucketLocation is GET Bucket "location" => bucket::location;
    GetBucketStat is GET Bucket "stat" => settings::stat;
    GetBucketAcl is GET Bucket "acl" => acl::get;
    PutBucketAcl is PUT Bucket "acl" => acl::put;
    ListBucketInventory is GET Bucket "inventory&!inventoryId" => settings::list_inventories;
    ListStyle is GET Bucket "style&!styleName" => settings::list_styles;
    InitiateBucketWorm is POST Bucket "worm" => settings::initiate_worm;
    AbortBucketWorm is DELETE Bucket "worm" => settings::delete;
    PutBucketReplication is POST Bucket "replication&comp=add" => settings::put;
    DeleteBucketReplication is POST Bucket "replication&comp=delete" => settings::delete;
    OpenMetaQuery is POST Bucket "metaQuery&comp=add" => settings::open_meta_query;
    CloseMetaQuery is POST Bucket "metaQuery&comp=delete" => settings::delete;
    GetCnameToken is GET Bucket "cname&comp=token" => settings::cname_token;
    CreateCnameToken is POST Bucket "cname&comp=token" => settings::create_cname_token;
    ListCname is GET Bucket "cname&!comp" => settings::list_cnames;
    ListObjectVersions is GET Bucket "versions" => list::versions;
    ListMultipartUploads is GET Bucket "uploads" => upload::list;
    DeleteMultipleObjects is POST Bucket "delete" by DeleteObject or DeleteObjectVersion => object::delete_many;
    PutBucket is PUT Bucket "" => bucket::put;
    DeleteBucket is DELETE Bucket "" => bucket::delete;
    ListObjects is GET Bucket "" => list::objects;
    PutObjectTagging is PUT Object "tagging" by PutObjectTagging or PutObjectVersionTagging => object::put_tags;
    GetObjectTagging is GET Object "tagging" by GetObjectTagging or GetObjectVersionTagging => object::get_tags;
    DeleteObjectTagging is DELETE Object "tagging" by DeleteObjectTagging or DeleteObjectVersionTagging => object::delete_tags;
    GetObjectAcl is GET Object "acl" by GetObjectAcl or GetObjectVersionAcl => acl::get_of_object;
    PutObjectAcl is PUT Object "acl" by PutObjectAcl or PutObjectVersionAcl => acl::put_of_object;
    InitiateMultipartUpload is POST Object "uploads" by PutObject => upload::initiate;
    UploadPartCopy is PUT Object "partNumber&@x-oss-copy-source" by PutObject => copy::part;
    UploadPart is PUT Object "partNumber" by PutObject => upload::put_part;
    CompleteMultipartUpload is POST Object "uploadId" by PutObject => upload::complete;
    AbortMultipartUpload is DELETE Object "uploadId" => upload::abort;
    ListParts is GET Object "uploadId" => upload::list_parts;
    GetObjectMeta is HEAD Object "objectMeta" by GetObject or GetObjectVersion => object::head;
    CopyObject is PUT Object "@x-oss-copy-source" by PutObject => copy::object;
    PutObject is PUT Object "" => object::put;
    GetObject is GET Object "" by GetObject or GetObjectVersion => object::get;
    HeadObject is HEAD Object "" by GetObject or GetObjectVersion => object::head;
    DeleteObject is DELETE Object "" by DeleteObject or DeleteObjectVersion => object::delete;
}

/// Returns all operations, the special ones first.
fn rows() -> impl Iterator<Item = &'static Row> {
    ROWS.iter().chain(settings::ROWS)
}

/// Returns the names of all operations, each with its action.
pub(crate) fn names() -> impl Iterator<Item = (&'static str, String)> {
    rows().map(|row| (row.name, format!("oss:{}", row.action.0)))
}

/// Returns the actions that the operations need.
pub(crate) fn actions() -> impl Iterator<Item = &'static str> {
    rows().flat_map(|row| [row.action.0, row.action.1])
}

/// Returns the operation of a request; `None` if it is not emulated.
pub(crate) fn find(call: &OssCall) -> Option<&'static Row> {
    let level = match (&call.bucket, call.key.is_empty()) {
        (None, _) => Level::Service,
        (Some(_), true) => Level::Bucket,
        (Some(_), false) => Level::Object,
    };
    rows().find(|row| row.level == level && row.method == call.method && row.is_selected(call))
}

#[cfg(test)]
mod tests {
    use super::super::row::is_selector;
    use super::*;

    #[test]
    fn what_selects_an_operation_is_signed() {
        for row in rows() {
            let subresource = row.subresource();
            let selects = subresource.is_none_or(is_selector);
            assert!(selects, "{} {subresource:?}", row.name);
        }
    }

    #[test]
    fn a_parameter_that_is_not_signed_selects_nothing_and_an_unknown_subresource_no_row() {
        let found = |query: &str| {
            let call = OssCall {
                method: "GET".into(),
                bucket: Some("b".into()),
                query: vec![(query.into(), String::new())],
                ..OssCall::default()
            };
            find(&call).map(|row| row.name)
        };
        assert_eq!(found("foo"), Some("ListObjects"));
        assert_eq!(found("prefix"), Some("ListObjects"));
        assert_eq!(found("cors"), Some("GetBucketCors"));
        for unknown in ["rtc", "x-oss-process", "policyStatus"] {
            assert_eq!(found(unknown), None, "{unknown}");
        }
    }
}
