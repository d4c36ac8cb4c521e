//! Namespaces of an instance.

use rolewright_core::provider::Params;
use serde_json::{Value, json};

use super::lookup::{done, group_of, running, success};
use crate::account::{Account, InstanceState, Moment, NamespaceState};
use crate::error::{Answer, refuse};
use crate::values::{Page, flag, invalid, one_of, text};

/// Public or private.
pub(super) const TYPES: [&str; 2] = ["PUBLIC", "PRIVATE"];

/// Whether it is a name of a namespace or repository: lower case letters, digits, `_`, `-` and `.`,
/// not at the start or the end.
pub(super) fn is_name(name: &str, max: usize) -> bool {
    let is_sign = |byte: &u8| matches!(byte, b'_' | b'-' | b'.');
    let is_letter = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = name.as_bytes();
    let ends = [bytes.first(), bytes.last()];
    (2..=max).contains(&bytes.len())
        && bytes.iter().all(|byte| is_letter(byte) || is_sign(byte))
        && ends.into_iter().flatten().all(is_letter)
}

/// Sets the settings that the call has.
fn set(state: &mut NamespaceState, params: &Params) -> Answer<()> {
    if let Some(auto_create) = flag(params, "AutoCreateRepo")? {
        state.auto_create = auto_create;
    }
    if let Some(kind) = one_of(params, "DefaultRepoType", &TYPES)? {
        kind.clone_into(&mut state.default_type);
    }
    if let Some(text) = params.get("DefaultRepoConfiguration") {
        if !serde_json::from_str(text).is_ok_and(|value: Value| value.is_object()) {
            let name = "DefaultRepoConfiguration";
            return Err(invalid(name, format!("`{name}` is no JSON object")));
        }
        state.default_configuration = Some(text.to_owned());
    }
    Ok(())
}

fn fields(instance: &InstanceState, (name, state): (&str, &NamespaceState)) -> Value {
    json!({
        "InstanceId": instance.id,
        "NamespaceId": state.id,
        "NamespaceName": name,
        "NamespaceStatus": "NORMAL",
        "ResourceGroupId": group_of(instance),
        "AutoCreateRepo": state.auto_create,
        "DefaultRepoType": state.default_type,
        "DefaultRepoConfiguration": state.default_configuration.as_deref().unwrap_or("{}"),
    })
}

pub(super) fn create(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    let name = text(params, "NamespaceName")?;
    if !is_name(name, 120) {
        return Err(refuse("InvalidParameter.NamespaceName"));
    }
    let mut state = NamespaceState {
        id: format!("crn-{:016x}", account.next_id),
        auto_create: true,
        default_type: "PRIVATE".into(),
        ..NamespaceState::default()
    };
    set(&mut state, params)?;
    let (_, instance) = running(account, params)?;
    if instance.namespaces.contains_key(name) {
        return Err(refuse("NAMESPACE_EXIST"));
    }
    instance.namespaces.insert(name.to_owned(), state);
    account.take_id();
    done()
}

/// By name or id.
pub(super) fn get(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    let (_, instance) = running(account, params)?;
    let (name, id) = (params.get("NamespaceName"), params.get("NamespaceId"));
    if name.is_none() && id.is_none() {
        return Err(refuse("MissingParameter.NamespaceName"));
    }
    let mut all = instance.namespaces.iter();
    let found = all.find(|(known, state)| {
        name.is_none_or(|name| name == *known) && id.is_none_or(|id| id == state.id)
    });
    let (name, state) = found.ok_or_else(|| refuse("NAMESPACE_NOT_EXIST"))?;
    Ok(success(fields(instance, (name, state))))
}

pub(super) fn update(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    let name = text(params, "NamespaceName")?;
    let (_, instance) = running(account, params)?;
    let state = instance.namespaces.get_mut(name);
    let state = state.ok_or_else(|| refuse("NAMESPACE_NOT_EXIST"))?;
    let mut changed = state.clone();
    set(&mut changed, params)?;
    *state = changed;
    done()
}

/// Its repositories are deleted, too.
pub(super) fn delete(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    let name = text(params, "NamespaceName")?;
    let (_, instance) = running(account, params)?;
    let removed = instance.namespaces.remove(name);
    removed.ok_or_else(|| refuse("NAMESPACE_NOT_EXIST"))?;
    done()
}

pub(super) fn list(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    let page = Page::of(params, "PageNo", ("PageSize", 30, 100))?;
    let status = params.get("NamespaceStatus").unwrap_or("ALL");
    let (_, instance) = running(account, params)?;
    let wanted = params.get("NamespaceName");
    let all = instance.namespaces.iter();
    let matching = all.filter(|(name, _)| {
        wanted.is_none_or(|wanted| name.contains(wanted)) && ["ALL", "NORMAL"].contains(&status)
    });
    let matching = matching.map(|(name, state)| fields(instance, (name, state)));
    let matching: Vec<_> = matching.collect();
    Ok(success(json!({
        "PageNo": page.number,
        "PageSize": page.size,
        "TotalCount": matching.len().to_string(),
        "Namespaces": page.cut(matching),
    })))
}
