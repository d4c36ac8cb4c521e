//! Repositories of an instance. Images and rules that copy them are not simulated.

use rolewright_core::provider::Params;
use serde_json::{Value, json};

use super::lookup::{done, group_of, running, success};
use super::namespace::{TYPES, is_name};
use crate::account::{Account, InstanceState, Moment, RepositoryState};
use crate::error::{Answer, refuse};
use crate::values::{Page, flag, one_of, text};

/// Sets the settings that the call has.
fn set(state: &mut RepositoryState, params: &Params, moment: &Moment) -> Answer<()> {
    if let Some(kind) = one_of(params, "RepoType", &TYPES)? {
        kind.clone_into(&mut state.kind);
    }
    if let Some(immutability) = flag(params, "TagImmutability")? {
        state.tag_immutability = immutability;
    }
    if let Some(summary) = params.get("Summary") {
        summary.clone_into(&mut state.summary);
    }
    if let Some(detail) = params.get("Detail") {
        state.detail = Some(detail.to_owned());
    }
    state.modified = moment.now.as_millisecond();
    Ok(())
}

/// A repository with its namespace and name.
type Named<'a> = (&'a str, &'a str, &'a RepositoryState);

fn fields(instance: &InstanceState, (namespace, name, state): Named<'_>) -> Value {
    json!({
        "InstanceId": instance.id,
        "RepoId": state.id,
        "RepoName": name,
        "RepoNamespaceName": namespace,
        "RepoType": state.kind,
        "RepoStatus": "NORMAL",
        "RepoBuildType": "MANUAL",
        "Summary": state.summary,
        "Detail": state.detail.as_deref().unwrap_or_default(),
        "TagImmutability": state.tag_immutability,
        "CreateTime": state.created,
        "ModifiedTime": state.modified,
        "ResourceGroupId": group_of(instance),
    })
}

/// Returns namespace and name of the repository in `RepoId`, or in both names.
fn find(instance: &InstanceState, params: &Params) -> Answer<(String, String)> {
    let id = params.get("RepoId");
    let names = (params.get("RepoNamespaceName"), params.get("RepoName"));
    let mut all = instance.repositories();
    let found = match (id, names) {
        (Some(id), _) => all.find(|(_, _, state)| state.id == id),
        (None, (Some(namespace), Some(name))) => {
            all.find(|(in_namespace, known, _)| (*in_namespace, *known) == (namespace, name))
        }
        (None, _) => return Err(refuse("MissingParameter.RepoId")),
    };
    let (namespace, name, _) = found.ok_or_else(|| refuse("REPO_NOT_EXIST"))?;
    Ok((namespace.to_owned(), name.to_owned()))
}

pub(super) fn create(account: &mut Account, params: &Params, moment: &Moment) -> Answer<Value> {
    let (namespace, name) = (
        text(params, "RepoNamespaceName")?,
        text(params, "RepoName")?,
    );
    if !is_name(name, 64) {
        return Err(refuse("InvalidParameter.RepoName"));
    }
    let id = format!("crr-{:016x}", account.next_id);
    let mut state = RepositoryState {
        id: id.clone(),
        created: moment.now.as_millisecond(),
        ..RepositoryState::default()
    };
    set(&mut state, params, moment)?;
    let (_, instance) = running(account, params)?;
    let in_namespace = instance.namespaces.get_mut(namespace);
    let in_namespace = in_namespace.ok_or_else(|| refuse("NAMESPACE_NOT_EXIST"))?;
    if in_namespace.repositories.contains_key(name) {
        return Err(refuse("REPO_EXIST"));
    }
    in_namespace.repositories.insert(name.to_owned(), state);
    account.take_id();
    Ok(success(json!({ "RepoId": id })))
}

pub(super) fn get(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    let (_, instance) = running(account, params)?;
    let (namespace, name) = find(instance, params)?;
    let mut all = instance.repositories();
    let found = all.find(|(in_namespace, known, _)| *in_namespace == namespace && *known == name);
    let found = found.ok_or_else(|| refuse("REPO_NOT_EXIST"))?;
    Ok(success(fields(instance, found)))
}

pub(super) fn update(account: &mut Account, params: &Params, moment: &Moment) -> Answer<Value> {
    let (_, instance) = running(account, params)?;
    let (namespace, name) = find(instance, params)?;
    let in_namespace = instance.namespaces.get_mut(&namespace);
    let state = in_namespace.and_then(|state| state.repositories.get_mut(&name));
    let state = state.ok_or_else(|| refuse("REPO_NOT_EXIST"))?;
    let mut changed = state.clone();
    set(&mut changed, params, moment)?;
    *state = changed;
    done()
}

pub(super) fn delete(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    let (_, instance) = running(account, params)?;
    let (namespace, name) = find(instance, params)?;
    if let Some(state) = instance.namespaces.get_mut(&namespace) {
        state.repositories.remove(&name);
    }
    done()
}

pub(super) fn list(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    let page = Page::of(params, "PageNo", ("PageSize", 30, 100))?;
    let status = params.get("RepoStatus").unwrap_or("ALL");
    let (_, instance) = running(account, params)?;
    let (in_namespace, named) = (params.get("RepoNamespaceName"), params.get("RepoName"));
    let matching = instance.repositories().filter(|(namespace, name, _)| {
        in_namespace.is_none_or(|wanted| wanted == *namespace)
            && named.is_none_or(|wanted| name.contains(wanted))
            && ["ALL", "NORMAL"].contains(&status)
    });
    let matching: Vec<_> = matching.map(|named| fields(instance, named)).collect();
    Ok(success(json!({
        "PageNo": page.number,
        "PageSize": page.size,
        "TotalCount": matching.len().to_string(),
        "Repositories": page.cut(matching),
    })))
}

pub(super) fn tags(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    let page = Page::of(params, "PageNo", ("PageSize", 30, 100))?;
    let (_, instance) = running(account, params)?;
    find(instance, params)?;
    Ok(success(json!({
        "PageNo": page.number,
        "PageSize": page.size,
        "TotalCount": "0",
        "Images": [],
    })))
}

pub(super) fn sync_rules(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    let page = Page::of(params, "PageNo", ("PageSize", 30, 100))?;
    running(account, params)?;
    Ok(success(json!({
        "PageNo": page.number,
        "PageSize": page.size,
        "TotalCount": 0,
        "SyncRules": [],
    })))
}
