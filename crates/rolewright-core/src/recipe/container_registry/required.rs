//! The accesses that Container Registry makes; verify judges these.

use super::revision::{METRICS, PolicyRevision};
use crate::name::{AccountId, BucketName};
use crate::policy::Catalogue;
use crate::recipe::checks::{KEY_ACTIONS, KEY_GROUP};
use crate::recipe::{DocumentedName, RequiredAccess};

/// The documented accesses to one bucket.
fn on_bucket(account: &AccountId, bucket: &BucketName) -> Vec<RequiredAccess> {
    let arn = format!("acs:oss:*:{account}:{bucket}");
    let today = PolicyRevision::current();
    let objects = today.objects().into_iter().map(|action| {
        let resource = if is_on_bucket(action) {
            arn.clone()
        } else {
            format!("{arn}/*")
        };
        RequiredAccess::new(
            "object operations",
            Some(bucket.as_str()),
            action,
            &resource,
        )
    });
    let bucket_group = today.bucket().into_iter().map(|action| {
        RequiredAccess::new("bucket operations", Some(bucket.as_str()), action, &arn)
    });
    objects.chain(bucket_group).collect()
}

/// The action that OSS checks instead of a documented one, if it differs.
fn instead_of(action: &str) -> Option<String> {
    Catalogue::embedded().alias(action)
}

/// Whether OSS checks an action of the object group on the bucket instead of its objects.
fn is_on_bucket(action: &str) -> bool {
    let known = Catalogue::embedded().action(action);
    known.is_some_and(|(_, action)| action.is_on("bucket"))
}

/// The required accesses: those of each bucket, then those of the account. VPCs are listed in the
/// regions of the instances, in every region if these are unknown.
pub(super) fn required(
    account: &AccountId,
    buckets: &[BucketName],
    regions: &[String],
) -> Vec<RequiredAccess> {
    let on_buckets = buckets.iter().flat_map(|bucket| on_bucket(account, bucket));
    let mut all: Vec<_> = on_buckets
        .filter(|access| instead_of(&access.action).is_none())
        .collect();
    let mut require = |group, action, resource: &str| {
        all.push(RequiredAccess::new(group, None, action, resource).literally());
    };
    let any_bucket = format!("acs:oss:*:{account}:*");
    require("list buckets", "oss:ListBuckets", &any_bucket);
    for region in or_every(regions) {
        let vpcs = format!("acs:vpc:{region}:{account}:vpc/*");
        require("vpc", "vpc:DescribeVpcs", &vpcs);
    }
    for action in METRICS {
        require("monitoring", action, "*");
    }
    all
}

/// Documented actions that OSS does not authorize by.
pub(super) fn documented_only(account: &AccountId, buckets: &[BucketName]) -> Vec<DocumentedName> {
    let on_buckets = buckets.iter().flat_map(|bucket| on_bucket(account, bucket));
    on_buckets
        .filter_map(|access| {
            let instead = instead_of(&access.action)?;
            Some(DocumentedName { access, instead })
        })
        .collect()
}

/// The required accesses to a KMS key, in these regions if its ARN has none.
pub(super) fn on_key(resource: &str, regions: &[String]) -> Vec<RequiredAccess> {
    let access = |resource: &str, action| RequiredAccess::new(KEY_GROUP, None, action, resource);
    let Some(rest) = resource.strip_prefix("acs:kms:*:") else {
        return KEY_ACTIONS.map(|action| access(resource, action)).into();
    };
    let in_region = |region| {
        let resource = format!("acs:kms:{region}:{rest}");
        KEY_ACTIONS.map(|action| access(&resource, action))
    };
    or_every(regions).into_iter().flat_map(in_region).collect()
}

/// The regions, or `*` if none is known.
fn or_every(regions: &[String]) -> Vec<&str> {
    if regions.is_empty() {
        return vec!["*"];
    }
    regions.iter().map(String::as_str).collect()
}
