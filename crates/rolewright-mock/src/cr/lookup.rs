//! Instances and their repositories by id, and the envelope of responses.

use rolewright_core::provider::Params;
use serde_json::{Value, json};

use crate::account::{Account, DEFAULT_GROUP, InstanceState, RepositoryState};
use crate::error::{Answer, refuse};
use crate::values::text;

/// Adds what every response has that is no error.
pub(super) fn success(mut value: Value) -> Value {
    if let Some(fields) = value.as_object_mut() {
        fields.insert("Code".into(), "success".into());
        fields.insert("IsSuccess".into(), true.into());
    }
    value
}

/// A response without further fields.
pub(super) fn done() -> Answer<Value> {
    Ok(success(json!({})))
}

/// Returns the instance in `InstanceId`, and its region. `RegionId` selects the region.
pub(super) fn instance<'a>(
    account: &'a mut Account,
    params: &Params,
) -> Answer<(&'a str, &'a mut InstanceState)> {
    let (id, region) = (text(params, "InstanceId")?, params.get("RegionId"));
    in_region(account, region, id)
}

/// Returns the instance with this id; `None` stands for all regions.
pub(super) fn in_region<'a>(
    account: &'a mut Account,
    region: Option<&str>,
    id: &str,
) -> Answer<(&'a str, &'a mut InstanceState)> {
    let regions = account.instances.iter_mut();
    let mut regions = regions.filter(|(name, _)| region.is_none_or(|region| region == *name));
    let found = regions.find_map(|(region, states)| {
        let state = states.iter_mut().find(|state| state.id == id)?;
        Some((region.as_str(), state))
    });
    found.ok_or_else(|| refuse("INSTANCE_NOT_EXIST"))
}

/// As [`instance`]; refused unless the instance is running.
pub(super) fn running<'a>(
    account: &'a mut Account,
    params: &Params,
) -> Answer<(&'a str, &'a mut InstanceState)> {
    let found = instance(account, params)?;
    if found.1.status == "RUNNING" {
        return Ok(found);
    }
    Err(refuse("INSTANCE_STATUS_NOT_SUPPORT"))
}

/// Returns the resource group of an instance.
pub(super) fn group_of(state: &InstanceState) -> &str {
    state.resource_group.as_deref().unwrap_or(DEFAULT_GROUP)
}

impl InstanceState {
    /// Returns the repositories, each with its namespace and name.
    pub(super) fn repositories(&self) -> impl Iterator<Item = (&str, &str, &RepositoryState)> {
        self.namespaces.iter().flat_map(|(namespace, state)| {
            let all = state.repositories.iter();
            all.map(move |(name, state)| (namespace.as_str(), name.as_str(), state))
        })
    }
}

impl Account {
    /// Returns namespace and name of a repository.
    pub(crate) fn names_of_repository(&self, instance: &str, id: &str) -> Option<(&str, &str)> {
        let mut states = self.instances.values().flatten();
        let state = states.find(|state| state.id == instance)?;
        let mut all = state.repositories();
        let found = all.find(|(_, _, repository)| repository.id == id);
        found.map(|(namespace, name, _)| (namespace, name))
    }
}
