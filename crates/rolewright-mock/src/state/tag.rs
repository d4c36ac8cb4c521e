//! Tags on roles and policies. What a page does not say about them is rule `tag-errors`.

use std::collections::{BTreeMap, BTreeSet};

use rolewright_core::operation::{
    Done, ListTagResources, ListTagResourcesOutput, Tag, TagItem, TagResource, TagResources, Tags,
    UntagResources,
};

use super::page::{self, Size};
use crate::account::Account;
use crate::clock::Moment;
use crate::error::{Answer, Refusal, refuse};
use crate::limits::{Limits, is_full};

type TagMap = BTreeMap<String, String>;

/// Tags as a list answers them: absent when there are none.
pub(crate) fn wire(tags: &TagMap) -> Option<Tags> {
    let tag = tags.iter().map(|(key, value)| TagItem {
        tag_key: key.clone(),
        tag_value: value.clone(),
    });
    (!tags.is_empty()).then(|| Tags { tag: tag.collect() })
}

/// The tags with others set (rule `tags-per-resource`): at most 20 in a call, keys of 1 to 128 and values of at most 256
/// characters, no key twice.
pub(crate) fn set(mut tags: TagMap, new: &[Tag], limits: &Limits) -> Answer<TagMap> {
    let fits = |tag: &Tag| {
        (1..=128).contains(&tag.key.chars().count()) && tag.value.chars().count() <= 256
    };
    let keys: BTreeSet<_> = new.iter().map(|tag| &tag.key).collect();
    if new.len() > 20 || keys.len() < new.len() || !new.iter().all(fits) {
        return Err(refuse("InvalidParameter.Tag"));
    }
    for tag in new {
        if !tags.contains_key(&tag.key) && is_full(tags.len(), limits.tags) {
            return Err(refuse("LimitExceeded.Tag"));
        }
        tags.insert(tag.key.clone(), tag.value.clone());
    }
    Ok(tags)
}

enum Kind {
    Role,
    Policy,
}

fn kind(resource_type: &str) -> Answer<Kind> {
    match resource_type {
        "role" => Ok(Kind::Role),
        "policy" => Ok(Kind::Policy),
        _ => Err(refuse("InvalidParameter.ResourceType")),
    }
}

/// Every role's or policy's tags by name.
fn all<'a>(account: &'a mut Account, kind: &Kind) -> BTreeMap<&'a str, &'a mut TagMap> {
    match kind {
        Kind::Role => account
            .roles
            .iter_mut()
            .map(|(name, role)| (name.as_str(), &mut role.tags))
            .collect(),
        Kind::Policy => account
            .policies
            .iter_mut()
            .map(|(name, policy)| (name.as_str(), &mut policy.tags))
            .collect(),
    }
}

/// The tags of the resources of those names, all of which must exist.
fn named<'a>(
    account: &'a mut Account,
    kind: &Kind,
    names: &[String],
) -> Answer<BTreeMap<&'a str, &'a mut TagMap>> {
    if names.len() > 50 {
        return Err(refuse("InvalidParameter.ResourceNames"));
    }
    let mut found = all(account, kind);
    if !names.iter().all(|name| found.contains_key(name.as_str())) {
        return Err(gone(kind));
    }
    found.retain(|name, _| names.iter().any(|wanted| wanted == name));
    Ok(found)
}

fn gone(kind: &Kind) -> Refusal {
    refuse(match kind {
        Kind::Role => "EntityNotExist.Role",
        Kind::Policy => "EntityNotExist.Policy",
    })
}

pub(crate) fn tag(account: &mut Account, _: &Moment, op: &TagResources) -> Answer<Done> {
    let kind = kind(&op.resource_type)?;
    let limits = account.limits.clone();
    let found = named(account, &kind, &op.resource_names)?;
    let changed = found
        .into_values()
        .map(|tags| set(tags.clone(), &op.tag, &limits).map(|new| (tags, new)))
        .collect::<Answer<Vec<_>>>()?;
    for (tags, new) in changed {
        *tags = new;
    }
    Ok(Done {})
}

pub(crate) fn untag(account: &mut Account, _: &Moment, op: &UntagResources) -> Answer<Done> {
    let kind = kind(&op.resource_type)?;
    if op.tag_keys.len() > 20 {
        return Err(refuse("InvalidParameter.TagKeys"));
    }
    if op.tag_keys.is_empty() && op.all != Some(true) {
        return Err(refuse("MissingParameter.TagKeys"));
    }
    for tags in named(account, &kind, &op.resource_names)?.into_values() {
        tags.retain(|key, _| !op.tag_keys.is_empty() && !op.tag_keys.contains(key));
    }
    Ok(Done {})
}

pub(crate) fn list(
    account: &mut Account,
    _: &Moment,
    op: &ListTagResources,
) -> Answer<ListTagResourcesOutput> {
    let kind = kind(&op.resource_type)?;
    let found = match op.resource_names.as_slice() {
        [] => all(account, &kind),
        names => named(account, &kind, names)?,
    };
    let has = |tags: &TagMap| {
        op.tag
            .iter()
            .all(|tag| tags.get(&tag.key) == Some(&tag.value))
    };
    let rows = found
        .into_iter()
        .filter(|(_, tags)| has(tags))
        .flat_map(|(name, tags)| {
            tags.iter()
                .map(|(key, value)| row(&op.resource_type, name, key, value))
                .collect::<Vec<_>>()
        });
    let size = Size {
        parameter: "PageSize",
        asked: op.page_size,
        largest: 100,
    };
    let (tag_resources, next_token) = page::page(rows.collect(), op.next_token.as_deref(), size)?;
    Ok(ListTagResourcesOutput {
        tag_resources,
        next_token,
    })
}

fn row(resource_type: &str, name: &str, key: &str, value: &str) -> (String, TagResource) {
    let row = TagResource {
        resource_type: resource_type.into(),
        resource_name: name.into(),
        tag_key: key.into(),
        tag_value: value.into(),
    };
    (format!("{name}/{key}"), row)
}
