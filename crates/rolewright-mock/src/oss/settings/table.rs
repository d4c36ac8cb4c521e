//! The table of bucket settings.
//!
//! A setting is a document that `PUT` stores, `GET` returns and `DELETE` removes; nothing else happens.
//! Names, actions and what an unset one answers: the operations' pages of the OSS documentation and
//! the integration tests of the official Go client; codes without a page are those that the official
//! Terraform provider tolerates (the emulator assumes `unset-settings`).

use super::super::row::{Level, Row};
use super::{delete, get, put};

/// A setting.
pub(super) struct Setting {
    /// The subresource.
    pub(super) marker: &'static str,
    /// The root of its document.
    pub(super) root: &'static str,
    /// What it answers when it is not set.
    pub(super) unset: Unset,
}

/// The answer for an unset setting.
#[derive(Clone, Copy)]
pub(super) enum Unset {
    /// An error with this code.
    Code(&'static str),
    /// A document with this content.
    Document(&'static str),
}
use Unset::{Code, Document};

/// The limits of a bucket or an account without any.
pub(super) const NO_LIMITS: &str = "<TotalUploadBandwidth>-1</TotalUploadBandwidth>\
    <IntranetUploadBandwidth>-1</IntranetUploadBandwidth>\
    <ExtranetUploadBandwidth>-1</ExtranetUploadBandwidth>\
    <TotalDownloadBandwidth>-1</TotalDownloadBandwidth>\
    <IntranetDownloadBandwidth>-1</IntranetDownloadBandwidth>\
    <ExtranetDownloadBandwidth>-1</ExtranetDownloadBandwidth>\
    <TotalQps>-1</TotalQps><IntranetQps>-1</IntranetQps><ExtranetQps>-1</ExtranetQps>";

macro_rules! verb {
    (GET) => {
        "Get"
    };
    (PUT) => {
        "Put"
    };
    (DELETE) => {
        "Delete"
    };
}

macro_rules! run {
    (GET) => {
        get
    };
    (PUT) => {
        put
    };
    (DELETE) => {
        delete
    };
}

macro_rules! settings {
    ($($marker:literal $name:literal $root:literal $unset:expr, $($method:ident)+;)*) => {
        pub(super) const SETTINGS: &[Setting] = &[$(Setting {
            marker: $marker,
            root: $root,
            unset: $unset,
        }),*];

        /// The operations of the settings.
        pub(in super::super) const ROWS: &[Row] = &[$($(Row {
            name: concat!(verb!($method), $name),
            method: stringify!($method),
            level: Level::Bucket,
            marker: $marker,
            action: (concat!(verb!($method), $name), concat!(verb!($method), $name)),
            run: run!($method),
        },)+)*];
    };
}

settings! {
    "accessmonitor" "BucketAccessMonitor" "AccessMonitorConfiguration"
        Document("<Status>Disabled</Status>"), GET PUT;
    "bucketArchiveDirectRead" "BucketArchiveDirectRead" "ArchiveDirectReadConfiguration"
        Document("<Enabled>false</Enabled>"), GET PUT;
    "cors" "BucketCors" "CORSConfiguration" Code("NoSuchCORSConfiguration"), GET PUT DELETE;
    "encryption" "BucketEncryption" "ServerSideEncryptionRule"
        Code("NoSuchServerSideEncryptionRule"), GET PUT DELETE;
    "httpsConfig" "BucketHttpsConfig" "HttpsConfiguration" Code("NoSuchHttpsConfig"), GET PUT;
    "inventory" "BucketInventory" "InventoryConfiguration"
        Code("NoSuchInventory"), GET PUT DELETE;
    "lifecycle" "BucketLifecycle" "LifecycleConfiguration" Code("NoSuchLifecycle"), GET PUT DELETE;
    "logging" "BucketLogging" "BucketLoggingStatus" Document(""), GET PUT DELETE;
    "metaQuery" "MetaQueryStatus" "MetaQueryStatus" Code("MetaQueryNotExist"), GET;
    "overwriteConfig" "BucketOverwriteConfig" "OverwriteConfiguration"
        Code("NoSuchBucketOverwriteConfig"), GET PUT DELETE;
    "policy" "BucketPolicy" "" Code("NoSuchBucketPolicy"), GET PUT DELETE;
    "publicAccessBlock" "BucketPublicAccessBlock" "PublicAccessBlockConfiguration"
        Document("<BlockPublicAccess>false</BlockPublicAccess>"), GET PUT DELETE;
    "qosInfo" "BucketQosInfo" "QoSConfiguration" Document(NO_LIMITS), GET PUT DELETE;
    "referer" "BucketReferer" "RefererConfiguration"
        Document("<AllowEmptyReferer>true</AllowEmptyReferer><RefererList></RefererList>"), GET PUT;
    "replication" "BucketReplication" "ReplicationConfiguration"
        Code("NoSuchReplicationConfiguration"), GET;
    "requestPayment" "BucketRequestPayment" "RequestPaymentConfiguration"
        Document("<Payer>BucketOwner</Payer>"), GET PUT;
    "resourceGroup" "BucketResourceGroup" "BucketResourceGroupConfiguration"
        Document("<ResourceGroupId>rg-default-id</ResourceGroupId>"), GET PUT;
    "responseHeader" "BucketResponseHeader" "ResponseHeaderConfiguration"
        Code("NoSuchResponseHeaderConfiguration"), GET PUT DELETE;
    "style" "Style" "Style" Code("NoSuchStyle"), GET PUT DELETE;
    "tagging" "BucketTagging" "Tagging" Document("<TagSet></TagSet>"), GET PUT DELETE;
    "transferAcceleration" "BucketTransferAcceleration" "TransferAccelerationConfiguration"
        Code("NoSuchTransferAccelerationConfiguration"), GET PUT;
    "userDefinedLogFieldsConfig" "UserDefinedLogFieldsConfig" "UserDefinedLogFieldsConfiguration"
        Code("NoSuchUserDefinedLogFieldsConfig"), GET PUT DELETE;
    "versioning" "BucketVersioning" "VersioningConfiguration" Document(""), GET PUT;
    "website" "BucketWebsite" "WebsiteConfiguration"
        Code("NoSuchWebsiteConfiguration"), GET PUT DELETE;
    "worm" "BucketWorm" "WormConfiguration" Code("NoSuchWORMConfiguration"), GET;
}
