//! Tags of roles and policies. Undocumented errors are rule `tag-errors`.

use std::collections::{BTreeMap, BTreeSet};

use rolewright_core::operation::{
    Done, ListTagResources, ListTagResourcesOutput, Tag, TagItem, TagResource, TagResources, Tags,
    UntagResources,
};

use super::page::{self, Size};
use crate::account::{Account, Limits, Moment, is_full};
use crate::error::{Answer, Refusal, refuse};

type TagMap = BTreeMap<String, String>;

/// Returns tags as a list returns them: absent if there are none.
pub(crate) fn wire(tags: &TagMap) -> Option<Tags> {
    let tag = tags.iter().map(|(key, value)| TagItem {
        tag_key: key.clone(),
        tag_value: value.clone(),
        ..Default::default()
    });
    (!tags.is_empty()).then(|| Tags {
        tag: tag.collect(),
        ..Default::default()
    })
}

/// Whether the tags contain all of these.
pub(crate) fn has_all(tags: &TagMap, required: &[Tag]) -> bool {
    let mut required = required.iter();
    required.all(|tag| tags.get(&tag.key) == Some(&tag.value))
}

/// Sets tags: at most 20 per call, keys of 1 to 128 and values of at most 256 characters, unique
/// keys. The limit per resource is rule `tags-per-resource`.
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

/// Returns the tags of every role or policy by name.
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

/// Returns the tags of the named resources, all of which must exist.
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
    found.retain(|name, _| names.iter().any(|required| required == name));
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
    Ok(Done::default())
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
    Ok(Done::default())
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
    let rows = found
        .into_iter()
        .filter(|(_, tags)| has_all(tags, &op.tag))
        .flat_map(|(name, tags)| {
            tags.iter()
                .map(|(key, value)| row(&op.resource_type, name, key, value))
                .collect::<Vec<_>>()
        });
    let size = Size {
        parameter: "PageSize",
        requested: op.page_size,
        largest: 100,
    };
    let (tag_resources, next_token) = page::page(rows.collect(), op.next_token.as_deref(), size)?;
    Ok(ListTagResourcesOutput {
        tag_resources,
        next_token,
        ..Default::default()
    })
}

fn row(resource_type: &str, name: &str, key: &str, value: &str) -> (String, TagResource) {
    let row = TagResource {
        resource_type: resource_type.into(),
        resource_name: name.into(),
        tag_key: key.into(),
        tag_value: value.into(),
        ..Default::default()
    };
    (format!("{name}/{key}"), row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Lab;
    use rolewright_core::operation::ListRoles;

    fn pairs(tags: &[(&str, &str)]) -> Vec<Tag> {
        tags.iter()
            .map(|(key, value)| Tag {
                key: (*key).into(),
                value: (*value).into(),
                ..Default::default()
            })
            .collect()
    }

    fn set_on(names: &[&str], tags: &[(&str, &str)]) -> TagResources {
        TagResources {
            resource_type: "role".into(),
            resource_names: names.iter().map(|name| (*name).into()).collect(),
            tag: pairs(tags),
            ..Default::default()
        }
    }

    fn listed(lab: &mut Lab, op: ListTagResources) -> Vec<String> {
        let op = ListTagResources {
            resource_type: "role".into(),
            ..op
        };
        let rows = lab.ok(op).tag_resources.into_iter();
        rows.map(|row| format!("{}:{}={}", row.resource_name, row.tag_key, row.tag_value))
            .collect()
    }

    #[test]
    fn tags_are_set_replaced_listed_and_removed() {
        let mut lab = Lab::default().with_role("a").with_role("a-b");
        lab.ok(set_on(&["a", "a-b"], &[("k", "1"), ("l", "2")]));
        lab.ok(set_on(&["a"], &[("k", "3")]));
        let all = ["a-b:k=1", "a-b:l=2", "a:k=3", "a:l=2"];
        assert_eq!(listed(&mut lab, ListTagResources::default()), all);
        let with = ListTagResources {
            tag: pairs(&[("k", "3"), ("l", "2")]),
            ..Default::default()
        };
        assert_eq!(listed(&mut lab, with), ["a:k=3", "a:l=2"]);
        let of = ListTagResources {
            resource_names: vec!["a-b".into()],
            ..Default::default()
        };
        assert_eq!(listed(&mut lab, of), ["a-b:k=1", "a-b:l=2"]);
        let roles = lab.ok(ListRoles::default()).roles.role;
        assert_eq!(roles[0].tags.as_ref().unwrap().tag[0].tag_value, "3");
        let off = |keys: &[&str], all| UntagResources {
            resource_type: "role".into(),
            resource_names: vec!["a".into()],
            tag_keys: keys.iter().map(|key| (*key).into()).collect(),
            all,
            ..Default::default()
        };
        lab.ok(off(&["k"], Some(true)));
        assert_eq!(
            listed(&mut lab, ListTagResources::default()),
            ["a-b:k=1", "a-b:l=2", "a:l=2"]
        );
        assert_eq!(lab.refusal(off(&[], None)), "400 MissingParameter.TagKeys");
        lab.ok(off(&[], Some(true)));
        assert_eq!(
            listed(&mut lab, ListTagResources::default()),
            ["a-b:k=1", "a-b:l=2"]
        );
    }

    #[test]
    fn tags_are_paged() {
        let mut lab = Lab::default().with_role("r");
        lab.ok(set_on(&["r"], &[("a", "1"), ("b", "2"), ("c", "3")]));
        let page = |next_token, page_size| ListTagResources {
            resource_type: "role".into(),
            next_token,
            page_size: Some(page_size),
            ..Default::default()
        };
        let first = lab.ok(page(None, 2));
        assert_eq!(first.tag_resources.len(), 2);
        let last = lab.ok(page(first.next_token, 2));
        assert_eq!(
            (last.tag_resources[0].tag_key.as_str(), last.next_token),
            ("c", None)
        );
        assert_eq!(
            lab.refusal(page(None, 101)),
            "400 InvalidParameter.PageSize"
        );
    }

    #[test]
    fn malformed_and_too_many_tags_are_refused() {
        let mut lab = Lab::default().with_role("r");
        let many: Vec<_> = (0..21).map(|number| format!("k{number}")).collect();
        let many: Vec<_> = many.iter().map(|key| (key.as_str(), "")).collect();
        let names = vec!["r"; 51];
        let long = "k".repeat(129);
        for (request, code) in [
            (
                set_on(&["gone", "r"], &[("k", "")]),
                "404 EntityNotExist.Role",
            ),
            (
                set_on(&[], &[("k", "")]),
                "400 MissingParameter.ResourceNames",
            ),
            (set_on(&["r"], &[]), "400 MissingParameter.Tag"),
            (
                set_on(&names, &[("k", "")]),
                "400 InvalidParameter.ResourceNames",
            ),
            (set_on(&["r"], &many), "400 InvalidParameter.Tag"),
            (
                set_on(&["r"], &[("k", "1"), ("k", "2")]),
                "400 InvalidParameter.Tag",
            ),
            (set_on(&["r"], &[(&long, "")]), "400 InvalidParameter.Tag"),
            (
                set_on(&["r"], &[("k", &"v".repeat(257))]),
                "400 InvalidParameter.Tag",
            ),
            (
                TagResources {
                    resource_type: "user".into(),
                    ..set_on(&["r"], &[("k", "")])
                },
                "400 InvalidParameter.ResourceType",
            ),
            (
                TagResources {
                    resource_type: "policy".into(),
                    ..set_on(&["r"], &[("k", "")])
                },
                "404 EntityNotExist.Policy",
            ),
        ] {
            assert_eq!(lab.refusal(request), code);
        }
        lab.ok(set_on(&["r"], &many[..20]));
        lab.ok(set_on(&["r"], &many[..20]));
        assert_eq!(
            lab.refusal(set_on(&["r"], &many[20..])),
            "409 LimitExceeded.Tag"
        );
    }
}
