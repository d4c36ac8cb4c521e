//! The calls that read the account.

use crate::operation::{
    GetCallerIdentity, GetPolicy, GetRole, ListEntitiesForPolicy, ListPolicies,
    ListPoliciesForRole, ListPolicyVersions, ListRoles, ListTagResources, PolicyType,
};
use crate::provider::Call;
use crate::setup::observe::{Observed, PolicyKey};
use crate::setup::query::Query;

pub(crate) fn identity_call() -> Call {
    Call::of(&GetCallerIdentity::default())
}

pub(crate) fn role_call(observed: &Observed) -> Call {
    Call::of(&GetRole {
        role_name: observed.role_name().to_string(),
        ..Default::default()
    })
}

pub(crate) fn attached_call(observed: &Observed) -> Call {
    Call::of(&ListPoliciesForRole {
        role_name: observed.role_name().to_string(),
        ..Default::default()
    })
}

/// Returns the call for the next page of the account's custom policies.
pub(crate) fn catalogue_call(observed: &Observed) -> Call {
    Call::of(&ListPolicies {
        policy_type: Some(PolicyType::Custom),
        marker: observed.catalogue.marker(),
        max_items: Some(1000),
        ..ListPolicies::default()
    })
}

/// Returns the call for the next page of the account's roles.
pub(crate) fn roles_call(observed: &Observed) -> Call {
    Call::of(&ListRoles {
        marker: observed.roles.marker(),
        max_items: Some(1000),
        ..ListRoles::default()
    })
}

pub(crate) fn policy_call((policy_type, policy_name): &PolicyKey) -> Call {
    Call::of(&GetPolicy {
        policy_name: policy_name.clone(),
        policy_type: policy_type.clone(),
        ..Default::default()
    })
}

pub(crate) fn versions_call(name: &str) -> Call {
    Call::of(&ListPolicyVersions {
        policy_type: PolicyType::Custom,
        policy_name: name.to_owned(),
        ..Default::default()
    })
}

pub(crate) fn entities_call(name: &str) -> Call {
    Call::of(&ListEntitiesForPolicy {
        policy_type: PolicyType::Custom,
        policy_name: name.to_owned(),
        ..Default::default()
    })
}

pub(crate) fn tags_call(resource_type: &str, name: &str) -> Call {
    Call::of(&ListTagResources {
        resource_type: resource_type.to_owned(),
        resource_names: vec![name.to_owned()],
        ..ListTagResources::default()
    })
}

pub(crate) fn versions_queries(names: &[String]) -> Vec<Query> {
    let calls = names.iter().map(|name| versions_call(name));
    calls.map(Query::from).collect()
}
