//! The table of operations. Requests, responses and codes follow the official SDKs and Terraform
//! provider, the resources the page "RAM authorization information". What they leave open the
//! emulator assumes (`registry-calls-on-instances`).

use rolewright_core::provider::Service;

use super::{endpoint, instance, namespace, repository, tag};
use crate::row::{Table, rows};

pub(crate) const TABLE: Table = Table {
    service: Service::CR,
    code: "cr",
    rows: rows! {
        Read GetInstance(RegionId, InstanceId) Instance => instance::get;
        Read ListInstance(RegionId) Instance => instance::list;
        Read GetInstanceCount() Instance => instance::count;
        Read GetInstanceUsage(InstanceId) Instance => instance::usage;
        Read ListInstanceRegion() Any => instance::regions;
        IdempotentWrite ChangeResourceGroup(ResourceId, ResourceRegionId, ResourceGroupId) Instance
            => instance::change_group;
        Read GetAuthorizationToken(InstanceId) Any => instance::authorization_token;
        IdempotentWrite ResetLoginPassword(InstanceId, Password) Instance => instance::reset_password;

        IdempotentWrite TagResources(RegionId, ResourceType, ResourceId, Tag) Instance => tag::tag;
        IdempotentWrite UntagResources(RegionId, ResourceType, ResourceId) Instance => tag::untag;
        Read ListTagResources(RegionId, ResourceType) Instance => tag::list;

        Read ListInstanceEndpoint(InstanceId) Instance => endpoint::list;
        Read GetInstanceEndpoint(InstanceId, EndpointType) Instance => endpoint::get;
        IdempotentWrite UpdateInstanceEndpointStatus(InstanceId, EndpointType, Enable) Instance
            => endpoint::update;
        IdempotentWrite CreateInstanceEndpointAclPolicy(InstanceId, EndpointType, Entry) Instance
            => endpoint::add_range;
        IdempotentWrite DeleteInstanceEndpointAclPolicy(InstanceId, EndpointType, Entry) Instance
            => endpoint::remove_range;
        Read GetInstanceVpcEndpoint(InstanceId) Instance => endpoint::vpc;

        Write CreateNamespace(InstanceId, NamespaceName) Namespace => namespace::create;
        Read GetNamespace(InstanceId) Namespace => namespace::get;
        IdempotentWrite UpdateNamespace(InstanceId, NamespaceName) Namespace => namespace::update;
        Write DeleteNamespace(InstanceId, NamespaceName) Namespace => namespace::delete;
        Read ListNamespace(InstanceId) Namespace => namespace::list;

        Write CreateRepository(InstanceId, RepoNamespaceName, RepoName, RepoType, Summary) Repository
            => repository::create;
        Read GetRepository(InstanceId) Repository => repository::get;
        IdempotentWrite UpdateRepository(InstanceId, RepoType, Summary) Repository
            => repository::update;
        Write DeleteRepository(InstanceId) Repository => repository::delete;
        Read ListRepository(InstanceId) Repository => repository::list;
        Read ListRepoTag(InstanceId, RepoId) Repository => repository::tags;
        Read ListRepoSyncRule(InstanceId) Repository => repository::sync_rules;
    },
};
