//! Tags of instances. The responses have no `Code` and no `IsSuccess`.

use rolewright_core::provider::Params;
use serde_json::{Value, json};

use super::lookup::in_region;
use crate::account::{Account, Moment};
use crate::error::{Answer, refuse};
use crate::values::{flag, invalid, list as items, one_of, text, texts};

/// The most resources in one call.
const RESOURCES: usize = 20;

/// Returns the ids of the instances; each of them exists.
fn ids(account: &mut Account, params: &Params) -> Answer<Vec<String>> {
    one_of(params, "ResourceType", &["Instance"])?;
    let ids = texts(params, "ResourceId")?;
    if ids.len() > RESOURCES {
        let text = format!("at most {RESOURCES} resources are possible");
        return Err(invalid("ResourceId", text));
    }
    let region = text(params, "RegionId")?;
    for id in &ids {
        in_region(account, Some(region), id)?;
    }
    Ok(ids)
}

/// Returns the keys and values in `Tag`.
fn pairs(params: &Params) -> Answer<Vec<(String, Option<String>)>> {
    let items = items(params, "Tag")?.into_iter();
    let pairs = items.map(|item| {
        let text = |name: &str| item.get(name).and_then(Value::as_str).map(str::to_owned);
        let key = text("Key").filter(|key| !key.is_empty());
        let key = key.ok_or_else(|| refuse("MissingParameter.Tag.Key"))?;
        Ok((key, text("Value")))
    });
    pairs.collect()
}

pub(super) fn tag(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    let (ids, pairs, limit) = (ids(account, params)?, pairs(params)?, account.limits.tags);
    let mut changed = Vec::new();
    for id in &ids {
        let (_, state) = in_region(account, None, id)?;
        let mut tags = state.tags.clone();
        tags.extend(
            pairs
                .iter()
                .cloned()
                .map(|(key, value)| (key, value.unwrap_or_default())),
        );
        if tags.len() > limit as usize {
            return Err(refuse("LimitExceeded.Tag"));
        }
        changed.push((id, tags));
    }
    for (id, tags) in changed {
        in_region(account, None, id)?.1.tags = tags;
    }
    Ok(json!({}))
}

pub(super) fn untag(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    let (ids, keys): (Vec<String>, _) = (ids(account, params)?, texts(params, "TagKey")?);
    let all = flag(params, "All")?.unwrap_or(false);
    if keys.is_empty() && !all {
        return Err(refuse("MissingParameter.TagKey"));
    }
    for id in ids {
        let (_, state) = in_region(account, None, &id)?;
        state
            .tags
            .retain(|key, _| !keys.is_empty() && !keys.contains(key));
    }
    Ok(json!({}))
}

/// All on one page.
pub(super) fn list(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    let (ids, pairs) = (ids(account, params)?, pairs(params)?);
    let region = text(params, "RegionId")?;
    let states = account.instances.get(region).into_iter().flatten();
    let states = states.filter(|state| ids.is_empty() || ids.contains(&state.id));
    let tags = states.flat_map(|state| state.tags.iter().map(move |tag| (&state.id, tag)));
    let tags = tags.filter(|(_, (key, value))| {
        let is = |(other, wanted): &(String, Option<String>)| {
            other == *key && wanted.as_ref().is_none_or(|wanted| wanted == *value)
        };
        pairs.is_empty() || pairs.iter().any(is)
    });
    let tags = tags.map(|(id, (key, value))| {
        json!({ "ResourceId": id, "ResourceType": "Instance", "TagKey": key, "TagValue": value })
    });
    let tags: Vec<_> = tags.collect();
    Ok(json!({ "NextToken": "", "TagResources": { "TagResource": tags } }))
}
