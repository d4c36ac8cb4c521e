//! The calls and inspections that a run asks for.

use crate::name::BucketName;
use crate::operation::{
    GetCallerIdentity, GetInstance, GetPolicy, ListEntitiesForPolicy, ListInstance,
    ListPolicyVersions, ListTagResources, PolicyType,
};
use crate::provider::{Access, Call, Service};
use crate::setup::observe::PolicyKey;

pub(crate) fn identity_call() -> Call {
    Call::of(&GetCallerIdentity {})
}

pub(crate) fn policy_call((policy_type, policy_name): &PolicyKey) -> Call {
    Call::of(&GetPolicy {
        policy_name: policy_name.clone(),
        policy_type: policy_type.clone(),
    })
}

pub(crate) fn versions_call(name: &str) -> Call {
    Call::of(&ListPolicyVersions {
        policy_type: PolicyType::Custom,
        policy_name: name.to_owned(),
    })
}

pub(crate) fn entities_call(name: &str) -> Call {
    Call::of(&ListEntitiesForPolicy {
        policy_type: PolicyType::Custom,
        policy_name: name.to_owned(),
    })
}

pub(crate) fn tags_call(resource_type: &str, name: &str) -> Call {
    Call::of(&ListTagResources {
        resource_type: resource_type.to_owned(),
        resource_names: vec![name.to_owned()],
        ..ListTagResources::default()
    })
}

/// One page is enough to know that there are instances.
pub(crate) fn instances_call(region: &str) -> Call {
    Call::of(&ListInstance {
        region_id: region.to_owned(),
        page_size: Some(100),
        ..ListInstance::default()
    })
}

pub(crate) fn instance_call(id: &str, region: &str) -> Call {
    Call::of(&GetInstance {
        region_id: region.to_owned(),
        instance_id: id.to_owned(),
    })
}

/// A trial of a bucket with the role, which the driver makes through a
/// [`BucketProbe`](crate::probe::BucketProbe). What it writes it takes away again, so that it
/// counts as a read.
pub(crate) fn probe_call(bucket: &BucketName, region: Option<&str>, role_arn: &str) -> Call {
    let call = Call::new(Service::OSS, "ProbeObject", Access::Read)
        .with_param("BucketName", bucket.as_str())
        .with_param("RoleArn", role_arn);
    match region {
        Some(region) => call.with_param("RegionId", region),
        None => call,
    }
}

/// A look at a bucket, which the driver takes through a
/// [`BucketInspector`](crate::bucket::BucketInspector).
pub(crate) fn bucket_call(bucket: &BucketName, region: Option<&str>) -> Call {
    let call = Call::new(Service::OSS, "GetBucketInfo", Access::Read);
    let call = call.with_param("BucketName", bucket.as_str());
    match region {
        Some(region) => call.with_param("RegionId", region),
        None => call,
    }
}

pub(crate) fn versions_calls(names: &[String]) -> Vec<Call> {
    names.iter().map(|name| versions_call(name)).collect()
}
